#include <map>
#include <optional>
#include <string>
#include <utility>

#include "libs/base/status.h"
#include "libs/stories/story.h"
#include "services/stories/answers.h"
#include "services/stories/page.h"

namespace praksis::services {
namespace {

using stories::Hit;
using stories::Principle;
using stories::Story;

// Texts that may not be shown, in one page.
constexpr uint32_t kMostHidden = 1'000;

// The stories and principles that hits name, read once each.
class Source {
 public:
  explicit Source(const readmodels::LearningStreams& streams) : streams_(streams) {}

  // The index follows the same streams: what it names is there.
  const Story& StoryOf(const Hit& hit) {
    const auto [found, added] = stories_.try_emplace(hit.stream);
    if (added) found->second = *stories::ReadStory(*streams_.Find(hit.stream));
    return found->second;
  }
  std::string PrincipleText(const Hit& hit) {
    return stories::ReadPrinciple(*streams_.Find(hit.stream))->formulated.wording();
  }

 private:
  const readmodels::LearningStreams& streams_;
  std::map<std::string, Story> stories_;
};

absl::Status PutHit(const stories::Found::Shown& shown, const readmodels::LearningStreams& streams,
                    Source& source, stories::TextRights& rights, v1::StoryHit& out) {
  out.set_item(shown.hit.item);
  out.set_score_permille(shown.hit.score_permille);
  if (shown.hit.item == v1::STORY_ITEM_PRINCIPLE) {
    out.set_principle(stories::StandingPrinciple(streams, shown.hit.stream));
  } else {
    RETURN_IF_ERROR(PutReference(source.StoryOf(shown.hit), rights, *out.mutable_story()));
    out.set_action_id(shown.hit.action);
  }
  for (const stories::SnippetPart& part : shown.snippet) {
    auto& added = *out.add_snippet();
    added.set_text(part.text);
    added.set_matched(part.matched);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::SearchStoriesResponse> AnswerSearch(stories::SearchIndex& index,
                                                       const readmodels::LearningStreams& streams,
                                                       const HitsQuery& query, stories::TextRights& rights) {
  Source source(streams);
  const auto text_of = [&](const Hit& hit) -> absl::StatusOr<std::optional<std::string>> {
    if (hit.item == v1::STORY_ITEM_PRINCIPLE) return source.PrincipleText(hit);
    const Story& story = source.StoryOf(hit);
    if (hit.item == v1::STORY_ITEM_ACTION) return story.Action(hit.action)->wording;
    ASSIGN_OR_RETURN(const bool shown, rights.MayShow(story.told));
    if (!shown) return std::nullopt;
    return stories::TextOf(story.told);
  };
  ASSIGN_OR_RETURN(const stories::Found found,
                   index.Search(query.search, query.place, query.page_size, kMostHidden, text_of));
  v1::SearchStoriesResponse response;
  for (const auto& shown : found.shown) {
    RETURN_IF_ERROR(PutHit(shown, streams, source, rights, *response.add_hits()));
  }
  if (found.next) response.set_next_page_token(TokenOf(*found.next, query.fingerprint));
  response.set_synonyms_revision(index.synonyms_revision());
  return response;
}

}  // namespace praksis::services
