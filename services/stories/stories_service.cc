#include "services/stories/stories_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/stories/case_text.h"
#include "libs/stories/likeness.h"
#include "libs/stories/rights.h"
#include "libs/stories/synonyms.h"
#include "services/query/query.h"
#include "services/stories/answers.h"
#include "services/stories/request.h"

namespace praksis::services {
namespace {

// Stories with words of a case in common that are looked at.
constexpr size_t kMostInCommon = 200;

// NOT_FOUND, CASE_NOT_FOUND where nothing of it is recorded.
absl::StatusOr<domain::cases::CaseState> StateOf(const projection::View& view, const StreamId& stream) {
  ASSIGN_OR_RETURN(std::optional<domain::cases::CaseState> state, view.Case(stream));
  if (state) return *std::move(state);
  return base::Refuse(absl::StatusCode::kNotFound, "CASE_NOT_FOUND",
                      base::StrCat("No fact of \"", stream.value(), "\" is recorded."),
                      {{"stream", stream.value()}});
}

}  // namespace

StoriesService::StoriesService(projection::ViewSource& views, readmodels::LearningReader& reader,
                               const log::EventLog& event_log, const base::Clock& clock,
                               StoriesOptions options)
    : views_(views), reader_(reader), event_log_(event_log), clock_(clock), options_(std::move(options)) {}

absl::StatusOr<std::shared_ptr<const stories::Knowledge>> StoriesService::KnowledgeAt(
    const projection::View& view) {
  ASSIGN_OR_RETURN(const auto streams, reader_.At(view));
  const std::lock_guard lock(mutex_);
  if (streams_ == streams) return knowledge_;
  streams_ = streams;
  knowledge_ = std::make_shared<const stories::Knowledge>(*streams);
  return knowledge_;
}

template <typename Request, typename Response, typename Answer>
void StoriesService::AskKnown(const Request& request, absl::Time deadline, Reply<Response> reply,
                              Answer answer) {
  AnswerAsOf<Response>(views_, event_log_, clock_, options_.time_zone, request.known_at(), request.at_least(),
                       deadline, std::move(reply),
                       [answer = std::move(answer)](const projection::View& view, const std::string& position,
                                                    base::Day today) -> absl::StatusOr<Response> {
                         ASSIGN_OR_RETURN(Response response, answer(view, today));
                         response.set_position(position);
                         response.set_as_of(base::FormatDay(today));
                         return response;
                       });
}

template <typename Request, typename Response, typename Answer>
void StoriesService::Ask(const Request& request, absl::Time deadline, Reply<Response> reply, Answer answer) {
  AnswerAt<Response>(
      views_, event_log_, clock_, request.at_least(), deadline, std::move(reply),
      [this, answer = std::move(answer)](const projection::View& view,
                                         const std::string& position) -> absl::StatusOr<Response> {
        const base::Day today = base::DayAt(clock_.Now(), options_.time_zone);
        ASSIGN_OR_RETURN(Response response, answer(view, today));
        response.set_position(position);
        response.set_as_of(base::FormatDay(today));
        return response;
      });
}

void StoriesService::ListPrinciples(const v1::ListPrinciplesRequest& request, absl::Time deadline,
                                    Reply<v1::ListPrinciplesResponse> reply) {
  absl::StatusOr<PrinciplesQuery> query = ReadQuery(request);
  if (!query.ok()) return std::move(reply)(query.status());
  AskKnown(request, deadline, std::move(reply),
           [this, query = *std::move(query)](const projection::View& view,
                                             base::Day today) -> absl::StatusOr<v1::ListPrinciplesResponse> {
             ASSIGN_OR_RETURN(const auto knowledge, KnowledgeAt(view));
             stories::TextRights rights(view, today);
             return AnswerPrinciples(*knowledge, query, rights);
           });
}

void StoriesService::GetStoryGraph(const v1::GetStoryGraphRequest& request, absl::Time deadline,
                                   Reply<v1::GetStoryGraphResponse> reply) {
  absl::StatusOr<GraphQuery> query = ReadQuery(request);
  if (!query.ok()) return std::move(reply)(query.status());
  AskKnown(request, deadline, std::move(reply),
           [this, query = *std::move(query)](const projection::View& view,
                                             base::Day today) -> absl::StatusOr<v1::GetStoryGraphResponse> {
             ASSIGN_OR_RETURN(const auto knowledge, KnowledgeAt(view));
             stories::TextRights rights(view, today);
             return AnswerGraph(*knowledge, query, rights);
           });
}

absl::StatusOr<stories::SearchIndex*> StoriesService::IndexOf(
    std::shared_ptr<const readmodels::LearningStreams> streams, absl::Time until) {
  if (index_ == nullptr) {
    ASSIGN_OR_RETURN(stories::Synonyms synonyms, stories::ParseSynonyms(stories::BuiltInSynonyms()));
    ASSIGN_OR_RETURN(index_, stories::SearchIndex::Open(options_.index_directory, std::move(synonyms)));
  }
  ASSIGN_OR_RETURN(const bool all, index_->Follow(std::move(streams), [&] { return clock_.Now() < until; }));
  if (!all) {
    return base::Refuse(absl::StatusCode::kUnavailable, "SEARCH_INDEX_BUILDING",
                        "The index of stories is being put together; ask again in a moment.");
  }
  return index_.get();
}

absl::StatusOr<v1::SearchStoriesResponse> StoriesService::Search(const projection::View& view,
                                                                 base::Day today, const HitsQuery& query,
                                                                 absl::Time until) {
  ASSIGN_OR_RETURN(const auto streams, reader_.At(view));
  const std::lock_guard lock(index_mutex_);
  ASSIGN_OR_RETURN(stories::SearchIndex* const index, IndexOf(streams, until));
  stories::TextRights rights(view, today);
  return AnswerSearch(*index, *streams, query, rights);
}

absl::StatusOr<v1::ListStoriesLikeCaseResponse> StoriesService::LikeCase(const projection::View& view,
                                                                         base::Day today,
                                                                         const LikeQuery& query,
                                                                         absl::Time until) {
  ASSIGN_OR_RETURN(const domain::cases::CaseState state, StateOf(view, query.case_stream));
  ASSIGN_OR_RETURN(const std::string text, stories::TextOfCase(view, query.case_stream));
  ASSIGN_OR_RETURN(const auto streams, reader_.At(view));
  std::vector<stories::StoryInCommon> in_common;
  {
    const std::lock_guard lock(index_mutex_);
    ASSIGN_OR_RETURN(stories::SearchIndex* const index, IndexOf(streams, until));
    ASSIGN_OR_RETURN(in_common, index->InCommon(text, kMostInCommon));
  }
  ASSIGN_OR_RETURN(const auto knowledge, KnowledgeAt(view));
  stories::TextRights rights(view, today);
  return AnswerLikeCase(*knowledge, query, stories::FeaturesOf(state), in_common, rights);
}

void StoriesService::SearchStories(const v1::SearchStoriesRequest& request, absl::Time deadline,
                                   Reply<v1::SearchStoriesResponse> reply) {
  absl::StatusOr<HitsQuery> query = ReadQuery(request);
  if (!query.ok()) return std::move(reply)(query.status());
  Ask(request, deadline, std::move(reply),
      [this, query = *std::move(query), until = WaitUntil(deadline, clock_)](
          const projection::View& view, base::Day today) -> absl::StatusOr<v1::SearchStoriesResponse> {
        return Search(view, today, query, until);
      });
}

void StoriesService::ListStoriesLikeCase(const v1::ListStoriesLikeCaseRequest& request, absl::Time deadline,
                                         Reply<v1::ListStoriesLikeCaseResponse> reply) {
  absl::StatusOr<LikeQuery> query = ReadQuery(request);
  if (!query.ok()) return std::move(reply)(query.status());
  Ask(request, deadline, std::move(reply),
      [this, query = *std::move(query), until = WaitUntil(deadline, clock_)](
          const projection::View& view, base::Day today) -> absl::StatusOr<v1::ListStoriesLikeCaseResponse> {
        return LikeCase(view, today, query, until);
      });
}

void StoriesService::GetStoryConsent(const v1::GetStoryConsentRequest& request, absl::Time deadline,
                                     Reply<v1::GetStoryConsentResponse> reply) {
  absl::StatusOr<ConsentQuery> query = ReadQuery(request);
  if (!query.ok()) return std::move(reply)(query.status());
  Ask(request, deadline, std::move(reply),
      [query = *std::move(query)](const projection::View& view,
                                  base::Day today) -> absl::StatusOr<v1::GetStoryConsentResponse> {
        ASSIGN_OR_RETURN(const domain::cases::CaseState state, StateOf(view, query.case_stream));
        const stories::StoryConsent consent = stories::StoryConsentOf(state, today);
        v1::GetStoryConsentResponse response;
        response.set_stands(consent.stands);
        if (consent.valid_until) response.set_valid_until(base::FormatDay(*consent.valid_until));
        return response;
      });
}

void StoriesService::ListProgrammes(const v1::ListProgrammesRequest& request, absl::Time deadline,
                                    Reply<v1::ListProgrammesResponse> reply) {
  const absl::Status checked = Check(request);
  if (!checked.ok()) return std::move(reply)(checked);
  AskKnown(
      request, deadline, std::move(reply),
      [this](const projection::View& view, base::Day today) -> absl::StatusOr<v1::ListProgrammesResponse> {
        ASSIGN_OR_RETURN(const auto streams, reader_.At(view));
        return AnswerProgrammes(*streams);
      });
}

void StoriesService::GetProgramme(const v1::GetProgrammeRequest& request, absl::Time deadline,
                                  Reply<v1::GetProgrammeResponse> reply) {
  absl::StatusOr<ProgrammeQuery> query = ReadQuery(request);
  if (!query.ok()) return std::move(reply)(query.status());
  AskKnown(request, deadline, std::move(reply),
           [this, query = *std::move(query)](const projection::View& view,
                                             base::Day today) -> absl::StatusOr<v1::GetProgrammeResponse> {
             ASSIGN_OR_RETURN(const auto streams, reader_.At(view));
             ASSIGN_OR_RETURN(const auto knowledge, KnowledgeAt(view));
             stories::TextRights rights(view, today);
             return AnswerProgramme(*knowledge, *streams, query.programme, rights);
           });
}

}  // namespace praksis::services
