// Choosing for a cycle: recorded, and made again.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/fact.h"
#include "libs/log/end.h"
#include "libs/log/position.h"
#include "services/cycles/cycle_index.h"
#include "services/cycles/cycles_service.h"
#include "services/cycles/refusals.h"
#include "services/cycles/replay.h"
#include "services/query/fields.h"
#include "services/query/query.h"

namespace praksis::services {
namespace {

using readmodels::LearningStream;

constexpr char kSourceSystem[] = "praksis";
constexpr size_t kLongestSeed = 64;
constexpr int32_t kLargestLambda = 1'000'000;

const v1::CriteriaSet* CriteriaOf(const LearningStream& cycle) {
  const v1::CriteriaSet* criteria = nullptr;
  for (const v1::Event& fact : cycle.facts) {
    if (fact.has_criteria_set()) criteria = &fact.criteria_set();
  }
  return criteria;
}

// Whatever else is wrong with the fact to be (event_id, actor, selection_id) is said when it is recorded.
void CheckRecord(const v1::RecordSelectionRequest& request, Violations& violations) {
  CheckCycleStream(request.stream(), violations);
  if (request.seed().size() > kLongestSeed) {
    violations.push_back(
        {"seed", base::StrCat("at most ", kLongestSeed, " bytes, not ", request.seed().size())});
  }
  if (request.has_lambda_permille() &&
      (request.lambda_permille() < 0 || request.lambda_permille() > kLargestLambda)) {
    violations.push_back(
        {"lambda_permille", base::StrCat("0 to ", kLargestLambda, ", not ", request.lambda_permille())});
  }
}

// What was recorded under the request's event_id, as the answer to a repeat; nothing where it is new.
std::optional<v1::RecordSelectionResponse> FindRepeat(const LearningStream& cycle,
                                                      const v1::RecordSelectionRequest& request,
                                                      const std::string& position) {
  for (const v1::Event& fact : cycle.facts) {
    if (fact.event_id() != request.event_id() || !fact.has_cases_selected()) continue;
    v1::RecordSelectionResponse response;
    *response.mutable_selected() = fact.cases_selected();
    response.set_version(fact.version());
    response.set_position(position);
    response.set_repeat(true);
    return response;
  }
  return std::nullopt;
}

std::string NextSelectionId(const LearningStream& cycle) {
  int number = 1;
  for (const v1::Event& fact : cycle.facts) number += fact.has_cases_selected() ? 1 : 0;
  return base::StrCat("selection-", number);
}

// The fact, to follow what the choice was made from.
v1::RecordRequest FactOf(const LearningStream& cycle, const v1::RecordSelectionRequest& request,
                         base::Day as_of, const v1::CasesSelected& selected) {
  v1::RecordRequest record;
  record.set_expected_version(cycle.version);
  v1::Event& event = *record.mutable_event();
  event.set_event_id(request.event_id());
  event.set_stream(cycle.name);
  event.mutable_occurred_at()->mutable_date()->set_date(base::FormatDay(as_of));
  *event.mutable_actor() = request.actor();
  event.set_municipality(ChallengeOf(cycle)->sites(0));
  event.set_source_system(kSourceSystem);
  *event.mutable_cases_selected() = selected;
  return record;
}

absl::Status RefuseRecording() {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "RECORDS_NOTHING",
                      "This server chooses and does not record; ask one that does both (praksisd).");
}

absl::Status RefuseWithoutCriteria(const std::string& cycle) {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "CRITERIA_MISSING",
                      "No criteria have been set to select cases by; report CriteriaSet first.",
                      {{"cycle_id", cycle}});
}

absl::Status RefuseUnknownSelection(const std::string& cycle, const std::string& id) {
  return base::Refuse(absl::StatusCode::kNotFound, "SELECTION_NOT_FOUND",
                      id.empty() ? base::StrCat("No cases have been selected in \"", cycle, "\".")
                                 : base::StrCat("There is no selection \"", id, "\" in \"", cycle,
                                                "\"; GetCycle says which one holds."),
                      {{"stream", cycle}, {"selection_id", id}});
}

}  // namespace

absl::StatusOr<base::Day> CyclesService::ChoiceDay(const v1::RecordSelectionRequest& request) const {
  const base::Day today = Today();
  Violations violations;
  CheckRecord(request, violations);
  const base::Day day = ReadDay(request.as_of(), "as_of", violations).value_or(today);
  if (day > today) {
    violations.push_back({"as_of", base::StrCat("\"", request.as_of(), "\" is after today")});
  }
  if (!violations.empty()) return base::RefuseRequest("REQUEST_INVALID", violations);
  return day;
}

absl::StatusOr<log::Position> CyclesService::Everything(const std::string& at_least,
                                                        absl::Time deadline) const {
  if (const absl::Status come = options_.come_to_now ? options_.come_to_now(deadline) : absl::OkStatus();
      !come.ok()) {
    return base::Refuse(absl::StatusCode::kUnavailable, "NOT_CAUGHT_UP",
                        base::StrCat("Not everything that is recorded has come here: ", come.message()));
  }
  ASSIGN_OR_RETURN(log::Position position, ReadAtLeast(at_least, event_log_));
  ASSIGN_OR_RETURN(const log::Position end, log::EndOf(event_log_));
  position.Advance(end);
  return position;
}

