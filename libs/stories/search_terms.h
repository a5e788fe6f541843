// How texts and questions become terms of the index. Only for search_index.cc.
//
//   XI<item>       what the document is: s, a, p          XL<language>  of its text, "" where not known
//   XU             its text is not stemmed                 XP<programme> XG<staff group> XM<municipality>
//   <word>         as it stands, with its place            Z<stem>       of the word, where the language is
//   stemmed
// Value 0: the day on which the story was told, for periods.
#ifndef PRAKSIS_LIBS_STORIES_SEARCH_TERMS_H_
#define PRAKSIS_LIBS_STORIES_SEARCH_TERMS_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/date.h"
#include "libs/stories/search_index.h"
#include "libs/stories/synonyms.h"
#include "praksis/v1/stories.pb.h"
#include "xapian.h"

namespace praksis::stories {

inline constexpr Xapian::valueno kDaySlot = 0;

// "XIs".
std::string ItemTerm(v1::StoryItem item);
// Sorts as the days do.
std::string DayValue(base::Day day);

// The stemmers there are, by language.
const std::map<std::string, Xapian::Stem, std::less<>>& Stemmers();

// What words of texts in `language` begin with: "XWDA".
std::string WordPrefix(std::string_view language);

// The words of `text` in order, in lower case, as the index has them.
std::vector<std::string> WordsOf(const std::string& text);

// A question taken apart.
struct Words {
  std::vector<std::string> must;
  std::vector<std::vector<std::string>> phrases;
  std::vector<std::string> must_not;
  bool empty() const { return must.empty() && phrases.empty(); }
};
Words TakeApart(std::string_view question);

// The words that mean the same as a word, by language and stem. Thread-safe: immutable.
class SynonymTerms {
 public:
  explicit SynonymTerms(const Synonyms& synonyms);
  // The terms of `word` in `language`, its own and those of its synonyms.
  std::set<std::string> Of(const std::string& word, std::string_view language) const;
  // In every language in which `word` means something (IsStopWord); none where it has no letter or is shorter
  // than three.
  std::set<std::string> OfMeaning(const std::string& word) const;

 private:
  std::map<std::string, std::set<std::string>> by_term_;
};

Xapian::Query QueryOf(const SearchQuery& query, const SynonymTerms& synonyms);

// Which words of a text the question asks for, by the text's language. Not thread-safe.
class Asked {
 public:
  Asked(const std::string& question, const SynonymTerms& synonyms)
      : words_(TakeApart(question)), synonyms_(synonyms) {}
  bool For(const std::string& word, const std::string& language);

 private:
  const Words words_;
  const SynonymTerms& synonyms_;
  // Terms by language.
  std::map<std::string, std::set<std::string>> terms_;
};

}  // namespace praksis::stories

#endif  // PRAKSIS_LIBS_STORIES_SEARCH_TERMS_H_
