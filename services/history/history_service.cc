#include "services/history/history_service.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/fact/fact.h"
#include "libs/readmodels/case_summaries.h"
#include "libs/readmodels/event_filter.h"
#include "libs/readmodels/history_index.h"
#include "services/history/figure_cases.h"
#include "services/query/fields.h"
#include "services/query/query.h"

namespace praksis::services {
namespace {

constexpr int kDefaultPageSize = 100;
constexpr int kMaxPageSize = 1'000;
// Bytes of an answer, roughly: of what surrounds one event, and of everything else.
constexpr size_t kRoomBesideEvent = 16;
constexpr size_t kRoomBesideEvents = 1'024;
constexpr std::string_view kRequestInvalid = "REQUEST_INVALID";

// What GetCase or GetStream is asked, made ready.
struct StreamQuery {
  StreamId stream;
  std::optional<absl::Time> known_at;
  std::optional<base::Day> happened_by;
};

struct ListQuery {
  readmodels::EventMatcher matcher;
  std::string page_token;
  size_t page_size;
};

// GetCaseRequest and GetStreamRequest ask alike.
template <typename Request>
void ReadTimes(const Request& request, StreamQuery& query, std::vector<base::FieldViolation>& violations) {
  if (request.has_known_at()) {
    query.known_at =
        absl::FromUnixSeconds(request.known_at().seconds()) + absl::Nanoseconds(request.known_at().nanos());
  }
  query.happened_by = ReadDay(request.happened_by(), "happened_by", violations);
}

absl::StatusOr<StreamQuery> ReadQuery(const v1::GetCaseRequest& request) {
  std::vector<base::FieldViolation> violations;
  StreamQuery query{.stream = StreamId(request.stream()), .known_at = {}, .happened_by = {}};
  if (!request.stream().starts_with("case/") || !readmodels::IsStreamName(request.stream())) {
    violations.push_back(
        {"stream", base::StrCat("\"", request.stream(), "\" is no case; write \"case/2025-0114\"")});
  }
  ReadTimes(request, query, violations);
  if (!violations.empty()) return base::RefuseRequest(kRequestInvalid, violations);
  return query;
}

absl::StatusOr<StreamQuery> ReadQuery(const v1::GetStreamRequest& request) {
  std::vector<base::FieldViolation> violations;
  StreamQuery query{.stream = StreamId(request.stream()), .known_at = {}, .happened_by = {}};
  if (!readmodels::IsStreamName(request.stream())) {
    violations.push_back(
        {"stream", base::StrCat("\"", request.stream(), "\" is no stream; write \"story/s-1\"")});
  }
  ReadTimes(request, query, violations);
  if (!violations.empty()) return base::RefuseRequest(kRequestInvalid, violations);
  return query;
}

absl::StatusOr<ListQuery> ReadQuery(const v1::ListEventsRequest& request) {
  std::vector<base::FieldViolation> violations;
  std::optional<readmodels::EventMatcher> matcher =
      readmodels::EventMatcher::Make(request.filter(), "filter", violations);
  if (request.page_size() < 0 || request.page_size() > kMaxPageSize) {
    violations.push_back(
        {"page_size", base::StrCat(request.page_size(), " is not between 0 and ", kMaxPageSize)});
  }
  if (!violations.empty()) return base::RefuseRequest(kRequestInvalid, violations);
  const int page_size = request.page_size() == 0 ? kDefaultPageSize : request.page_size();
  return ListQuery{*std::move(matcher), request.page_token(), static_cast<size_t>(page_size)};
}

absl::Status NotFound(std::string_view reason, const StreamId& stream) {
  return base::Refuse(absl::StatusCode::kNotFound, reason,
                      base::StrCat("No event of ", stream.value(), " is known (at that time)."),
                      {{"stream", stream.value()}});
}

absl::Status Damaged(const StreamId& stream) {
  return base::Refuse(
      absl::StatusCode::kDataLoss, "PROJECTION_DAMAGED",
      base::StrCat("An event of ", stream.value(), " cannot be read; build the projection anew."),
      {{"stream", stream.value()}});
}

// The state that the facts add up to which had happened by the end of `day`, as known in `history`.
v1::CaseSummary SummarizeUntil(base::Day day, const std::vector<v1::Event>& history) {
  domain::cases::CaseState state;
  for (const v1::Event& fact : domain::cases::StandingFacts(history)) {
    if (domain::OccurredDay(fact) <= day) domain::cases::Evolve(fact, state);
  }
  return domain::cases::Summarize(state);
}

// The state of the case that `query` asks for, serialised; `timeline` is what was known.
absl::StatusOr<std::string> AnswerSummary(const projection::View& view, const StreamQuery& query,
                                          const std::vector<readmodels::TimelineEvent>& timeline,
                                          const domain::StreamRules& rules) {
  if (!query.known_at.has_value() && !query.happened_by.has_value()) {
    ASSIGN_OR_RETURN(const std::optional<v1::CaseSummary> summary,
                     readmodels::ReadCaseSummary(view, query.stream));
    if (!summary.has_value()) return Damaged(query.stream);
    return summary->SerializeAsString();
  }
  // What is not the present is folded anew.
  const auto history = readmodels::DecodeEvents(timeline);
  if (!history) return Damaged(query.stream);
  if (query.happened_by.has_value()) return SummarizeUntil(*query.happened_by, *history).SerializeAsString();
  return domain::cases::Summarize(domain::cases::StateOf(*rules.Fold(*history))).SerializeAsString();
}

// The timeline of what `query` asks for. `timeline` is what was known.
EncodedCase AnswerTimeline(const StreamQuery& query, const std::vector<readmodels::TimelineEvent>& timeline) {
  EncodedCase answer;
  size_t size = kRoomBesideEvents;
  for (const readmodels::TimelineEvent& event : timeline) size += event.bytes.size() + kRoomBesideEvent;
  answer.bytes.reserve(size);
  for (const readmodels::TimelineEvent& event : timeline) {
    if (query.happened_by.has_value() && event.occurred_day > *query.happened_by) continue;
    answer.AddEntry(event);
  }
  return answer;
}

// What stories and learning cycles say about the case, as known then.
absl::Status AddAbout(const projection::View& view, const StreamQuery& query, EncodedCase& answer) {
  ASSIGN_OR_RETURN(const readmodels::AboutCase about,
                   readmodels::ReadAboutCase(view, query.stream, query.known_at));
  for (const readmodels::Timeline& story : about.stories) {
    for (const readmodels::TimelineEvent& event : story.events) {
      if (query.happened_by.has_value() && event.occurred_day > *query.happened_by) continue;
      answer.AddRelated(event);
    }
  }
  for (const v1::LearntFrom& learnt : about.learnt_from) {
    const auto day = base::ParseDay(learnt.happened_on());
    if (query.happened_by.has_value() && day && *day > *query.happened_by) continue;
    answer.AddLearntFrom(learnt.SerializeAsString());
  }
  return absl::OkStatus();
}

absl::StatusOr<EncodedCase> AnswerCase(const projection::View& view, const StreamQuery& query,
                                       const domain::StreamRules& rules) {
  ASSIGN_OR_RETURN(const readmodels::Timeline read,
                   readmodels::ReadTimeline(view, query.stream, query.known_at));
  EncodedCase answer = AnswerTimeline(query, read.events);
  if (answer.bytes.empty()) return NotFound("CASE_NOT_FOUND", query.stream);
  ASSIGN_OR_RETURN(const std::string summary, AnswerSummary(view, query, read.events, rules));
  answer.SetSummary(summary);
  RETURN_IF_ERROR(AddAbout(view, query, answer));
  return answer;
}

absl::StatusOr<EncodedCase> AnswerStream(const projection::View& view, const StreamQuery& query) {
  ASSIGN_OR_RETURN(const readmodels::Timeline read,
                   readmodels::ReadTimeline(view, query.stream, query.known_at));
  EncodedCase answer = AnswerTimeline(query, read.events);
  if (answer.bytes.empty()) return NotFound("STREAM_NOT_FOUND", query.stream);
  return answer;
}

absl::StatusOr<v1::ListEventsResponse> AnswerList(const projection::View& view, const ListQuery& query) {
  ASSIGN_OR_RETURN(readmodels::EventPage page,
                   readmodels::ListEvents(view, query.matcher, query.page_token, query.page_size));
  v1::ListEventsResponse response;
  for (const std::string& bytes : page.events) {
    if (!response.add_events()->ParseFromString(bytes)) {
      return base::Refuse(absl::StatusCode::kDataLoss, "PROJECTION_DAMAGED",
                          "An event cannot be read; build the projection anew.");
    }
  }
  response.set_next_page_token(std::move(page.next_page_token));
  return response;
}

}  // namespace

HistoryService::HistoryService(projection::ViewSource& views, const log::EventLog& event_log,
                               const domain::StreamRules& case_rules, const base::Clock& clock,
                               HistoryOptions options, const codelists::Codelists& codelists)
    : views_(views),
      event_log_(event_log),
      case_rules_(case_rules),
      clock_(clock),
      options_(options),
      codelists_(codelists),
      between_answers_(options.between_answers != nullptr
                           ? options.between_answers
                           : std::make_shared<BetweenAnswers>(options.periods, clock, codelists)) {}

void HistoryService::GetCase(const v1::GetCaseRequest& request, absl::Time deadline,
                             Reply<EncodedCase> reply) {
  absl::StatusOr<StreamQuery> query = ReadQuery(request);
  if (!query.ok()) return std::move(reply)(query.status());
  AnswerAt<EncodedCase>(
      views_, event_log_, clock_, request.at_least(), deadline, std::move(reply),
      [query = *std::move(query), &rules = case_rules_](
          const projection::View& view, const std::string& position) -> absl::StatusOr<EncodedCase> {
        ASSIGN_OR_RETURN(EncodedCase answer, AnswerCase(view, query, rules));
        answer.SetPosition(position);
        return answer;
      });
}

void HistoryService::GetStream(const v1::GetStreamRequest& request, absl::Time deadline,
                               Reply<EncodedCase> reply) {
  absl::StatusOr<StreamQuery> query = ReadQuery(request);
  if (!query.ok()) return std::move(reply)(query.status());
  AnswerAt<EncodedCase>(
      views_, event_log_, clock_, request.at_least(), deadline, std::move(reply),
      [query = *std::move(query)](const projection::View& view,
                                  const std::string& position) -> absl::StatusOr<EncodedCase> {
        ASSIGN_OR_RETURN(EncodedCase answer, AnswerStream(view, query));
        answer.SetPosition(position);
        return answer;
      });
}

void HistoryService::ListEvents(const v1::ListEventsRequest& request, absl::Time deadline,
                                Reply<v1::ListEventsResponse> reply) {
  absl::StatusOr<ListQuery> query = ReadQuery(request);
  if (!query.ok()) return std::move(reply)(query.status());
  AnswerAt<v1::ListEventsResponse>(
      views_, event_log_, clock_, request.at_least(), deadline, std::move(reply),
      [query = *std::move(query)](const projection::View& view,
                                  const std::string& position) -> absl::StatusOr<v1::ListEventsResponse> {
        ASSIGN_OR_RETURN(v1::ListEventsResponse response, AnswerList(view, query));
        response.set_position(position);
        return response;
      });
}

void HistoryService::ListFigureCases(const v1::ListFigureCasesRequest& request, Reader reader,
                                     absl::Time deadline, Reply<v1::ListFigureCasesResponse> reply) {
  absl::StatusOr<FigureCasesQuery> query = ReadFigureCasesQuery(request, codelists_);
  if (!query.ok()) return std::move(reply)(query.status());
  if (reader == Reader::kOfFigures) {
    std::vector<base::FieldViolation> violations;
    CheckFineness(query->question.selection, options_.periods, "selection", violations);
    if (!violations.empty()) return std::move(reply)(base::RefuseRequest("SELECTION_TOO_FINE", violations));
    query->k = options_.k;
    query->between_answers = between_answers_.get();
    query->known_at = request.known_at();
  }
  AnswerAsOf<v1::ListFigureCasesResponse>(
      views_, event_log_, clock_, options_.time_zone, request.known_at(), request.at_least(), deadline,
      std::move(reply),
      [query = *std::move(query)](const projection::View& view, const std::string& position,
                                  base::Day today) -> absl::StatusOr<v1::ListFigureCasesResponse> {
        ASSIGN_OR_RETURN(v1::ListFigureCasesResponse response, AnswerFigureCases(view, query, today));
        response.set_position(position);
        return response;
      });
}

}  // namespace praksis::services
