#include "services/measures/summary.h"

namespace praksis::services {

std::string DayText(const std::optional<base::Day>& day) { return day ? base::FormatDay(*day) : ""; }

v1::MeasureSummary SummaryOf(const measures::Plan& plan) {
  v1::MeasureSummary summary;
  summary.set_measure(plan.measure);
  summary.set_version(plan.version);
  summary.set_decided_on(base::FormatDay(plan.decided_on));
  *summary.mutable_decided() = plan.decided;
  summary.mutable_decided()->set_confidence_percent(plan.confidence_percent());
  for (const measures::PlannedSite& planned : plan.sites) {
    if (planned.comparison) continue;
    auto& site = *summary.add_sites();
    site.set_site(planned.site);
    site.set_planned_on(DayText(planned.planned_on));
    site.set_implemented_on(DayText(planned.implemented_on));
    site.set_stopped_on(DayText(planned.stopped_on));
  }
  summary.set_stopped_on(DayText(plan.stopped_on));
  summary.set_evaluations(static_cast<int32_t>(plan.evaluations.size()));
  if (!plan.evaluations.empty()) *summary.mutable_latest() = plan.evaluations.back();
  summary.set_latest_on(DayText(plan.evaluated_on));
  return summary;
}

}  // namespace praksis::services
