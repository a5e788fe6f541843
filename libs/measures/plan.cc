#include "libs/measures/plan.h"

#include <algorithm>
#include <string_view>

#include "libs/domain/fact/fact.h"
#include "libs/domain/stream/days.h"
#include "libs/measures/metric.h"

namespace praksis::measures {
namespace {

constexpr int32_t kDefaultConfidence = 95;

void Decided(const v1::Event& event, Plan& plan) {
  plan.decided = event.measure_decided();
  plan.decided_on = domain::OccurredDay(event);
  for (const v1::MeasureSite& site : plan.decided.sites()) {
    PlannedSite planned = {.site = site.site()};
    planned.planned_on = base::ParseDay(site.planned_on());
    plan.sites.push_back(planned);
  }
  for (const std::string& site : plan.decided.comparison_sites()) {
    plan.sites.push_back({.site = site, .comparison = true});
  }
}

void StopAt(base::Day day, PlannedSite& site) {
  site.stopped_on = std::min(site.stopped_on.value_or(day), day);
}

// Of all sites of the measure where `site` is empty.
template <typename Change>
void ForSites(Plan& plan, std::string_view site, Change change) {
  for (PlannedSite& planned : plan.sites) {
    if (!planned.comparison && (site.empty() || planned.site == site)) change(planned);
  }
}

void Apply(const v1::Event& event, Plan& plan) {
  const base::Day day = domain::OccurredDay(event);
  switch (event.body_case()) {
    case v1::Event::kMeasureDecided:
      return Decided(event, plan);
    case v1::Event::kMeasureImplemented:
      return ForSites(plan, event.measure_implemented().site(), [&](PlannedSite& site) {
        site.implemented_on = domain::DayOr(event.measure_implemented().implemented_on(), day);
      });
    case v1::Event::kMeasureStopped: {
      const base::Day stopped = domain::DayOr(event.measure_stopped().stopped_on(), day);
      if (event.measure_stopped().site().empty()) plan.stopped_on = stopped;
      return ForSites(plan, event.measure_stopped().site(),
                      [&](PlannedSite& site) { StopAt(stopped, site); });
    }
    case v1::Event::kMeasureEvaluated:
      plan.evaluations.push_back(event.measure_evaluated());
      plan.evaluated_on = day;
      return;
    default:
      return;
  }
}

}  // namespace

int32_t Plan::confidence_percent() const {
  return decided.confidence_percent() == 0 ? kDefaultConfidence : decided.confidence_percent();
}
double Plan::confidence() const { return confidence_percent() / 100.0; }

std::optional<Plan> ReadPlan(const readmodels::LearningStream& stream) {
  Plan plan;
  plan.measure = stream.name;
  plan.version = stream.version;
  for (const v1::Event& event : stream.facts) Apply(event, plan);
  if (!plan.decided.has_metric()) return std::nullopt;
  return plan;
}

std::optional<Periods> PeriodsOf(const Plan& plan, const PlannedSite& site) {
  if (!site.implemented_on) return std::nullopt;
  const base::Day begin = *site.implemented_on;
  const base::Day end = begin + plan.decided.after_days();
  return Periods{.before = WholeMonths(begin - plan.decided.before_days(), begin),
                 .with = WholeMonths(begin, std::min(end, site.stopped_on.value_or(end)))};
}

base::Day KnownFrom(const Plan& plan, const Periods& periods) {
  return LastDayOf(periods.with.end - 1) + FollowedDays(plan.decided.metric()) + 1;
}

}  // namespace praksis::measures
