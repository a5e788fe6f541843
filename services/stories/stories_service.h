// Learning from Success, read: what proto/praksis/v1/stories.proto promises, without gRPC.
//
// Thread-safe. A reply is called on the caller's thread where what was asked for is projected already, else
// on a thread of the projection's. What the constructor takes must outlive the service and every reply that
// is still to come.
#ifndef PRAKSIS_SERVICES_STORIES_STORIES_SERVICE_H_
#define PRAKSIS_SERVICES_STORIES_STORIES_SERVICE_H_

#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/date.h"
#include "libs/log/event_log.h"
#include "libs/projection/view.h"
#include "libs/readmodels/learning_streams.h"
#include "libs/stories/knowledge.h"
#include "libs/stories/search_index.h"
#include "praksis/v1/stories.pb.h"
#include "services/reply/reply.h"
#include "services/stories/request.h"

namespace praksis::services {

struct StoriesOptions {
  // Of the index for searching; what is in it is removed.
  std::string index_directory;
  // Zone of `today`, on which consents must stand.
  absl::TimeZone time_zone = absl::UTCTimeZone();
};

class StoriesService {
 public:
  // `event_log` is asked for its name and its partitions only. The projection must have
  // readmodels::LearningStreamsModel and the history index.
  StoriesService(projection::ViewSource& views, readmodels::LearningReader& reader,
                 const log::EventLog& event_log, const base::Clock& clock, StoriesOptions options);

  // absl::InfiniteFuture() means that the caller set no deadline; waiting for `at_least` then ends after 5 s.
  //   INVALID_ARGUMENT  REQUEST_INVALID with every field violation; TOKEN_INVALID, PAGE_TOKEN_INVALID.
  //   UNAVAILABLE       NOT_CAUGHT_UP: not projected in time.
  //   FAILED_PRECONDITION  POSITION_NOT_KEPT for `known_at`.
  void ListPrinciples(const v1::ListPrinciplesRequest& request, absl::Time deadline,
                      Reply<v1::ListPrinciplesResponse> reply);
  // And NOT_FOUND, NODE_NOT_FOUND; FAILED_PRECONDITION, GRAPH_TOO_LARGE.
  void GetStoryGraph(const v1::GetStoryGraphRequest& request, absl::Time deadline,
                     Reply<v1::GetStoryGraphResponse> reply);
  // And UNAVAILABLE, SEARCH_INDEX_BUILDING: the index, which is put together from the beginning when the
  // server starts, does not have everything yet; it is worked on until the deadline, or 5 s.
  // SEARCH_INDEX_FAILED: it cannot be written.
  void SearchStories(const v1::SearchStoriesRequest& request, absl::Time deadline,
                     Reply<v1::SearchStoriesResponse> reply);
  // As SearchStories, and NOT_FOUND, CASE_NOT_FOUND.
  void ListStoriesLikeCase(const v1::ListStoriesLikeCaseRequest& request, absl::Time deadline,
                           Reply<v1::ListStoriesLikeCaseResponse> reply);
  // And NOT_FOUND, CASE_NOT_FOUND.
  void GetStoryConsent(const v1::GetStoryConsentRequest& request, absl::Time deadline,
                       Reply<v1::GetStoryConsentResponse> reply);
  // As ListPrinciples.
  void ListProgrammes(const v1::ListProgrammesRequest& request, absl::Time deadline,
                      Reply<v1::ListProgrammesResponse> reply);
  // And NOT_FOUND, PROGRAMME_NOT_FOUND.
  void GetProgramme(const v1::GetProgrammeRequest& request, absl::Time deadline,
                    Reply<v1::GetProgrammeResponse> reply);

 private:
  // Answers with `answer(view, today)`, which is told its position and its day: as of `known_at`, or as of
  // now.
  template <typename Request, typename Response, typename Answer>
  void AskKnown(const Request& request, absl::Time deadline, Reply<Response> reply, Answer answer);
  template <typename Request, typename Response, typename Answer>
  void Ask(const Request& request, absl::Time deadline, Reply<Response> reply, Answer answer);

  absl::StatusOr<v1::SearchStoriesResponse> Search(const projection::View& view, base::Day today,
                                                   const HitsQuery& query, absl::Time until);
  absl::StatusOr<v1::ListStoriesLikeCaseResponse> LikeCase(const projection::View& view, base::Day today,
                                                           const LikeQuery& query, absl::Time until);

  // The index with all of `streams` in it. For whoever holds index_mutex_. UNAVAILABLE,
  // SEARCH_INDEX_BUILDING.
  absl::StatusOr<stories::SearchIndex*> IndexOf(std::shared_ptr<const readmodels::LearningStreams> streams,
                                                absl::Time until);

  // Keeps the latest.
  absl::StatusOr<std::shared_ptr<const stories::Knowledge>> KnowledgeAt(const projection::View& view);

  projection::ViewSource& views_;
  readmodels::LearningReader& reader_;
  const log::EventLog& event_log_;
  const base::Clock& clock_;
  const StoriesOptions options_;
  std::mutex mutex_;
  // Guarded by mutex_: the streams that knowledge_ is of.
  std::shared_ptr<const readmodels::LearningStreams> streams_;
  std::shared_ptr<const stories::Knowledge> knowledge_;
  std::mutex index_mutex_;
  // Guarded by index_mutex_; opened by the first question.
  std::unique_ptr<stories::SearchIndex> index_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_STORIES_STORIES_SERVICE_H_
