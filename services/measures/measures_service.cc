#include "services/measures/measures_service.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/formats.h"
#include "libs/log/position.h"
#include "libs/measures/evaluation.h"
#include "libs/measures/plan.h"
#include "services/measures/answer.h"
#include "services/measures/fact.h"
#include "services/measures/summary.h"
#include "services/query/fields.h"
#include "services/query/query.h"

namespace praksis::services {
namespace {

constexpr std::string_view kMeasurePrefix = "measure/";
constexpr std::string_view kCyclePrefix = "cycle/";

void CheckStream(const std::string& stream, std::string_view prefix, const char* field,
                 Violations& violations) {
  if (stream.starts_with(prefix) && domain::HasFormat(v1::STREAM, stream)) return;
  violations.push_back({field, base::StrCat("\"", stream, "\" is no stream of its kind: ", prefix, "…")});
}

void CheckCycle(const std::string& cycle, Violations& violations) {
  if (!cycle.empty()) CheckStream(cycle, kCyclePrefix, "cycle", violations);
}

// Nothing where it is none, or its decision does not stand.
std::optional<measures::Plan> FindPlan(const readmodels::LearningStreams& streams,
                                       const std::string& measure) {
  const readmodels::LearningStream* const stream = streams.Find(measure);
  return stream == nullptr ? std::nullopt : measures::ReadPlan(*stream);
}

bool IsAsked(const measures::Plan& plan, const v1::ListMeasuresRequest& request) {
  if (!request.cycle().empty() && plan.decided.cycle() != request.cycle()) return false;
  if (request.site().empty()) return true;
  for (const v1::MeasureSite& site : plan.decided.sites()) {
    if (site.site() == request.site()) return true;
  }
  return false;
}

absl::Status RefuseRecording() {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "RECORDS_NOTHING",
                      "this server answers and does not record; ask praksisd");
}

absl::Status RefuseNotImplemented(const std::string& measure) {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "MEASURE_NOT_IMPLEMENTED",
                      base::StrCat("The measure \"", measure,
                                   "\" is in use nowhere yet; it is evaluated after MeasureImplemented."),
                      {{"measure_id", measure}});
}

bool IsImplemented(const v1::MeasureSummary& measure) {
  for (const auto& site : measure.sites()) {
    if (!site.implemented_on().empty()) return true;
  }
  return false;
}

// Whether `view` has all that the measure's latest evaluation rests on: else that may be right, and what is
// found here out of date. The position of another log (copied from) says nothing.
bool CoversLatest(const projection::View& view, const measures::Plan& plan, const log::EventLog& event_log) {
  if (plan.evaluations.empty()) return true;
  const auto latest = log::DecodePosition(plan.evaluations.back().position(), event_log.id(),
                                          event_log.partition_count(), "position");
  return !latest.ok() || view.position().Covers(*latest);
}

absl::StatusOr<v1::EvaluateMeasureResponse> EvaluatePlan(const projection::View& view,
                                                         const measures::Plan& plan, const Asked& asked) {
  ASSIGN_OR_RETURN(const auto series,
                   measures::ReadMetric(view, measures::QuestionOf(plan, asked.as_of, asked.k)));
  return AnswerEvaluation(plan, measures::Evaluate(plan, series, asked.as_of, asked.k), asked);
}

v1::Actor ServerItself() {
  v1::Actor actor;
  actor.set_id("praksis");
  actor.set_role(v1::SYSTEM);
  return actor;
}

// What was recorded, with what it was recorded for.
Reply<v1::RecordResponse> Recorded(v1::EvaluateMeasureResponse evaluation,
                                   Reply<v1::RecordEvaluationResponse> reply) {
  return [evaluation = std::move(evaluation),
          reply = std::move(reply)](absl::StatusOr<v1::RecordResponse> recorded) mutable {
    if (!recorded.ok()) return std::move(reply)(recorded.status());
    v1::RecordEvaluationResponse response;
    *response.mutable_evaluation() = std::move(evaluation);
    response.set_recorded(true);
    response.set_version(recorded->version());
    response.set_position(recorded->position());
    response.set_repeat(recorded->repeat());
    std::move(reply)(std::move(response));
  };
}

}  // namespace

MeasuresService::MeasuresService(projection::ViewSource& views, readmodels::LearningReader& reader,
                                 const log::EventLog& event_log, const base::Clock& clock,
                                 MeasuresOptions options)
    : views_(views), reader_(reader), event_log_(event_log), clock_(clock), options_(std::move(options)) {
  PRAKSIS_CHECK(options_.k >= 3, "k=", options_.k);
}

void MeasuresService::ListMeasures(const v1::ListMeasuresRequest& request, absl::Time deadline,
                                   Reply<v1::ListMeasuresResponse> reply) {
  Violations violations;
  CheckCycle(request.cycle(), violations);
  if (!request.site().empty()) CheckFormat(v1::MUNICIPALITY, request.site(), "site", violations);
  if (!violations.empty()) return std::move(reply)(base::RefuseRequest("REQUEST_INVALID", violations));
  AnswerAt<v1::ListMeasuresResponse>(
      views_, event_log_, clock_, request.at_least(), deadline, std::move(reply),
      [this, request](const projection::View& view,
                      const std::string& position) -> absl::StatusOr<v1::ListMeasuresResponse> {
        ASSIGN_OR_RETURN(const auto streams, reader_.At(view));
        v1::ListMeasuresResponse response;
        for (const auto& [name, stream] : streams->Of("measure")) {
          const std::optional<measures::Plan> plan = measures::ReadPlan(*stream);
          if (plan && IsAsked(*plan, request)) *response.add_measures() = SummaryOf(*plan);
        }
        response.set_position(position);
        return response;
      });
}

