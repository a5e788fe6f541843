#include "libs/measures/belief_months.h"

#include <optional>
#include <set>
#include <vector>

#include "libs/base/status.h"
#include "libs/figures/disclosure.h"
#include "libs/readmodels/belief.h"
#include "libs/readmodels/follow_up.h"

namespace praksis::measures {
namespace {

using domain::cases::CaseState;

// Of one month at one site.
struct Believers {
  int64_t high = 0;
  int64_t low = 0;
  std::set<std::string> high_persons;
  std::set<std::string> low_persons;
};

// The latest score at the end of `day`, of several on one day the one recorded last; nothing where it is too
// old.
std::optional<int> ScoreOn(const CaseState& state, base::Day day) {
  const CaseState::Belief* latest = nullptr;
  for (const CaseState::Belief& belief : state.beliefs()) {
    if (belief.rater() != v1::BeliefAssessed::CASEWORKER || belief.assessed_on() > day) continue;
    if (belief.score() < 1 || belief.score() > readmodels::kScores) continue;
    if (latest == nullptr || belief.assessed_on() >= latest->assessed_on()) latest = &belief;
  }
  if (latest == nullptr || day - latest->assessed_on() > readmodels::kBeliefAgeDays) return std::nullopt;
  return latest->score();
}

bool IsOpenOn(const CaseState& state, base::Day day) {
  return state.opened_on() <= day && !readmodels::ClosedOn(state, day);
}

void Count(const CaseState& state, const MetricQuestion& question, std::map<Month, Believers>& months) {
  for (Month month = question.months.begin; month < question.months.end; ++month) {
    if (!IsKnown(question.metric, month, question.as_of)) return;
    const base::Day day = LastDayOf(month);
    if (!IsOpenOn(state, day)) continue;
    const std::optional<int> score = ScoreOn(state, day);
    if (!score) continue;
    Believers& believers = months[month];
    const bool high = *score >= readmodels::kHighScore;
    ++(high ? believers.high : believers.low);
    (high ? believers.high_persons : believers.low_persons).insert(state.person_ref());
  }
}

MonthFigure FigureOf(Month month, const Believers& believers, int64_t k) {
  const int64_t all = believers.high + believers.low;
  std::set<std::string> persons = believers.high_persons;
  persons.insert(believers.low_persons.begin(), believers.low_persons.end());
  return {.month = month,
          .value = static_cast<double>(believers.high) / static_cast<double>(all),
          .count = all,
          .small = static_cast<int64_t>(persons.size()) < k ||
                   figures::IsSmall(static_cast<int64_t>(believers.high_persons.size()), k) ||
                   figures::IsSmall(static_cast<int64_t>(believers.low_persons.size()), k)};
}

}  // namespace

absl::StatusOr<std::map<std::string, MonthFigures>> ReadBeliefMonths(const projection::View& view,
                                                                     const MetricQuestion& question) {
  std::map<std::string, std::map<Month, Believers>> sites;
  for (const std::string& site : question.sites) sites[site];
  RETURN_IF_ERROR(view.VisitCases("", [&](const CaseState& state) {
    const auto site = sites.find(state.municipality());
    if (site != sites.end() && state.status() != v1::CaseSummary::STATUS_UNSPECIFIED) {
      Count(state, question, site->second);
    }
    return true;
  }));
  std::map<std::string, MonthFigures> series;
  for (const auto& [site, months] : sites) {
    MonthFigures& figures = series[site];
    for (const auto& [month, believers] : months) figures.push_back(FigureOf(month, believers, question.k));
  }
  return series;
}

}  // namespace praksis::measures
