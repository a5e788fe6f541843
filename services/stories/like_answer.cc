#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "libs/base/status.h"
#include "libs/stories/likeness.h"
#include "services/stories/answers.h"

namespace praksis::services {
namespace {

using stories::Story;

// Stories that are compared: those told last, whatever they say, beside those with words in common.
constexpr size_t kMostLatest = 1'000;

struct Candidate {
  const Story* story = nullptr;
  stories::Alike alike;
};

// Words that a story may be found by: those of its own text only where that may be shown.
std::vector<std::string> WordsOf(const stories::StoryInCommon& common, bool shown) {
  std::vector<std::string> words = shown ? common.own : common.actions;
  if (!shown) return words;
  for (const std::string& word : common.actions) {
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
  }
  return words;
}

absl::Status PutLike(const stories::Knowledge& knowledge, const Candidate& candidate,
                     stories::TextRights& rights, v1::StoryLikeCase& out) {
  RETURN_IF_ERROR(PutReference(*candidate.story, rights, *out.mutable_story()));
  for (const v1::Likeness& likeness : candidate.alike.likenesses) *out.add_likenesses() = likeness;
  out.set_points(candidate.alike.points);
  const auto principles = knowledge.PrinciplesOf(*candidate.story);
  for (const stories::ChiefAction& action : candidate.story->actions) {
    auto& added = *out.add_actions();
    added.mutable_action()->set_action_id(action.id);
    added.mutable_action()->set_wording(action.wording);
    const auto found = principles.find(action.id);
    if (found == principles.end()) continue;
    for (const stories::Principle* principle : found->second) {
      auto& reference = *added.add_principles();
      reference.set_stream(principle->stream);
      reference.set_wording(principle->formulated.wording());
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ListStoriesLikeCaseResponse> AnswerLikeCase(
    const stories::Knowledge& knowledge, const LikeQuery& query, const stories::CaseFeatures& asked,
    const std::vector<stories::StoryInCommon>& in_common, stories::TextRights& rights) {
  v1::ListStoriesLikeCaseResponse response;
  const auto is_itself = [&](const Story& story) {
    return story.told.case_stream() == query.case_stream.value();
  };
  const auto& standing = knowledge.StandingStories();
  response.set_standing_stories(static_cast<int32_t>(std::count_if(
      standing.begin(), standing.end(), [&](const Story* story) { return !is_itself(*story); })));
  // Those to compare, with the words they have in common.
  std::map<const Story*, const stories::StoryInCommon*> compared;
  for (size_t i = 0; i < std::min(standing.size(), kMostLatest); ++i) compared.emplace(standing[i], nullptr);
  for (const stories::StoryInCommon& common : in_common) {
    if (const Story* story = knowledge.StandingStory(common.stream)) compared[story] = &common;
  }
  std::vector<Candidate> candidates;
  for (const auto& [story, common] : compared) {
    if (is_itself(*story)) continue;
    response.set_compared_stories(response.compared_stories() + 1);
    ASSIGN_OR_RETURN(const stories::CaseFeatures* its_case, rights.CaseOf(story->told));
    stories::StoryFeatures features{.municipality = story->municipality, .its_case = its_case};
    if (common != nullptr) {
      ASSIGN_OR_RETURN(const bool shown, rights.MayShow(story->told));
      features.words = WordsOf(*common, shown);
    }
    if (auto alike = stories::Compare(asked, features)) candidates.push_back({story, *std::move(alike)});
  }
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& one, const Candidate& other) {
    return std::make_tuple(-one.alike.points, -one.story->told_on, std::string_view(one.story->stream)) <
           std::make_tuple(-other.alike.points, -other.story->told_on, std::string_view(other.story->stream));
  });
  candidates.resize(std::min(candidates.size(), query.limit));
  for (const Candidate& candidate : candidates) {
    RETURN_IF_ERROR(PutLike(knowledge, candidate, rights, *response.add_stories()));
  }
  response.set_definition_revision(stories::kLikenessRevision);
  response.set_definition(stories::LikenessDefinition());
  return response;
}

}  // namespace praksis::services
