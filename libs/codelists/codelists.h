// Codelists: the codes that facts may use where the schema says (codelist), with labels in da, sv, en and he.
// They are versioned data (data/<list>.tsv, compiled in), not code: a new code is a line, a new revision of
// its list.
//
// Immutable after construction, so any thread may read at once. Nothing fails: an unknown list has no codes.
#ifndef PRAKSIS_LIBS_CODELISTS_CODELISTS_H_
#define PRAKSIS_LIBS_CODELISTS_CODELISTS_H_

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"

namespace praksis::codelists {

// The languages that every code has a label in, in the order of a data file's columns.
inline constexpr std::array<std::string_view, 4> kLanguages = {"da", "sv", "en", "he"};

// One data file: the name of its list and its text.
struct Source {
  std::string_view list;
  std::string_view text;
};

class Codelists {
 public:
  // The lists that praksis comes with.
  static const Codelists& BuiltIn();

  // Reads data files (grammar in codelists.cc). INVALID_ARGUMENT with list and line where one is malformed.
  static absl::StatusOr<Codelists> Parse(const std::vector<Source>& sources);

  // False, too, where there is no such list.
  bool Contains(std::string_view list, std::string_view code) const;

  // `language` is a BCP 47 tag; only its first part counts ("da-DK" is "da"). Where there is no label in it:
  // the English one; for a code the list does not know: the code itself.
  std::string Label(std::string_view list, std::string_view code, std::string_view language) const;

  // 1, 2, …; 0 where there is no such list.
  int Revision(std::string_view list) const;

  // The list's codes are praksis' own (†), not taken from a published source. False where there is no such
  // list.
  bool IsOwn(std::string_view list) const;

  // In the list's own order, which is meant for showing. Empty where there is no such list.
  std::vector<std::string> Codes(std::string_view list) const;

  // Names of all lists, sorted.
  std::vector<std::string> Lists() const;

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  template <typename Value>
  using Map = std::unordered_map<std::string, Value, Hash, std::equal_to<>>;

  struct List {
    int revision = 0;
    bool own = false;
    std::vector<std::string> codes;
    Map<std::array<std::string, kLanguages.size()>> labels;
  };

  static absl::StatusOr<List> ParseList(const Source& source);
  const List* Find(std::string_view list) const;

  Map<List> lists_;
};

}  // namespace praksis::codelists

#endif  // PRAKSIS_LIBS_CODELISTS_CODELISTS_H_
