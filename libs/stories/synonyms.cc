#include "libs/stories/synonyms.h"

#include <charconv>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_split.h"
#include "libs/base/strings.h"

namespace praksis::stories {

absl::StatusOr<Synonyms> ParseSynonyms(std::string_view text) {
  Synonyms synonyms;
  int number = 0;
  const auto wrong = [&](std::string_view what) {
    return absl::InvalidArgumentError(base::StrCat("synonyms, line ", number, ": ", what));
  };
  for (const absl::string_view line : absl::StrSplit(base::ToAbsl(text), '\n')) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    std::vector<std::string> cells = absl::StrSplit(line, '\t');
    if (cells.front() == "†") continue;
    if (cells.front() == "revision") {
      const std::string& digits = cells.back();
      if (cells.size() != 2 ||
          std::from_chars(digits.data(), digits.data() + digits.size(), synonyms.revision).ec !=
              std::errc()) {
        return wrong("the revision is a number");
      }
      continue;
    }
    if (cells.size() < 3) return wrong("a language and two words or more");
    synonyms.groups.push_back({std::move(cells.front()), {cells.begin() + 1, cells.end()}});
  }
  if (synonyms.revision < 1) return wrong("there is no revision");
  return synonyms;
}

}  // namespace praksis::stories
