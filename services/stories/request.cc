#include "services/stories/request.h"

#include <string_view>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/formats.h"
#include "services/query/fields.h"
#include "services/query/page.h"
#include "services/query/query.h"
#include "services/stories/page.h"

namespace praksis::services {
namespace {

constexpr std::string_view kRequestInvalid = "REQUEST_INVALID";
constexpr int kMostListed = 100;
constexpr int kMostGeneralFrom = 1'000;
constexpr int kDefaultPageSize = 100;
constexpr int kMostPrinciples = 1'000;
constexpr int kDefaultHits = 20;
constexpr int kMostHits = 100;
constexpr size_t kLongestQuestion = 400;
constexpr int kDefaultLike = 5;
constexpr int kMostLike = 20;
constexpr int kDefaultSteps = 2;
constexpr int kMostSteps = 10;

template <typename Texts>
std::vector<std::string> ReadList(const Texts& texts, v1::Format format, const std::string& field,
                                  Violations& violations) {
  if (texts.size() > kMostListed) {
    violations.push_back({field, base::StrCat("at most ", kMostListed, ", not ", texts.size())});
    return {};
  }
  for (int i = 0; i < texts.size(); ++i) {
    CheckFormat(format, texts[i], base::StrCat(field, "[", i, "]"), violations);
  }
  return {texts.begin(), texts.end()};
}

void CheckRange(int value, int min, int max, const char* field, Violations& violations) {
  if (value >= min && value <= max) return;
  violations.push_back({field, base::StrCat(value, " is not between ", min, " and ", max)});
}

void CheckCase(const std::string& stream, Violations& violations) {
  if (stream.starts_with("case/") && domain::HasFormat(v1::STREAM, stream)) return;
  violations.push_back(
      {"case_stream", base::StrCat("\"", stream, "\" is no case; write \"case/2025-0114\"")});
}

void CheckProgramme(const std::string& stream, const char* field, Violations& violations) {
  if (stream.starts_with("programme/") && domain::HasFormat(v1::STREAM, stream)) return;
  violations.push_back({field, base::StrCat("\"", stream, "\" is no programme; write \"programme/p-1\"")});
}

stories::StorySelection ReadSelection(const v1::StorySelection& asked, Violations& violations) {
  stories::StorySelection selection{.programme = asked.programme()};
  if (!asked.programme().empty()) CheckProgramme(asked.programme(), "selection.programme", violations);
  selection.staff_groups =
      ReadList(asked.staff_groups(), v1::IDENTIFIER, "selection.staff_groups", violations);
  selection.municipalities =
      ReadList(asked.municipalities(), v1::MUNICIPALITY, "selection.municipalities", violations);
  const Period period = ReadPeriod(asked.from(), asked.to(), "selection.", violations);
  selection.from = period.from;
  selection.to = period.to;
  return selection;
}

// What ListPrinciples and GetStoryGraph are asked alike.
template <typename Request, typename Query>
void ReadCommon(const Request& request, Query& query, Violations& violations) {
  query.selection = ReadSelection(request.selection(), violations);
  if (request.general_from_stories() != 0) {
    query.general_from = request.general_from_stories();
    CheckRange(query.general_from, 2, kMostGeneralFrom, "general_from_stories", violations);
  }
  CheckTimes(request.known_at(), request.at_least(), violations);
}

}  // namespace

absl::StatusOr<PrinciplesQuery> ReadQuery(const v1::ListPrinciplesRequest& request) {
  Violations violations;
  PrinciplesQuery query;
  ReadCommon(request, query, violations);
  for (int i = 0; i < request.recurrences_size(); ++i) {
    const v1::PrincipleRecurrence recurrence = request.recurrences(i);
    if (recurrence == v1::PRINCIPLE_RECURRENCE_UNSPECIFIED || !v1::PrincipleRecurrence_IsValid(recurrence)) {
      violations.push_back(
          {base::StrCat("recurrences[", i, "]"), "write GENERAL, UNIQUE or UNLINKED, in full"});
    }
    query.recurrences.insert(recurrence);
  }
  CheckRange(request.page_size(), 0, kMostPrinciples, "page_size", violations);
  if (!violations.empty()) return base::RefuseRequest(kRequestInvalid, violations);
  query.page_size = request.page_size() == 0 ? kDefaultPageSize : request.page_size();
  query.fingerprint = QuestionOf(request);
  ASSIGN_OR_RETURN(query.place, ReadPlace(request.page_token(), query.fingerprint));
  return query;
}

absl::StatusOr<GraphQuery> ReadQuery(const v1::GetStoryGraphRequest& request) {
  Violations violations;
  GraphQuery query;
  query.around = request.around();
  query.steps = request.steps() == 0 ? kDefaultSteps : request.steps();
  ReadCommon(request, query, violations);
  CheckRange(request.steps(), 0, kMostSteps, "steps", violations);
  if (!violations.empty()) return base::RefuseRequest(kRequestInvalid, violations);
  return query;
}

absl::StatusOr<HitsQuery> ReadQuery(const v1::SearchStoriesRequest& request) {
  Violations violations;
  HitsQuery query;
  query.search.text = request.query();
  if (request.query().size() > kLongestQuestion) {
    violations.push_back(
        {"query", base::StrCat("at most ", kLongestQuestion, " bytes, not ", request.query().size())});
  } else if (!stories::SearchIndex::AsksForSomething(request.query())) {
    violations.push_back({"query", "asks for nothing; write at least one word that must be there"});
  }
  query.search.selection = ReadSelection(request.selection(), violations);
  for (int i = 0; i < request.items_size(); ++i) {
    const v1::StoryItem item = request.items(i);
    if (item == v1::STORY_ITEM_UNSPECIFIED || !v1::StoryItem_IsValid(item)) {
      violations.push_back({base::StrCat("items[", i, "]"), "write STORY_ITEM_STORY, _ACTION or _PRINCIPLE"});
    }
    query.search.items.insert(item);
  }
  if (!request.language().empty()) CheckFormat(v1::LANGUAGE, request.language(), "language", violations);
  query.search.language = stories::LanguageOf(request.language(), "");
  CheckRange(request.page_size(), 0, kMostHits, "page_size", violations);
  if (!violations.empty()) return base::RefuseRequest(kRequestInvalid, violations);
  query.page_size = request.page_size() == 0 ? kDefaultHits : request.page_size();
  query.fingerprint = QuestionOf(request);
  ASSIGN_OR_RETURN(query.place, ReadPlace(request.page_token(), query.fingerprint));
  return query;
}

absl::StatusOr<LikeQuery> ReadQuery(const v1::ListStoriesLikeCaseRequest& request) {
  Violations violations;
  CheckCase(request.case_stream(), violations);
  CheckRange(request.limit(), 0, kMostLike, "limit", violations);
  if (!violations.empty()) return base::RefuseRequest(kRequestInvalid, violations);
  return LikeQuery{.case_stream = StreamId(request.case_stream()),
                   .limit = static_cast<size_t>(request.limit() == 0 ? kDefaultLike : request.limit())};
}

absl::StatusOr<ConsentQuery> ReadQuery(const v1::GetStoryConsentRequest& request) {
  Violations violations;
  CheckCase(request.case_stream(), violations);
  if (!violations.empty()) return base::RefuseRequest(kRequestInvalid, violations);
  return ConsentQuery{.case_stream = StreamId(request.case_stream())};
}

absl::StatusOr<ProgrammeQuery> ReadQuery(const v1::GetProgrammeRequest& request) {
  Violations violations;
  CheckProgramme(request.programme(), "programme", violations);
  CheckTimes(request.known_at(), request.at_least(), violations);
  if (!violations.empty()) return base::RefuseRequest(kRequestInvalid, violations);
  return ProgrammeQuery{.programme = request.programme()};
}

absl::Status Check(const v1::ListProgrammesRequest& request) {
  Violations violations;
  CheckTimes(request.known_at(), request.at_least(), violations);
  if (!violations.empty()) return base::RefuseRequest(kRequestInvalid, violations);
  return absl::OkStatus();
}

}  // namespace praksis::services
