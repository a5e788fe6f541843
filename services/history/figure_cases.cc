#include "services/history/figure_cases.h"

#include <utility>
#include <vector>

#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/readmodels/history_index.h"
#include "services/dashboards/answer_cells.h"
#include "services/dashboards/case_counter.h"
#include "services/dashboards/request.h"
#include "services/history/sufficient_facts.h"
#include "services/query/page.h"
#include "services/query/query.h"

namespace praksis::services {
namespace {

using domain::cases::CaseState;

constexpr int kDefaultPageSize = 100;
constexpr int kMaxPageSize = 1'000;
constexpr size_t kDayBytes = 4;

//   place := as_of(4 bytes, big endian) stream
std::string TokenOf(const FigureCasesQuery::Place& place, std::string_view question) {
  std::string bytes;
  base::AppendBigEndian32(static_cast<uint32_t>(place.as_of), bytes);
  bytes.append(place.stream);
  return PageToken(question, bytes);
}

absl::StatusOr<FigureCasesQuery::Place> ReadPlace(std::string_view token, std::string_view question) {
  ASSIGN_OR_RETURN(const std::string place, PlaceOf(token, question));
  if (place.size() < kDayBytes) return RefusePageToken();
  return FigureCasesQuery::Place{.stream = place.substr(kDayBytes),
                                 .as_of = static_cast<base::Day>(base::ReadBigEndian32(place.data()))};
}

// How many the whole answer counts in the cell, as far as who asks may know that.
absl::StatusOr<int64_t> TotalCount(const projection::View& view, const FigureCasesQuery& query,
                                   Question question) {
  question.k = query.k.value_or(0);
  ASSIGN_OR_RETURN(const auto answer, query.k ? query.figure->answer(view, question)
                                              : AnswerUnwithheld(*query.figure, view, question));
  if (query.between_answers != nullptr) {
    RETURN_IF_ERROR(query.between_answers->Withhold(*query.figure, view, question, query.known_at, *answer));
  }
  const v1::Count* const count = FindCell(*answer, query.cell);
  if (query.k && count != nullptr && count->suppressed()) {
    return base::Refuse(
        absl::StatusCode::kPermissionDenied, "COUNT_WITHHELD",
        base::StrCat(
            "\"", query.cell, "\" is withheld (it counts fewer than ", question.k,
            " persons, or would give such a count away), and so are the cases behind it: only who may "
            "see cases may ask, not over this HTTP server."),
        {{"cell", query.cell}, {"threshold", base::StrCat(question.k)}});
  }
  if (count != nullptr) return count->value();
  std::string cells;
  for (const std::string& name : CellNames(*answer)) cells += base::StrCat(cells.empty() ? "" : "; ", name);
  return base::Refuse(absl::StatusCode::kInvalidArgument, "CELL_UNKNOWN",
                      base::StrCat("\"", query.cell, "\" is no count of this answer; there are: ", cells),
                      {{"cell", query.cell}, {"cells", cells}});
}

// What the case counts by, of its timeline.
absl::Status AddEvents(const projection::View& view, CaseCounter& counter, v1::FigureCase& out) {
  ASSIGN_OR_RETURN(const readmodels::Timeline timeline,
                   readmodels::ReadTimeline(view, StreamId(out.stream())));
  const auto history = readmodels::DecodeEvents(timeline.events);
  if (!history) {
    return base::Refuse(
        absl::StatusCode::kDataLoss, "PROJECTION_DAMAGED",
        base::StrCat("An event of ", out.stream(), " cannot be read; build the projection anew."),
        {{"stream", out.stream()}});
  }
  const std::vector<v1::Event> facts = domain::cases::StandingFacts(*history);
  absl::Status failed;
  const auto counts_the_same = [&](const CaseState& state) {
    const absl::StatusOr<int64_t> count = counter.CountOf(state);
    if (!count.ok()) failed = count.status();
    return count.ok() && *count == out.count();
  };
  for (const size_t i : SufficientFacts(facts, counts_the_same)) {
    const v1::Event& fact = facts[i];
    v1::FigureEvent& added = *out.add_events();
    added.set_event_id(fact.event_id());
    added.set_version(fact.version());
    added.set_type(v1::Event::descriptor()->FindFieldByNumber(fact.body_case())->name());
    *added.mutable_occurred_at() = fact.occurred_at();
    const auto& event = timeline.events[static_cast<size_t>(fact.version() - 1)];
    added.set_corrected_by_version(event.changed_by.value());
  }
  return failed;
}

}  // namespace

absl::StatusOr<FigureCasesQuery> ReadFigureCasesQuery(const v1::ListFigureCasesRequest& request,
                                                      const codelists::Codelists& codelists) {
  std::vector<base::FieldViolation> violations;
  FigureCasesQuery query;
  query.figure = ReadFigure(request.figure(), violations);
  if (request.cell().empty()) {
    violations.push_back({"cell", "which count of the figure; write \"interrupted\", say"});
  }
  query.cell = request.cell();
  const About about = query.figure == nullptr ? About::kPlacements : query.figure->about;
  query.question.selection = ReadSelection(request.selection(), about, codelists, violations);
  query.question.voice = ReadVoice(request.voice(), violations);
  query.question.rater = ReadRater(request.rater(), violations);
  if (request.page_size() < 0 || request.page_size() > kMaxPageSize) {
    violations.push_back(
        {"page_size", base::StrCat(request.page_size(), " is not between 0 and ", kMaxPageSize)});
  }
  CheckTimes(request.known_at(), request.at_least(), violations);
  if (!violations.empty()) return base::RefuseRequest("REQUEST_INVALID", violations);
  query.page_size = static_cast<size_t>(request.page_size() == 0 ? kDefaultPageSize : request.page_size());
  query.fingerprint = QuestionOf(request);
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(query.after, ReadPlace(request.page_token(), query.fingerprint));
  }
  return query;
}

absl::StatusOr<v1::ListFigureCasesResponse> AnswerFigureCases(const projection::View& view,
                                                              const FigureCasesQuery& query, base::Day today,
                                                              size_t max_looked_at) {
  FigureCasesQuery::Place place = query.after.value_or(FigureCasesQuery::Place{.stream = "", .as_of = today});
  Question question = query.question;
  question.today = place.as_of;
  v1::ListFigureCasesResponse response;
  response.set_as_of(base::FormatDay(place.as_of));
  if (!query.after || query.k) {
    ASSIGN_OR_RETURN(const int64_t total, TotalCount(view, query, question));
    if (!query.after) response.set_total_count(total);
  }
  CaseCounter counter(*query.figure, question, query.cell);
  absl::Status failed;
  size_t looked_at = 0;
  const auto look_at = [&](const CaseState& state) {
    if (response.cases_size() == static_cast<int>(query.page_size) || looked_at == max_looked_at) {
      response.set_next_page_token(TokenOf(place, query.fingerprint));
      return false;
    }
    ++looked_at;
    place.stream = state.stream();
    const absl::StatusOr<int64_t> count = counter.CountOf(state);
    if (count.ok() && *count > 0) {
      v1::FigureCase& added = *response.add_cases();
      added.set_stream(state.stream());
      added.set_municipality(state.municipality());
      added.set_count(*count);
    }
    failed = count.status();
    return failed.ok();
  };
  RETURN_IF_ERROR(view.VisitCases(place.stream, look_at));
  RETURN_IF_ERROR(failed);
  for (v1::FigureCase& listed : *response.mutable_cases()) {
    RETURN_IF_ERROR(AddEvents(view, counter, listed));
  }
  return response;
}

}  // namespace praksis::services