absl::StatusOr<v1::EvaluateMeasureResponse> MeasuresService::Evaluate(const projection::View& view,
                                                                      const std::string& measure,
                                                                      const std::string& cycle,
                                                                      const std::string& position,
                                                                      base::Day as_of) {
  ASSIGN_OR_RETURN(const auto streams, reader_.At(view));
  const std::optional<measures::Plan> plan = FindPlan(*streams, measure);
  if (!plan) {
    return base::Refuse(absl::StatusCode::kNotFound, "MEASURE_NOT_FOUND",
                        base::StrCat("no measure \"", measure, "\" was decided"), {{"measure_id", measure}});
  }
  return EvaluatePlan(view, *plan, {.position = position, .as_of = as_of, .k = options_.k, .cycle = cycle});
}

void MeasuresService::EvaluateMeasure(const v1::EvaluateMeasureRequest& request, absl::Time deadline,
                                      Reply<v1::EvaluateMeasureResponse> reply) {
  Violations violations;
  CheckStream(request.measure(), kMeasurePrefix, "measure", violations);
  CheckCycle(request.cycle(), violations);
  CheckTimes(request.known_at(), request.at_least(), violations);
  if (!violations.empty()) return std::move(reply)(base::RefuseRequest("REQUEST_INVALID", violations));
  AnswerAsOf<v1::EvaluateMeasureResponse>(
      views_, event_log_, clock_, options_.time_zone, request.known_at(), request.at_least(), deadline,
      std::move(reply),
      [this, request](const projection::View& view, const std::string& position, base::Day today) {
        return Evaluate(view, request.measure(), request.cycle(), position, today);
      });
}

void MeasuresService::RecordEvaluation(const v1::RecordEvaluationRequest& request, absl::Time deadline,
                                       Reply<v1::RecordEvaluationResponse> reply) {
  Violations violations;
  CheckStream(request.measure(), kMeasurePrefix, "measure", violations);
  CheckCycle(request.cycle(), violations);
  if (!violations.empty()) return std::move(reply)(base::RefuseRequest("REQUEST_INVALID", violations));
  if (!options_.record) return std::move(reply)(RefuseRecording());
  const absl::StatusOr<log::Position> at_least = ReadAtLeast(request.at_least(), event_log_);
  if (!at_least.ok()) return std::move(reply)(at_least.status());
  views_.When(
      *at_least, WaitUntil(deadline, clock_),
      [this, request, deadline,
       reply = std::move(reply)](absl::StatusOr<std::shared_ptr<const projection::View>> view) mutable {
        if (!view.ok()) return std::move(reply)(view.status());
        const base::Day today = Today();
        auto evaluation = Evaluate(**view, request.measure(), request.cycle(),
                                   log::EncodePosition((*view)->position(), event_log_.id()), today);
        if (!evaluation.ok()) return std::move(reply)(evaluation.status());
        if (!IsImplemented(evaluation->measure())) {
          return std::move(reply)(RefuseNotImplemented(request.measure()));
        }
        if (request.only_if_changed() && !evaluation->changed()) {
          v1::RecordEvaluationResponse response;
          *response.mutable_evaluation() = *std::move(evaluation);
          return std::move(reply)(std::move(response));
        }
        v1::RecordRequest record;
        *record.mutable_event() = EvaluationFact(*evaluation, request.actor());
        options_.record(std::move(record), deadline, Recorded(*std::move(evaluation), std::move(reply)));
      });
}

absl::StatusOr<std::vector<MeasureNews>> MeasuresService::FindNews(const projection::View& view,
                                                                   base::Day today, Which which,
                                                                   const std::function<bool()>& go_on) {
  ASSIGN_OR_RETURN(const auto streams, reader_.At(view));
  const Asked asked = {
      .position = log::EncodePosition(view.position(), event_log_.id()), .as_of = today, .k = options_.k};
  std::vector<MeasureNews> news;
  for (const auto& [name, stream] : streams->Of("measure")) {
    const std::optional<measures::Plan> plan = measures::ReadPlan(*stream);
    if (!plan || !IsImplemented(SummaryOf(*plan)) || !CoversLatest(view, *plan, event_log_)) continue;
    if (which == Which::kNeverEvaluated && !plan->evaluations.empty()) continue;
    if (!go_on()) break;
    ASSIGN_OR_RETURN(v1::EvaluateMeasureResponse evaluation, EvaluatePlan(view, *plan, asked));
    if (!evaluation.changed()) continue;
    MeasureNews& found = news.emplace_back();
    *found.record.mutable_event() = EvaluationFact(evaluation, ServerItself());
    found.record.set_expected_version(plan->version);
    found.evaluation = std::move(evaluation);
  }
  return news;
}

base::Day MeasuresService::Today() const { return base::DayAt(clock_.Now(), options_.time_zone); }

}  // namespace praksis::services
