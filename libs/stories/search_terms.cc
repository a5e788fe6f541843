#include "libs/stories/search_terms.h"

#include <cstddef>
#include <utility>

#include "libs/base/encoding.h"
#include "libs/base/strings.h"
#include "libs/stories/stop_words.h"

namespace praksis::stories {
namespace {

using Xapian::Query;

// What is not stemmed, whatever language it is in.
constexpr std::string_view kUnstemmed;
// Of a word that means something.
constexpr ptrdiff_t kFewestLetters = 3;

// Danish takes one ending away at a time: "virksomhederne" becomes "virksomhed" and that "virksom", so that a
// word and its own stem would not meet. Here all are taken away.
class ThoroughStem final : public Xapian::StemImplementation {
 public:
  explicit ThoroughStem(const std::string& language) : stem_(language) {}
  std::string operator()(const std::string& word) override {
    std::string stemmed = word;
    for (std::string next = stem_(stemmed); next != stemmed; next = stem_(stemmed)) stemmed = std::move(next);
    return stemmed;
  }
  std::string get_description() const override { return stem_.get_description() + ", thoroughly"; }

 private:
  const Xapian::Stem stem_;
};

std::string TermOf(const std::string& word, std::string_view language) {
  const auto stemmer = Stemmers().find(language);
  if (stemmer == Stemmers().end()) return WordPrefix(language) + word;
  return base::StrCat("Z", WordPrefix(language), stemmer->second(word));
}

Query AnyOf(const std::string& prefix, const std::vector<std::string>& values) {
  std::vector<Query> any;
  for (const std::string& value : values) any.emplace_back(prefix + value);
  return Query(Query::OP_OR, any.begin(), any.end());
}

// The question as texts of `language` are asked it.
Query AskedIn(const Words& words, const SynonymTerms& synonyms, std::string_view language) {
  std::vector<Query> all;
  for (const std::string& word : words.must) {
    std::vector<Query> same;
    for (const std::string& term : synonyms.Of(word, language)) same.emplace_back(term);
    all.push_back(same.size() == 1 ? same.front() : Query(Query::OP_SYNONYM, same.begin(), same.end()));
  }
  for (const auto& phrase : words.phrases) {
    std::vector<std::string> terms;
    for (const std::string& word : phrase) terms.push_back(WordPrefix(language) + word);
    all.emplace_back(Query::OP_PHRASE, terms.begin(), terms.end(), terms.size());
  }
  Query asked(Query::OP_AND, all.begin(), all.end());
  for (const std::string& word : words.must_not) {
    asked = Query(Query::OP_AND_NOT, asked, Query(TermOf(word, language)));
  }
  return asked;
}

std::vector<Query> Conditions(const SearchQuery& query) {
  std::vector<Query> conditions;
  const StorySelection& selection = query.selection;
  if (!query.items.empty()) {
    std::vector<Query> items;
    for (const v1::StoryItem item : query.items) items.emplace_back(ItemTerm(item));
    conditions.emplace_back(Query::OP_OR, items.begin(), items.end());
  }
  if (!query.language.empty() && !Stemmers().contains(query.language)) {
    conditions.emplace_back("XL" + query.language);
  }
  if (!selection.programme.empty()) conditions.emplace_back("XP" + selection.programme);
  if (!selection.staff_groups.empty()) conditions.push_back(AnyOf("XG", selection.staff_groups));
  if (!selection.municipalities.empty()) conditions.push_back(AnyOf("XM", selection.municipalities));
  if (selection.from) conditions.emplace_back(Query::OP_VALUE_GE, kDaySlot, DayValue(*selection.from));
  if (selection.to) conditions.emplace_back(Query::OP_VALUE_LE, kDaySlot, DayValue(*selection.to));
  if (selection.AsksAboutStories()) {
    conditions.push_back(
        Query(Query::OP_OR, Query(ItemTerm(v1::STORY_ITEM_STORY)), Query(ItemTerm(v1::STORY_ITEM_ACTION))));
  }
  return conditions;
}

}  // namespace

std::string ItemTerm(v1::StoryItem item) {
  switch (item) {
    case v1::STORY_ITEM_STORY:
      return "XIs";
    case v1::STORY_ITEM_ACTION:
      return "XIa";
    case v1::STORY_ITEM_PRINCIPLE:
      return "XIp";
    default:
      return "XI";
  }
}

std::string DayValue(base::Day day) {
  std::string value;
  base::AppendBigEndian32(static_cast<uint32_t>(day) ^ 0x80000000U, value);
  return value;
}

const std::map<std::string, Xapian::Stem, std::less<>>& Stemmers() {
  static const std::map<std::string, Xapian::Stem, std::less<>> stemmers = {
      {"da", Xapian::Stem(new ThoroughStem("danish"))},
      {"sv", Xapian::Stem("swedish")},
      {"en", Xapian::Stem("english")}};
  return stemmers;
}

std::string WordPrefix(std::string_view language) {
  const auto stemmer = Stemmers().find(language);
  if (stemmer == Stemmers().end()) return "XWU";
  std::string prefix = "XW";
  for (const char c : language) prefix += static_cast<char>(c - 'a' + 'A');
  return prefix;
}

std::vector<std::string> WordsOf(const std::string& text) {
  Xapian::TermGenerator generator;
  Xapian::Document document;
  generator.set_document(document);
  generator.index_text(text);
  std::map<Xapian::termpos, std::string> by_place;
  for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
    for (auto place = term.positionlist_begin(); place != term.positionlist_end(); ++place) {
      by_place[*place] = *term;
    }
  }
  std::vector<std::string> words;
  for (auto& [place, word] : by_place) words.push_back(std::move(word));
  return words;
}

