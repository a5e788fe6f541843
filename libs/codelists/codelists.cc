#include "libs/codelists/codelists.h"

#include <algorithm>
#include <charconv>

#include "absl/status/status.h"
#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/codelists/built_in.h"

namespace praksis::codelists {
namespace {

// A data file, UTF-8, one list:
//
//   file     := comment* revision own? columns code+
//   comment  := "#" text "\n"
//   revision := "revision" "\t" number "\n"            1, 2, …; a published revision never changes
//   own      := "†" "\t" text "\n"                     the codes are praksis' own; text says where they come
//   from columns  := "code" "\t" "da" "\t" "sv" "\t" "en" "\t" "he" "\n" code     := CODE "\t" label "\t"
//   label "\t" label "\t" label "\n" CODE     := [A-Z0-9_]{1,64}, new within the list label    := text
//   without tab, not empty

std::vector<std::string_view> Split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool IsCode(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

absl::Status Malformed(std::string_view list, size_t line, std::string_view what) {
  return absl::InvalidArgumentError(base::StrCat("codelist ", list, ", line ", line, ": ", what));
}

}  // namespace

absl::StatusOr<Codelists::List> Codelists::ParseList(const Source& source) {
  enum class Expecting { kRevision, kColumns, kCodes } expecting = Expecting::kRevision;
  List list;
  size_t number = 0;
  for (const std::string_view line : Split(source.text, '\n')) {
    ++number;
    if (line.empty() || (expecting == Expecting::kRevision && line.front() == '#')) continue;
    const std::vector<std::string_view> cells = Split(line, '\t');
    switch (expecting) {
      case Expecting::kRevision: {
        if (cells.size() != 2 || cells[0] != "revision") return Malformed(source.list, number, "no revision");
        const auto [end, error] = std::from_chars(cells[1].begin(), cells[1].end(), list.revision);
        if (error != std::errc() || end != cells[1].end() || list.revision < 1) {
          return Malformed(source.list, number, "the revision is no number from 1 on");
        }
        expecting = Expecting::kColumns;
        break;
      }
      case Expecting::kColumns: {
        if (cells.size() == 2 && cells[0] == "†" && !list.own) {
          list.own = true;
          break;
        }
        if (cells.size() != 1 + kLanguages.size() || cells[0] != "code" ||
            !std::equal(kLanguages.begin(), kLanguages.end(), cells.begin() + 1)) {
          return Malformed(source.list, number, "the columns are not code, da, sv, en, he");
        }
        expecting = Expecting::kCodes;
        break;
      }
      case Expecting::kCodes: {
        if (cells.size() != 1 + kLanguages.size()) return Malformed(source.list, number, "not five cells");
        if (!IsCode(cells[0])) return Malformed(source.list, number, "no code in the first cell");
        std::array<std::string, kLanguages.size()> labels;
        for (size_t i = 0; i < labels.size(); ++i) {
          if (cells[i + 1].empty())
            return Malformed(source.list, number, base::StrCat("no label in ", kLanguages[i]));
          labels[i] = cells[i + 1];
        }
        if (!list.labels.emplace(cells[0], std::move(labels)).second) {
          return Malformed(source.list, number, base::StrCat(cells[0], " is there twice"));
        }
        list.codes.emplace_back(cells[0]);
        break;
      }
    }
  }
  if (list.codes.empty()) return Malformed(source.list, number, "no codes");
  return list;
}

absl::StatusOr<Codelists> Codelists::Parse(const std::vector<Source>& sources) {
  Codelists codelists;
  for (const Source& source : sources) {
    ASSIGN_OR_RETURN(List list, ParseList(source));
    if (!codelists.lists_.emplace(source.list, std::move(list)).second) {
      return Malformed(source.list, 0, "the list is there twice");
    }
  }
  return codelists;
}

const Codelists& Codelists::BuiltIn() {
  static const Codelists* const built_in = [] {
    absl::StatusOr<Codelists> codelists = Parse(BuiltInSources());
    PRAKSIS_CHECK(codelists.ok(), codelists.status().message());
    return new Codelists(*std::move(codelists));
  }();
  return *built_in;
}

const Codelists::List* Codelists::Find(std::string_view list) const {
  const auto found = lists_.find(list);
  return found == lists_.end() ? nullptr : &found->second;
}

bool Codelists::Contains(std::string_view list, std::string_view code) const {
  const List* found = Find(list);
  return found != nullptr && found->labels.find(code) != found->labels.end();
}

std::string Codelists::Label(std::string_view list, std::string_view code, std::string_view language) const {
  const List* found = Find(list);
  if (found == nullptr) return std::string(code);
  const auto labels = found->labels.find(code);
  if (labels == found->labels.end()) return std::string(code);
  const auto column = std::find(kLanguages.begin(), kLanguages.end(), language.substr(0, language.find('-')));
  static constexpr size_t kEnglish = 2;
  static_assert(kLanguages[kEnglish] == "en");
  return labels
      ->second[column == kLanguages.end() ? kEnglish : static_cast<size_t>(column - kLanguages.begin())];
}

int Codelists::Revision(std::string_view list) const {
  const List* found = Find(list);
  return found == nullptr ? 0 : found->revision;
}

bool Codelists::IsOwn(std::string_view list) const {
  const List* found = Find(list);
  return found != nullptr && found->own;
}

std::vector<std::string> Codelists::Codes(std::string_view list) const {
  const List* found = Find(list);
  return found == nullptr ? std::vector<std::string>() : found->codes;
}

std::vector<std::string> Codelists::Lists() const {
  std::vector<std::string> names;
  for (const auto& [name, list] : lists_) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace praksis::codelists
