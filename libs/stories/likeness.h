// In what a case and a story are alike, and for how much that counts (proto/praksis/v1/stories.proto,
// ListStoriesLikeCase). The points are ours†: what would make a caseworker look twice counts for most.
//
// Pure.
#ifndef PRAKSIS_LIBS_STORIES_LIKENESS_H_
#define PRAKSIS_LIBS_STORIES_LIKENESS_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libs/domain/case_state/case_state.pb.h"
#include "praksis/v1/stories.pb.h"

namespace praksis::stories {

// A change of what counts, or for how much, takes a new one.
inline constexpr int kLikenessRevision = 1;

// What of a case's course is compared.
struct CaseFeatures {
  std::string municipality = {};
  std::string target_group = {};
  // Of its placements: sections of NACE ("G"), types ("TRAINEESHIP"), reasons for interruptions by any voice.
  std::set<std::string> industries = {};
  std::set<std::string> placement_types = {};
  std::set<std::string> interruption_reasons = {};
};

CaseFeatures FeaturesOf(const domain::cases::CaseState& state);

// What of a story may be compared.
struct StoryFeatures {
  // Where it was told.
  std::string municipality;
  // Of the case it is about; null where there is none, or none that consents.
  const CaseFeatures* its_case = nullptr;
  // Words that it has in common with the case, the rarest first.
  std::vector<std::string> words = {};
};

struct Alike {
  // By falling points, then kind.
  std::vector<v1::Likeness> likenesses;
  int points = 0;
};

// Nothing where they are not alike enough: fewer than 4 points, or neither a reason, an industry nor a word
// among what they are alike in.
std::optional<Alike> Compare(const CaseFeatures& asked, const StoryFeatures& story);

// In words, for whoever reads an answer.
std::string LikenessDefinition();

}  // namespace praksis::stories

#endif  // PRAKSIS_LIBS_STORIES_LIKENESS_H_
