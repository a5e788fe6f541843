// What is asked about stories, checked and made ready.
#ifndef PRAKSIS_SERVICES_STORIES_REQUEST_H_
#define PRAKSIS_SERVICES_STORIES_REQUEST_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "libs/base/ids.h"
#include "libs/stories/knowledge.h"
#include "libs/stories/search_index.h"
#include "praksis/v1/stories.pb.h"

namespace praksis::services {

struct PrinciplesQuery {
  stories::StorySelection selection;
  int general_from = stories::kGeneralFromStories;
  // Empty: all.
  std::set<v1::PrincipleRecurrence> recurrences;
  uint32_t place = 0;
  uint32_t page_size = 0;
  // Of the question, for the token of the next page.
  std::string fingerprint;
};

struct GraphQuery {
  stories::StorySelection selection;
  int general_from = stories::kGeneralFromStories;
  // Empty: everything.
  std::string around;
  int steps = 0;
};

struct HitsQuery {
  stories::SearchQuery search;
  uint32_t place = 0;
  uint32_t page_size = 0;
  std::string fingerprint;
};

struct LikeQuery {
  StreamId case_stream{""};
  size_t limit = 0;
};

struct ConsentQuery {
  StreamId case_stream{""};
};

struct ProgrammeQuery {
  std::string programme;
};

// INVALID_ARGUMENT: REQUEST_INVALID with every field violation; PAGE_TOKEN_INVALID.
absl::StatusOr<PrinciplesQuery> ReadQuery(const v1::ListPrinciplesRequest& request);
absl::StatusOr<GraphQuery> ReadQuery(const v1::GetStoryGraphRequest& request);
absl::StatusOr<HitsQuery> ReadQuery(const v1::SearchStoriesRequest& request);
absl::StatusOr<LikeQuery> ReadQuery(const v1::ListStoriesLikeCaseRequest& request);
absl::StatusOr<ConsentQuery> ReadQuery(const v1::GetStoryConsentRequest& request);
absl::StatusOr<ProgrammeQuery> ReadQuery(const v1::GetProgrammeRequest& request);
// Whether it may be asked at all.
absl::Status Check(const v1::ListProgrammesRequest& request);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_STORIES_REQUEST_H_