void CyclesService::RecordSelection(const v1::RecordSelectionRequest& request, const Waiting& waiting,
                                    Reply<v1::RecordSelectionResponse> reply) {
  const absl::StatusOr<base::Day> as_of = ChoiceDay(request);
  if (!as_of.ok()) return std::move(reply)(as_of.status());
  if (!options_.record) return std::move(reply)(RefuseRecording());
  const absl::Time until = WaitUntil(waiting.deadline, clock_);
  const absl::StatusOr<log::Position> at_least = Everything(request.at_least(), until);
  if (!at_least.ok()) return std::move(reply)(at_least.status());
  views_.When(*at_least, until,
              [this, request, waiting, as_of = *as_of, reply = std::move(reply)](
                  absl::StatusOr<std::shared_ptr<const projection::View>> view) mutable {
                if (!view.ok()) return std::move(reply)(view.status());
                RecordOn(**view, request, as_of, waiting, std::move(reply));
              });
}

void CyclesService::RecordOn(const projection::View& view, const v1::RecordSelectionRequest& request,
                             base::Day as_of, const Waiting& waiting,
                             Reply<v1::RecordSelectionResponse> reply) {
  const absl::StatusOr<std::shared_ptr<const readmodels::LearningStreams>> streams = reader_.At(view);
  if (!streams.ok()) return std::move(reply)(streams.status());
  const CycleIndex index(**streams);
  const LearningStream* const cycle = index.Find(request.stream());
  if (cycle == nullptr) return std::move(reply)(RefuseUnknownCycle(request.stream()));
  const std::string position = log::EncodePosition(view.position(), event_log_.id());
  if (auto repeat = FindRepeat(*cycle, request, position)) return std::move(reply)(*std::move(repeat));
  const v1::CriteriaSet* const criteria = CriteriaOf(*cycle);
  if (criteria == nullptr) return std::move(reply)(RefuseWithoutCriteria(cycle->name));
  absl::StatusOr<LearningService::Choice> choice = learning_.ChooseFor(
      {.criteria = criteria->criteria(),
       .configuration = learning_.Configuration(
           criteria->criteria(), request.seed(),
           request.has_lambda_permille() ? std::optional(request.lambda_permille()) : std::nullopt),
       .as_of = as_of},
      view, position, waiting);
  if (!choice.ok()) return std::move(reply)(choice.status());
  choice->kept.set_selection_id(request.selection_id().empty() ? NextSelectionId(*cycle)
                                                               : request.selection_id());
  v1::RecordRequest record = FactOf(*cycle, request, as_of, choice->kept);
  options_.record(std::move(record), waiting.deadline,
                  [choice = *std::move(choice),
                   reply = std::move(reply)](absl::StatusOr<v1::RecordResponse> recorded) mutable {
                    if (!recorded.ok()) return std::move(reply)(recorded.status());
                    v1::RecordSelectionResponse response;
                    *response.mutable_selected() = std::move(choice.kept);
                    *response.mutable_explained() = std::move(choice.explained);
                    response.set_version(recorded->version());
                    response.set_position(recorded->position());
                    response.set_repeat(recorded->repeat());
                    std::move(reply)(std::move(response));
                  });
}

absl::StatusOr<v1::ReplaySelectionResponse> CyclesService::Replay(const LearningStream& cycle,
                                                                  const std::string& selection_id,
                                                                  const Waiting& waiting) {
  const v1::Event* const fact = FindSelection(cycle, selection_id);
  if (fact == nullptr) return RefuseUnknownSelection(cycle.name, selection_id);
  const v1::CasesSelected& recorded = fact->cases_selected();
  ASSIGN_OR_RETURN(const log::Position position,
                   log::DecodePosition(recorded.position(), event_log_.id(), event_log_.partition_count(),
                                       "cases_selected.position"));
  ASSIGN_OR_RETURN(const projection::KeptView then, views_.KeptAt(position));
  const base::Day as_of = domain::OccurredDay(*fact);
  ASSIGN_OR_RETURN(
      LearningService::Choice choice,
      learning_.ChooseFor(
          {.criteria = recorded.criteria(), .configuration = recorded.configuration(), .as_of = as_of},
          *then.view, recorded.position(), waiting));
  choice.kept.set_selection_id(recorded.selection_id());
  v1::ReplaySelectionResponse response;
  CompareChoices(recorded, choice.kept, response);
  response.set_as_of(base::FormatDay(as_of));
  return response;
}

void CyclesService::ReplaySelection(const v1::ReplaySelectionRequest& request, const Waiting& waiting,
                                    Reply<v1::ReplaySelectionResponse> reply) {
  Violations violations;
  CheckCycleStream(request.stream(), violations);
  if (!violations.empty()) return std::move(reply)(base::RefuseRequest("REQUEST_INVALID", violations));
  AnswerAt<v1::ReplaySelectionResponse>(
      views_, event_log_, clock_, request.at_least(), waiting.deadline, std::move(reply),
      [this, request, waiting](const projection::View& view, const std::string& /*position*/)
          -> absl::StatusOr<v1::ReplaySelectionResponse> {
        ASSIGN_OR_RETURN(const std::shared_ptr<const readmodels::LearningStreams> streams, reader_.At(view));
        const CycleIndex index(*streams);
        const LearningStream* const cycle = index.Find(request.stream());
        if (cycle == nullptr) return RefuseUnknownCycle(request.stream());
        return Replay(*cycle, request.selection_id(), waiting);
      });
}

}  // namespace praksis::services