Words TakeApart(std::string_view question) {
  Words words;
  const auto take = [&words](const std::string& text, bool quoted, bool must) {
    std::vector<std::string> found = WordsOf(text);
    if (!must) {
      words.must_not.insert(words.must_not.end(), found.begin(), found.end());
    } else if (quoted && found.size() > 1) {
      words.phrases.push_back(std::move(found));
    } else {
      words.must.insert(words.must.end(), found.begin(), found.end());
    }
  };
  while (!question.empty()) {
    const bool must = question.front() != '-';
    if (!must) question.remove_prefix(1);
    const bool quoted = question.starts_with('"');
    if (quoted) question.remove_prefix(1);
    const size_t end = std::min(question.find(quoted ? '"' : ' '), question.size());
    take(std::string(question.substr(0, end)), quoted, must);
    question.remove_prefix(std::min(end + 1, question.size()));
  }
  return words;
}

SynonymTerms::SynonymTerms(const Synonyms& synonyms) {
  for (const Synonyms::Group& group : synonyms.groups) {
    std::set<std::string> terms;
    for (const std::string& word : group.words) terms.insert(TermOf(word, group.language));
    for (const std::string& term : terms) {
      by_term_[base::StrCat(group.language, " ", term)].insert(terms.begin(), terms.end());
    }
  }
}

std::set<std::string> SynonymTerms::Of(const std::string& word, std::string_view language) const {
  const std::string term = TermOf(word, language);
  std::set<std::string> terms = {term};
  // Texts that are not stemmed may be in any of the other languages.
  for (const std::string_view of : {language, language == kUnstemmed ? std::string_view("he") : language}) {
    const auto found = by_term_.find(base::StrCat(of, " ", term));
    if (found != by_term_.end()) terms.insert(found->second.begin(), found->second.end());
  }
  return terms;
}

std::set<std::string> SynonymTerms::OfMeaning(const std::string& word) const {
  const auto is_letter = [](unsigned c) {
    return Xapian::Unicode::is_wordchar(c) && (c < '0' || c > '9') && c != '_';
  };
  const Xapian::Utf8Iterator end;
  ptrdiff_t letters = 0;
  for (Xapian::Utf8Iterator at(word); at != end; ++at) letters += is_letter(*at) ? 1 : 0;
  std::set<std::string> terms;
  if (letters < kFewestLetters) return terms;
  for (const auto& [language, stemmer] : Stemmers()) {
    if (!IsStopWord(word, language)) terms.merge(Of(word, language));
  }
  if (!IsStopWord(word, "he")) terms.merge(Of(word, kUnstemmed));
  return terms;
}

Query QueryOf(const SearchQuery& query, const SynonymTerms& synonyms) {
  const Words words = TakeApart(query.text);
  std::vector<Query> by_language;
  for (const auto& [language, stemmer] : Stemmers()) {
    if (!query.language.empty() && query.language != language) continue;
    by_language.push_back(AskedIn(words, synonyms, language));
  }
  if (!Stemmers().contains(query.language)) by_language.push_back(AskedIn(words, synonyms, kUnstemmed));
  Query asked(Query::OP_OR, by_language.begin(), by_language.end());
  for (const Query& condition : Conditions(query)) asked = Query(Query::OP_FILTER, asked, condition);
  return asked;
}

bool Asked::For(const std::string& word, const std::string& language) {
  const auto [found, added] = terms_.try_emplace(language);
  if (added) {
    const std::string_view of = Stemmers().contains(language) ? std::string_view(language) : kUnstemmed;
    for (const std::string& must : words_.must) found->second.merge(synonyms_.Of(must, of));
    for (const auto& phrase : words_.phrases) {
      for (const std::string& one : phrase) found->second.insert(WordPrefix(language) + one);
    }
  }
  return found->second.contains(TermOf(word, language)) ||
         found->second.contains(WordPrefix(language) + word);
}

}  // namespace praksis::stories
