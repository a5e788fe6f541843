// What figures mean, in words, in every language: what a statistician signs. The texts are data/FIGURE.txt,
// compiled in; all programs have the same. A text may have gaps ("{days}") for what was asked.
//
// Format of a data file, a text per language, in lines of any length:
//   file := (heading line+)*      heading := "[" language " " revision "]"
// A change of meaning is a new revision of the English text, and one of the others once they say the same:
// until then theirs is not shown. Thread-safe.
#ifndef PRAKSIS_LIBS_DEFINITIONS_DEFINITIONS_H_
#define PRAKSIS_LIBS_DEFINITIONS_DEFINITIONS_H_

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace praksis::definitions {

inline constexpr std::array<std::string_view, 4> kLanguages = {"da", "sv", "en", "he"};

struct Wording {
  int revision = 0;
  std::string text;
};

// By language; one entry for each that the file has. Aborts where the file breaks the format or lacks
// English.
std::map<std::string, Wording, std::less<>> Parse(std::string_view file);

struct Definition {
  // That of the English text.
  int revision = 0;
  std::map<std::string, Wording, std::less<>> wordings;

  // In `language`, or in English where that has no text of this revision.
  const std::string& Text(std::string_view language = "en") const;
};

// By the figure's name ("return-to-work").
const std::map<std::string, Definition, std::less<>>& All();

// Aborts where there is no such figure.
const Definition& Of(std::string_view figure);

// What goes into the gaps of texts: "{days}" is filled by the value of "days".
using Gaps = std::map<std::string, std::string, std::less<>>;

// The texts of `names`, one after the other, filled: what a server says that puts its definition together
// from what was asked. Aborts where there is no such name, or a gap stays empty.
std::string Composed(const std::vector<std::string>& names, const Gaps& gaps,
                     std::string_view language = "en");

// What to show somebody who reads `language` where an answer says that it follows `revision` of `figure`'s
// definition, in these words: the same in their language, or `text` where this program knows other revisions.
std::string InLanguage(std::string_view figure, int revision, const std::string& text,
                       std::string_view language);

}  // namespace praksis::definitions

#endif  // PRAKSIS_LIBS_DEFINITIONS_DEFINITIONS_H_
