#include "libs/definitions/definitions.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "libs/base/check.h"
#include "libs/definitions/built_in.h"

namespace praksis::definitions {
namespace {

// "[da 1]": its language and its revision.
std::pair<std::string, int> ReadHeading(std::string_view line) {
  const size_t space = line.find(' ');
  PRAKSIS_CHECK(line.ends_with(']') && space != std::string_view::npos, "no heading: ", line);
  const std::string_view language = line.substr(1, space - 1);
  PRAKSIS_CHECK(std::find(kLanguages.begin(), kLanguages.end(), language) != kLanguages.end(),
                "not a language: ", line);
  const std::string_view number = line.substr(space + 1, line.size() - space - 2);
  int revision = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), revision);
  PRAKSIS_CHECK(read.ec == std::errc() && read.ptr == number.data() + number.size() && revision > 0,
                "no revision: ", line);
  return {std::string(language), revision};
}

std::map<std::string, Definition, std::less<>> ParseAll() {
  std::map<std::string, Definition, std::less<>> all;
  for (const Source& source : BuiltInSources()) {
    Definition& definition = all[source.figure];
    definition.wordings = Parse(source.text);
    definition.revision = definition.wordings.find("en")->second.revision;
  }
  return all;
}

std::string Filled(const std::string& text, const Gaps& gaps) {
  std::string filled;
  size_t done = 0;
  while (true) {
    const size_t begin = text.find('{', done);
    if (begin == std::string::npos) return filled + text.substr(done);
    const size_t end = text.find('}', begin);
    const auto gap = gaps.find(text.substr(begin + 1, end - begin - 1));
    PRAKSIS_CHECK(gap != gaps.end(), "nothing for a gap of: ", text);
    filled += text.substr(done, begin - done) + gap->second;
    done = end + 1;
  }
}

}  // namespace

std::map<std::string, Wording, std::less<>> Parse(std::string_view file) {
  std::map<std::string, Wording, std::less<>> wordings;
  Wording* current = nullptr;
  while (!file.empty()) {
    const size_t end = std::min(file.find('\n'), file.size());
    const std::string_view line = file.substr(0, end);
    file.remove_prefix(std::min(end + 1, file.size()));
    if (line.starts_with('[')) {
      const auto [language, revision] = ReadHeading(line);
      const auto [place, added] = wordings.emplace(language, Wording{.revision = revision, .text = ""});
      PRAKSIS_CHECK(added, "twice: ", line);
      current = &place->second;
    } else if (!line.empty()) {
      PRAKSIS_CHECK(current != nullptr, "text before any heading: ", line);
      if (!current->text.empty()) current->text += ' ';
      current->text += line;
    }
  }
  PRAKSIS_CHECK(wordings.contains("en"), "no English text");
  for (const auto& [language, wording] : wordings)
    PRAKSIS_CHECK(!wording.text.empty(), "nothing in ", language);
  return wordings;
}

const std::string& Definition::Text(std::string_view language) const {
  const auto found = wordings.find(language);
  if (found != wordings.end() && found->second.revision == revision) return found->second.text;
  return wordings.find("en")->second.text;
}

const std::map<std::string, Definition, std::less<>>& All() {
  static const auto all = ParseAll();
  return all;
}

const Definition& Of(std::string_view figure) {
  const auto found = All().find(figure);
  PRAKSIS_CHECK(found != All().end(), "no definition of ", figure);
  return found->second;
}

std::string Composed(const std::vector<std::string>& names, const Gaps& gaps, std::string_view language) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += ' ';
    text += Filled(Of(name).Text(language), gaps);
  }
  return text;
}

std::string InLanguage(std::string_view figure, int revision, const std::string& text,
                       std::string_view language) {
  const auto found = All().find(figure);
  const bool same =
      found != All().end() && found->second.revision == revision && found->second.Text() == text;
  return same ? found->second.Text(language) : text;
}

}  // namespace praksis::definitions
