#include "libs/selection/relaxations.h"

#include <algorithm>
#include <array>
#include <optional>

#include "libs/base/strings.h"
#include "libs/selection/conditions.h"

namespace praksis::selection {
namespace {

using Relaxation = SiteReport::Relaxation;

// Shorter runs are counted at these steps.
constexpr std::array<int32_t, 5> kFewerMonths = {12, 6, 3, 2, 1};
constexpr std::array<int32_t, 4> kFewerDays = {21, 14, 7, 0};

const char* InWords(Feature feature) {
  switch (feature) {
    case Feature::kReasonCitizen:
      return "citizen's reason";
    case Feature::kReasonCompany:
      return "company's reason";
    case Feature::kReasonJobCentre:
      return "job centre's reason";
    case Feature::kDurationBand:
      return "duration";
    case Feature::kIndustrySection:
      return "industry section";
    case Feature::kPlacementType:
      return "placement type";
    case Feature::kTargetGroup:
      return "target group";
    case Feature::kBeliefTrajectory:
      return "belief";
  }
  return "";
}

// Placements of a quota that are kept out by one thing alone, by what it is.
struct Hindered {
  int64_t anonymised = 0;
  int64_t consents = 0;
  std::array<int64_t, kFewerMonths.size()> months = {};
  std::array<int64_t, kFewerDays.size()> days = {};
  std::array<int64_t, kFeatureCount> filter = {};

  void CountShort(const Pool& pool, uint32_t row) {
    for (size_t i = 0; i < months.size(); ++i) months[i] += pool.months[row] >= kFewerMonths[i] ? 1 : 0;
    for (size_t i = 0; i < days.size(); ++i) days[i] += pool.days[row] >= kFewerDays[i] ? 1 : 0;
  }
};

void Count(const Pool& pool, uint32_t row, const Filters& filters, Exclusion by_consent, bool alike_enough,
           Hindered& hindered) {
  const bool admitted = filters.Admit(row);
  if (pool.exclusion[row] == Exclusion::kRanTooShort) {
    if (admitted && by_consent == Exclusion::kNone) hindered.CountShort(pool, row);
  } else if (pool.exclusion[row] != Exclusion::kNone) {
    return;
  } else if (!admitted) {
    const std::optional<Feature> hindrance = filters.OnlyHindrance(row);
    if (hindrance && by_consent == Exclusion::kNone) ++hindered.filter[static_cast<size_t>(*hindrance)];
  } else if (by_consent != Exclusion::kNone) {
    ++hindered.consents;
    if (alike_enough) ++hindered.anonymised;
  }
}

// A longer step down only where it helps more.
void AddShorterRuns(const Hindered& hindered, std::vector<Relaxation>& relaxations) {
  int64_t before = 0;
  for (size_t i = 0; i < kFewerMonths.size(); ++i) {
    if (hindered.months[i] <= before) continue;
    before = hindered.months[i];
    relaxations.push_back(
        {.criterion = base::StrCat("runs of at least ", kFewerMonths[i],
                                   kFewerMonths[i] == 1 ? " calendar month" : " calendar months"),
         .adds = before,
         .kind = Relaxation::Kind::kShorterRuns,
         .months = kFewerMonths[i]});
  }
  for (size_t i = 0; i < kFewerDays.size(); ++i) {
    if (hindered.days[i] <= before) continue;
    before = hindered.days[i];
    relaxations.push_back({.criterion = base::StrCat("runs of at least ", kFewerDays[i], " days"),
                           .adds = before,
                           .kind = Relaxation::Kind::kShorterRuns,
                           .days = kFewerDays[i]});
    if (kFewerDays[i] == 0) relaxations.back().months = 0;
  }
}

}  // namespace

std::vector<Relaxation> Relaxations(const Universe& universe, const Parameters& parameters,
                                    const SiteReport& site) {
  const Pool& pool = universe.pool();
  const Quotas quotas(pool, parameters);
  const Filters filters(pool, parameters);
  Hindered hindered;
  for (const FeatureClass& here : universe.classes()) {
    const bool alike_enough = static_cast<int64_t>(here.placements) >= parameters.threshold;
    for (uint32_t i = here.first_row; i < here.first_row + here.placements; ++i) {
      const uint32_t row = universe.rows()[i];
      if (quotas.Of(row) == kNoQuota) continue;
      const Quota& quota = parameters.quotas[quotas.Of(row)];
      if (quota.site != site.site || quota.among != site.among) continue;
      Count(pool, row, filters, Decide(pool.consented[row], alike_enough, parameters.consented_only),
            alike_enough, hindered);
    }
  }
  std::vector<Relaxation> relaxations;
  relaxations.push_back({.criterion = "anonymised interviews", .adds = hindered.anonymised});
  relaxations.push_back({.criterion = "consent of those who have not given it",
                         .adds = hindered.consents,
                         .kind = Relaxation::Kind::kConsents});
  AddShorterRuns(hindered, relaxations);
  for (const Filter& filter : parameters.filters) {
    relaxations.push_back({.criterion = base::StrCat("any ", InWords(filter.feature)),
                           .adds = hindered.filter[static_cast<size_t>(filter.feature)],
                           .kind = Relaxation::Kind::kNoFilter,
                           .feature = filter.feature});
  }
  if (parameters.max_per_caseworker > 0) {
    const int64_t wanted = std::min<int64_t>(site.quota, site.candidates);
    relaxations.push_back({.criterion = "no cap per caseworker",
                           .adds = wanted - site.chosen,
                           .kind = Relaxation::Kind::kNoCap});
  }
  std::erase_if(relaxations, [](const Relaxation& relaxation) { return relaxation.adds <= 0; });
  std::stable_sort(relaxations.begin(), relaxations.end(),
                   [](const Relaxation& a, const Relaxation& b) { return a.adds > b.adds; });
  return relaxations;
}

}  // namespace praksis::selection
