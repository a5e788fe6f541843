// What was found out about stories, in the words of the interface.
#ifndef PRAKSIS_SERVICES_STORIES_ANSWERS_H_
#define PRAKSIS_SERVICES_STORIES_ANSWERS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/readmodels/learning_streams.h"
#include "libs/stories/knowledge.h"
#include "libs/stories/likeness.h"
#include "libs/stories/programme.h"
#include "libs/stories/rights.h"
#include "libs/stories/search_index.h"
#include "praksis/v1/stories.pb.h"
#include "services/stories/request.h"

namespace praksis::services {

// The title only where `rights` has it shown. What reading the case gives.
absl::Status PutReference(const stories::Story& story, stories::TextRights& rights, v1::StoryReference& out);

// A page of them. Everything but position and as_of.
absl::StatusOr<v1::ListPrinciplesResponse> AnswerPrinciples(const stories::Knowledge& knowledge,
                                                            const PrinciplesQuery& query,
                                                            stories::TextRights& rights);

// Everything but position and as_of. NOT_FOUND, NODE_NOT_FOUND; FAILED_PRECONDITION, GRAPH_TOO_LARGE.
absl::StatusOr<v1::GetStoryGraphResponse> AnswerGraph(const stories::Knowledge& knowledge,
                                                      const GraphQuery& query, stories::TextRights& rights);

// A page of what `index`, which has followed `streams`, finds. Everything but position and as_of.
absl::StatusOr<v1::SearchStoriesResponse> AnswerSearch(stories::SearchIndex& index,
                                                       const readmodels::LearningStreams& streams,
                                                       const HitsQuery& query, stories::TextRights& rights);

// The stories like a case with the features `asked`, `in_common` being those that have words of its text.
// Everything but position and as_of.
absl::StatusOr<v1::ListStoriesLikeCaseResponse> AnswerLikeCase(
    const stories::Knowledge& knowledge, const LikeQuery& query, const stories::CaseFeatures& asked,
    const std::vector<stories::StoryInCommon>& in_common, stories::TextRights& rights);

// Everything but position and as_of. NOT_FOUND, PROGRAMME_NOT_FOUND.
absl::StatusOr<v1::GetProgrammeResponse> AnswerProgramme(const stories::Knowledge& knowledge,
                                                         const readmodels::LearningStreams& streams,
                                                         const std::string& programme,
                                                         stories::TextRights& rights);

// Likewise.
v1::ListProgrammesResponse AnswerProgrammes(const readmodels::LearningStreams& streams);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_STORIES_ANSWERS_H_
