// The part of a text in which what was asked for stands.
#ifndef PRAKSIS_LIBS_STORIES_SNIPPET_H_
#define PRAKSIS_LIBS_STORIES_SNIPPET_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"

namespace praksis::stories {

// A piece of a text; the pieces in order are the snippet.
struct SnippetPart {
  std::string text;
  bool matched = false;
};

// At most about `bytes` of `text`, from a word to a word, where most words match, the first of several such
// places; with "…" where something is left out. `matches` is asked for each word, in lower case, as the index
// takes words (Xapian's TermGenerator). Control characters become spaces. Pure.
std::vector<SnippetPart> SnippetOf(const std::string& text, size_t bytes,
                                   absl::FunctionRef<bool(const std::string& word)> matches);

}  // namespace praksis::stories

#endif  // PRAKSIS_LIBS_STORIES_SNIPPET_H_
