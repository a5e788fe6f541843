#include "libs/stories/snippet.h"

#include <utility>

#include "xapian.h"

namespace praksis::stories {
namespace {

// Where a word is in the text.
struct Word {
  size_t begin;
  size_t end;
  bool matched;
};

// Joins words where it stands between letters: "don't".
bool JoinsWords(unsigned c) {
  return c == '\'' || c == '&' || c == 0x00B7 || c == 0x05F4 || c == 0x2019 || c == 0x2027;
}

std::vector<Word> WordsOf(const std::string& text, absl::FunctionRef<bool(const std::string&)> matches) {
  std::vector<Word> words;
  const Xapian::Utf8Iterator end;
  Xapian::Utf8Iterator at(text);
  const auto offset = [&](const Xapian::Utf8Iterator& it) {
    return it == end ? text.size() : static_cast<size_t>(it.raw() - text.data());
  };
  while (at != end) {
    if (!Xapian::Unicode::is_wordchar(*at)) {
      ++at;
      continue;
    }
    const size_t begin = offset(at);
    std::string word;
    while (at != end) {
      unsigned c = *at;
      if (!Xapian::Unicode::is_wordchar(c)) {
        Xapian::Utf8Iterator next = at;
        if (!JoinsWords(c) || ++next == end || !Xapian::Unicode::is_wordchar(*next)) break;
        if (c == 0x2019) c = '\'';
      }
      Xapian::Unicode::append_utf8(word, Xapian::Unicode::tolower(c));
      ++at;
    }
    words.push_back({begin, offset(at), matches(word)});
  }
  return words;
}

struct Window {
  size_t first = 0;
  // One past the last.
  size_t last = 0;
};

Window BestOf(const std::vector<Word>& words, size_t bytes) {
  Window best;
  int most = -1;
  int matched = 0;
  size_t last = 0;
  for (size_t first = 0; first < words.size(); ++first) {
    while (last < words.size() && (last == first || words[last].end - words[first].begin <= bytes)) {
      matched += words[last++].matched ? 1 : 0;
    }
    if (matched > most) {
      most = matched;
      best = {first, last};
    }
    matched -= words[first].matched ? 1 : 0;
  }
  return best;
}

std::string Plain(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return text;
}

}  // namespace

std::vector<SnippetPart> SnippetOf(const std::string& text, size_t bytes,
                                   absl::FunctionRef<bool(const std::string& word)> matches) {
  const std::vector<Word> words = WordsOf(text, matches);
  const Window window = BestOf(words, bytes);
  std::vector<SnippetPart> parts;
  const auto add = [&](std::string piece, bool matched) {
    if (!piece.empty()) parts.push_back({Plain(std::move(piece)), matched});
  };
  const bool whole_end = window.last == words.size();
  const size_t end = whole_end ? text.size() : words[window.last - 1].end;
  size_t at = window.first == 0 ? 0 : words[window.first].begin;
  std::string before = window.first == 0 ? "" : "…";
  for (size_t i = window.first; i < window.last; ++i) {
    if (!words[i].matched) continue;
    add(before + text.substr(at, words[i].begin - at), false);
    before.clear();
    add(text.substr(words[i].begin, words[i].end - words[i].begin), true);
    at = words[i].end;
  }
  add(before + text.substr(at, end - at) + (whole_end ? "" : "…"), false);
  return parts;
}

}  // namespace praksis::stories
