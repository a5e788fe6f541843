// Full text over stories, their chief actions, and principles (Xapian). A cache: it follows the streams, is
// put together anew when it is opened, and may be thrown away at any time.
//
// A text is a document. It is stemmed by its language (Danish, Swedish, English; others, Hebrew among them,
// are taken as they are). A story's own text is one document, each of its actions another: whether the former
// may be shown is for whoever asks (rights.h). A retracted story has none.
//
// One thread at a time. Errors of Xapian, such as a full disk, are UNAVAILABLE (SEARCH_INDEX_FAILED): ask
// again, or start anew.
#ifndef PRAKSIS_LIBS_STORIES_SEARCH_INDEX_H_
#define PRAKSIS_LIBS_STORIES_SEARCH_INDEX_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "libs/readmodels/learning_streams.h"
#include "libs/stories/knowledge.h"
#include "libs/stories/snippet.h"
#include "libs/stories/synonyms.h"
#include "praksis/v1/stories.pb.h"

namespace praksis::stories {

struct SearchQuery {
  // As SearchStoriesRequest.query.
  std::string text = {};
  StorySelection selection = {};
  // Empty: all.
  std::set<v1::StoryItem> items = {};
  // Primary subtag ("da"); empty: all.
  std::string language = {};
};

// A document that fits.
struct Hit {
  v1::StoryItem item = v1::STORY_ITEM_UNSPECIFIED;
  // "story/…" or "principle/…".
  std::string stream;
  // Of an action.
  std::string action = {};
  // Thousandths of the best.
  int score_permille = 0;
};

struct Found {
  struct Shown {
    Hit hit;
    std::vector<SnippetPart> snippet;
  };
  std::vector<Shown> shown;
  // Rank to go on from; nothing where there is no more.
  std::optional<uint32_t> next;
};

// A story that has words of a text in common: in its own text, and in the wording of its actions. Each as the
// text has it, the rarest first; a word may be in both.
struct StoryInCommon {
  std::string stream;
  std::vector<std::string> own;
  std::vector<std::string> actions;
};

class SearchIndex {
 public:
  // In `directory`, whose earlier content is removed.
  static absl::StatusOr<std::unique_ptr<SearchIndex>> Open(const std::string& directory, Synonyms synonyms);
  ~SearchIndex();
  SearchIndex(const SearchIndex&) = delete;
  SearchIndex& operator=(const SearchIndex&) = delete;

  // Takes in what has changed since; stops where `go_on` says so, which is asked now and then. True where it
  // is all in.
  absl::StatusOr<bool> Follow(std::shared_ptr<const readmodels::LearningStreams> streams,
                              absl::FunctionRef<bool()> go_on);

  // Text that a hit is found in, for its snippet; nothing where it is not to be shown.
  using HitText = absl::FunctionRef<absl::StatusOr<std::optional<std::string>>(const Hit&)>;

  // At most `count` hits from `rank` on that `text_of` has a text for; stops after `most_hidden` that it has
  // none for.
  absl::StatusOr<Found> Search(const SearchQuery& query, uint32_t rank, uint32_t count, uint32_t most_hidden,
                               HitText text_of);

  // The stories that have the most words of `text` in common, in any of their forms and in any language; then
  // by stream; at most `most`. Of the first 400 different words of the text the 24 rarest are looked for:
  // among those that are in at most a hundredth of all texts, or in ten, and that mean something
  // (IsStopWord).
  absl::StatusOr<std::vector<StoryInCommon>> InCommon(const std::string& text, size_t most) const;

  // Whether a query asks for at least one word.
  static bool AsksForSomething(const std::string& text);

  int synonyms_revision() const;
  uint32_t documents() const;

 private:
  struct Rep;
  explicit SearchIndex(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

// What a story's document has, and its snippets are cut from: title, before, after, by-products.
std::string TextOf(const v1::StoryTold& told);

}  // namespace praksis::stories

#endif  // PRAKSIS_LIBS_STORIES_SEARCH_INDEX_H_
