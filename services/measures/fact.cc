#include "services/measures/fact.h"

#include <string>

#include "absl/strings/str_format.h"
#include "libs/base/check.h"
#include "libs/base/date.h"

namespace praksis::services {
namespace {

constexpr char kSourceSystem[] = "praksis";
constexpr int64_t kMillisecondsADay = 86'400'000;

// A UUIDv7 (RFC 9562): the day's first millisecond, and the evaluation's own digits for chance.
std::string EventIdOf(const v1::EvaluateMeasureResponse& evaluation) {
  const std::string& id = evaluation.evaluated().evaluation_id();
  const std::string digits = id.substr(id.rfind('-') + 1);
  PRAKSIS_CHECK(digits.size() == 16, id);
  const auto day = base::ParseDay(evaluation.as_of());
  PRAKSIS_CHECK(day.has_value() && *day >= 0, evaluation.as_of());
  const std::string time = absl::StrFormat("%012x", *day * kMillisecondsADay);
  return absl::StrFormat("%s-%s-7%s-8%s-%s", time.substr(0, 8), time.substr(8), digits.substr(0, 3),
                         digits.substr(3, 3), digits.substr(4, 12));
}

}  // namespace

v1::Event EvaluationFact(const v1::EvaluateMeasureResponse& evaluation, const v1::Actor& actor) {
  v1::Event event;
  event.set_event_id(EventIdOf(evaluation));
  event.set_stream(evaluation.measure().measure());
  event.mutable_occurred_at()->mutable_date()->set_date(evaluation.as_of());
  *event.mutable_actor() = actor;
  event.mutable_actor()->clear_authenticated();
  event.set_municipality(evaluation.measure().sites(0).site());
  event.set_source_system(kSourceSystem);
  *event.mutable_measure_evaluated() = evaluation.evaluated();
  return event;
}

}  // namespace praksis::services
