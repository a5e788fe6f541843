#include "services/stories/stories_service.h"

#include <string>
#include <utility>

#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/stories/rights.h"
#include "libs/stories/synonyms.h"
#include "services/query/query.h"
#include "services/stories/answers.h"
#include "services/stories/request.h"

namespace praksis::services {

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

void StoriesService::ListPrinciples(const v1::ListPrinciplesRequest& request, absl::Time deadline,
                                    Reply<v1::ListPrinciplesResponse> reply) {
  absl::StatusOr<PrinciplesQuery> query = ReadQuery(request);
  if (!query.ok()) return std::move(reply)(query.status());
  AnswerAsOf<v1::ListPrinciplesResponse>(
      views_, event_log_, clock_, options_.time_zone, request.known_at(), request.at_least(), deadline,
      std::move(reply),
      [this, query = *std::move(query)](const projection::View& view, const std::string& position,
                                        base::Day today) -> absl::StatusOr<v1::ListPrinciplesResponse> {
        ASSIGN_OR_RETURN(const auto knowledge, KnowledgeAt(view));
        stories::TextRights rights(view, today);
        ASSIGN_OR_RETURN(v1::ListPrinciplesResponse response, AnswerPrinciples(*knowledge, query, rights));
        response.set_position(position);
        response.set_as_of(base::FormatDay(today));
        return response;
      });
}

void StoriesService::GetStoryGraph(const v1::GetStoryGraphRequest& request, absl::Time deadline,
                                   Reply<v1::GetStoryGraphResponse> reply) {
  absl::StatusOr<GraphQuery> query = ReadQuery(request);
  if (!query.ok()) return std::move(reply)(query.status());
  AnswerAsOf<v1::GetStoryGraphResponse>(
      views_, event_log_, clock_, options_.time_zone, request.known_at(), request.at_least(), deadline,
      std::move(reply),
      [this, query = *std::move(query)](const projection::View& view, const std::string& position,
                                        base::Day today) -> absl::StatusOr<v1::GetStoryGraphResponse> {
        ASSIGN_OR_RETURN(const auto knowledge, KnowledgeAt(view));
        stories::TextRights rights(view, today);
        ASSIGN_OR_RETURN(v1::GetStoryGraphResponse response, AnswerGraph(*knowledge, query, rights));
        response.set_position(position);
        response.set_as_of(base::FormatDay(today));
        return response;
      });
}

absl::StatusOr<v1::SearchStoriesResponse> StoriesService::Search(const projection::View& view,
                                                                 base::Day today, const HitsQuery& query,
                                                                 absl::Time until) {
  ASSIGN_OR_RETURN(const auto streams, reader_.At(view));
  const std::lock_guard lock(index_mutex_);
  if (index_ == nullptr) {
    ASSIGN_OR_RETURN(stories::Synonyms synonyms, stories::ParseSynonyms(stories::BuiltInSynonyms()));
    ASSIGN_OR_RETURN(index_, stories::SearchIndex::Open(options_.index_directory, std::move(synonyms)));
  }
  ASSIGN_OR_RETURN(const bool all, index_->Follow(streams, [&] { return clock_.Now() < until; }));
  if (!all) {
    return base::Refuse(absl::StatusCode::kUnavailable, "SEARCH_INDEX_BUILDING",
                        "The index of stories is being put together; ask again in a moment.");
  }
  stories::TextRights rights(view, today);
  return AnswerSearch(*index_, *streams, query, rights);
}

void StoriesService::SearchStories(const v1::SearchStoriesRequest& request, absl::Time deadline,
                                   Reply<v1::SearchStoriesResponse> reply) {
  absl::StatusOr<HitsQuery> query = ReadQuery(request);
  if (!query.ok()) return std::move(reply)(query.status());
  AnswerAt<v1::SearchStoriesResponse>(
      views_, event_log_, clock_, request.at_least(), deadline, std::move(reply),
      [this, query = *std::move(query), until = WaitUntil(deadline, clock_)](
          const projection::View& view,
          const std::string& position) -> absl::StatusOr<v1::SearchStoriesResponse> {
        const base::Day today = base::DayAt(clock_.Now(), options_.time_zone);
        ASSIGN_OR_RETURN(v1::SearchStoriesResponse response, Search(view, today, query, until));
        response.set_position(position);
        response.set_as_of(base::FormatDay(today));
        return response;
      });
}

}  // namespace praksis::services
