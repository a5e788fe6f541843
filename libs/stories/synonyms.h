// Words that mean the same, by language: versioned data (data/synonyms.tsv)†, compiled in as text.
//
//   file  := line*
//   line  := "#" anything | "revision" TAB number | "†" TAB what is ours | language (TAB word){2,}
//   word  := one word in lower case; a word may be in several lines
#ifndef PRAKSIS_LIBS_STORIES_SYNONYMS_H_
#define PRAKSIS_LIBS_STORIES_SYNONYMS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace praksis::stories {

struct Synonyms {
  // Words of one language that mean the same.
  struct Group {
    std::string language;
    std::vector<std::string> words;
  };
  int revision = 0;
  std::vector<Group> groups;
};

// INVALID_ARGUMENT with the line.
absl::StatusOr<Synonyms> ParseSynonyms(std::string_view text);

// The text that is compiled in.
std::string_view BuiltInSynonyms();

}  // namespace praksis::stories

#endif  // PRAKSIS_LIBS_STORIES_SYNONYMS_H_
