#include "libs/measures/average.h"

#include <algorithm>
#include <map>

namespace praksis::measures {
namespace {

// A site's months by month since its beginning.
using Relative = std::map<int32_t, MonthFigure>;

Relative RelativeMonths(const EvaluatedSite& site, const Periods& periods) {
  Relative months;
  for (const PhasedMonth& month : site.months) {
    if (month.phase == Phase::kNeither) continue;
    months[month.figure.month - periods.with.begin] = month.figure;
  }
  return months;
}

std::vector<Relative> SitesWith(const Plan& plan, const std::vector<EvaluatedSite>& sites) {
  std::vector<Relative> with;
  for (const EvaluatedSite& site : sites) {
    const auto periods = PeriodsOf(plan, site.planned);
    if (site.entered && periods) with.push_back(RelativeMonths(site, *periods));
  }
  return with;
}

// Leaves in each only what all have.
void KeepCommon(std::vector<Relative>& sites) {
  for (auto& site : sites) {
    std::erase_if(site, [&](const auto& month) {
      return !std::all_of(sites.begin(), sites.end(),
                          [&](const Relative& other) { return other.contains(month.first); });
    });
  }
}

std::vector<double> SharesOf(const std::vector<Relative>& sites) {
  std::vector<double> shares;
  double sum = 0;
  for (const Relative& site : sites) {
    double count = 0;
    for (const auto& [month, figure] : site) count += static_cast<double>(figure.count);
    shares.push_back(count);
    sum += count;
  }
  for (double& share : shares) share /= sum;
  return shares;
}

}  // namespace

std::vector<AverageMonth> AverageOf(const Plan& plan, const std::vector<EvaluatedSite>& evaluated) {
  std::vector<Relative> sites = SitesWith(plan, evaluated);
  KeepCommon(sites);
  if (sites.empty() || sites.front().empty()) return {};
  const std::vector<double> shares = SharesOf(sites);
  std::vector<AverageMonth> average;
  for (const auto& [month, first] : sites.front()) {
    AverageMonth added = {.month = month};
    double variance = 0;
    for (size_t i = 0; i < sites.size(); ++i) {
      const MonthFigure& figure = sites[i].at(month);
      added.value += shares[i] * figure.value;
      variance += shares[i] * shares[i] / static_cast<double>(figure.count);
      added.small = added.small || figure.small;
    }
    added.count = 1 / variance;
    average.push_back(added);
  }
  return average;
}

}  // namespace praksis::measures
