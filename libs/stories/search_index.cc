#include "libs/stories/search_index.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <map>
#include <system_error>
#include <tuple>
#include <utility>

#include "absl/strings/str_split.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/stories/search_terms.h"
#include "libs/stories/story.h"

namespace praksis::stories {
namespace {

using readmodels::LearningStream;
using readmodels::LearningStreams;

// Documents looked at in one go beyond those wanted: some may not be shown, and one says whether there are
// more.
constexpr uint32_t kAhead = 10;
// Bytes of text in a snippet, roughly.
constexpr size_t kSnippetBytes = 240;
// A title counts for more than what is told.
constexpr int kTitleWeight = 3;
// Streams taken in between two questions whether to go on.
constexpr int kStreamsAtOnce = 64;
// Of a text that stories are compared with.
constexpr size_t kMostWordsRead = 400;
constexpr size_t kMostWordsAsked = 24;
// A word that more texts have says nothing.
constexpr uint64_t kOftenInAny = 10;
constexpr uint64_t kOftenPart = 100;

absl::Status Failed(const Xapian::Error& error) {
  return base::Refuse(absl::StatusCode::kUnavailable, "SEARCH_INDEX_FAILED",
                      base::StrCat("The search index cannot be used: ", error.get_description()));
}

// A document's data: item, language, stream, action; lines.
std::string DataOf(const Hit& hit, std::string_view language) {
  return base::StrCat(ItemTerm(hit.item), "\n", language, "\n", hit.stream, "\n", hit.action);
}

struct Data {
  Hit hit;
  std::string language;
};

Data DataFrom(const std::string& text) {
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  Data data{.hit = {.stream = lines.at(2), .action = lines.at(3)}, .language = lines.at(1)};
  for (const auto item : {v1::STORY_ITEM_STORY, v1::STORY_ITEM_ACTION, v1::STORY_ITEM_PRINCIPLE}) {
    if (lines[0] == ItemTerm(item)) data.hit.item = item;
  }
  return data;
}

// A document in the making.
class Text {
 public:
  Text(const Hit& hit, const std::string& language) : prefix_(WordPrefix(language)) {
    document_.set_data(DataOf(hit, language));
    document_.add_boolean_term(ItemTerm(hit.item));
    document_.add_boolean_term("XL" + language);
    generator_.set_document(document_);
    const auto stemmer = Stemmers().find(language);
    if (stemmer == Stemmers().end()) return;
    generator_.set_stemmer(stemmer->second);
    generator_.set_stemming_strategy(Xapian::TermGenerator::STEM_SOME);
  }
  void Add(const std::string& text, int weight = 1) {
    generator_.index_text(text, static_cast<Xapian::termcount>(weight), prefix_);
    generator_.increase_termpos();
  }
  void Mark(std::string_view prefix, const std::string& value) {
    document_.add_boolean_term(base::StrCat(prefix, value));
  }
  void On(base::Day day) { document_.add_value(kDaySlot, DayValue(day)); }
  const Xapian::Document& document() const { return document_; }

 private:
  const std::string prefix_;
  Xapian::Document document_;
  Xapian::TermGenerator generator_;
};

std::vector<Xapian::Document> DocumentsOf(const Story& story) {
  const std::string language = LanguageOf(story.told.language(), story.municipality);
  const auto begin = [&](const Hit& hit) {
    Text text(hit, language);
    text.Mark("XP", story.told.programme());
    text.Mark("XG", story.told.staff_group());
    text.Mark("XM", story.municipality);
    text.On(story.told_on);
    return text;
  };
  std::vector<Xapian::Document> documents;
  Text own = begin({.item = v1::STORY_ITEM_STORY, .stream = story.stream, .action = ""});
  own.Add(story.told.title(), kTitleWeight);
  own.Add(story.told.before());
  own.Add(story.told.after());
  for (const std::string& by_product : story.told.by_products()) own.Add(by_product);
  documents.push_back(own.document());
  for (const ChiefAction& action : story.actions) {
    Text text = begin({.item = v1::STORY_ITEM_ACTION, .stream = story.stream, .action = action.id});
    text.Add(action.wording);
    documents.push_back(text.document());
  }
  return documents;
}

std::vector<Xapian::Document> DocumentsOf(const LearningStream& stream) {
  if (const std::optional<Story> story = ReadStory(stream)) {
    return story->retracted ? std::vector<Xapian::Document>() : DocumentsOf(*story);
  }
  const std::optional<Principle> principle = ReadPrinciple(stream);
  if (!principle) return {};
  Text text({.item = v1::STORY_ITEM_PRINCIPLE, .stream = principle->stream, .action = ""},
            LanguageOf(principle->formulated.language(), principle->municipality));
  text.Mark("XP", principle->formulated.programme());
  text.Add(principle->formulated.wording());
  return {text.document()};
}

}  // namespace

std::string TextOf(const v1::StoryTold& told) {
  std::string text;
  const auto add = [&text](const std::string& part) {
    if (!part.empty()) text += base::StrCat(text.empty() ? "" : " · ", part);
  };
  add(told.title());
  add(told.before());
  add(told.after());
  for (const std::string& by_product : told.by_products()) add(by_product);
  return text;
}

struct SearchIndex::Rep {
  struct Known {
    std::shared_ptr<const LearningStream> stream;
    std::vector<Xapian::docid> documents;
  };

  Rep(const std::string& directory, const Synonyms& synonyms)
      : database(directory, Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_NO_SYNC),
        synonym_terms(synonyms),
        synonyms_revision(synonyms.revision) {}

  void Replace(const std::shared_ptr<const LearningStream>& stream, Known& one) {
    Forget(one);
    one.documents.clear();
    for (const Xapian::Document& document : DocumentsOf(*stream)) {
      const Xapian::docid added = database.add_document(document);
      if (sources.size() <= added) sources.resize(added + 1);
      const bool of_story = stream->name.starts_with("story/");
      sources[added] = {of_story ? stream.get() : nullptr, one.documents.empty() ? added : one.documents[0]};
      one.documents.push_back(added);
    }
    one.stream = stream;
  }

  void Forget(const Known& gone) {
    for (const Xapian::docid document : gone.documents) {
      database.delete_document(document);
      sources[document] = {};
    }
  }

  // A word of the text that stories are compared with: the terms of its forms, and how many texts have one.
  struct AskedWord {
    std::string word;
    std::set<std::string> terms;
    uint64_t texts = 0;
  };

  // Those of `text` that are looked for, the rarest first.
  std::vector<AskedWord> RareWordsOf(const std::string& text) const {
    const uint64_t often = std::max<uint64_t>(kOftenInAny, database.get_doccount() / kOftenPart);
    std::set<std::string> seen;
    std::vector<AskedWord> words;
    for (const std::string& word : WordsOf(text)) {
      if (seen.size() == kMostWordsRead) break;
      if (!seen.insert(word).second) continue;
      AskedWord asked{.word = word, .terms = synonym_terms.OfMeaning(word)};
      for (const std::string& term : asked.terms) asked.texts += database.get_termfreq(term);
      if (asked.texts > 0 && asked.texts <= often) words.push_back(std::move(asked));
    }
    std::sort(words.begin(), words.end(), [](const AskedWord& one, const AskedWord& other) {
      return std::tie(one.texts, one.word) < std::tie(other.texts, other.word);
    });
    words.resize(std::min(words.size(), kMostWordsAsked));
    return words;
  }

  // Those of the kind that are not known as they are now; false where `go_on` ended it. Both are in the order
  // of names.
  bool FollowKind(const LearningStreams& streams, const std::string& kind, absl::FunctionRef<bool()> go_on) {
    // Nothing of the kind has changed since all of it was taken in.
    if (followed != nullptr && &followed->Of(kind) == &streams.Of(kind)) return true;
    std::map<std::string, Known>& of_kind = known[kind];
    int taken = 0;
    auto at = of_kind.begin();
    for (const auto& [name, stream] : streams.Of(kind)) {
      // Not there at an earlier position, which is gone back to.
      while (at != of_kind.end() && at->first < name) {
        Forget(at->second);
        at = of_kind.erase(at);
      }
      if (at == of_kind.end() || at->first != name) at = of_kind.emplace_hint(at, name, Known());
      if (at->second.stream != stream) {
        if (++taken % kStreamsAtOnce == 0 && !go_on()) return false;
        Replace(stream, at->second);
      }
      ++at;
    }
    for (auto gone = at; gone != of_kind.end(); ++gone) Forget(gone->second);
    of_kind.erase(at, of_kind.end());
    return true;
  }

  Xapian::WritableDatabase database;
  const SynonymTerms synonym_terms;
  const int synonyms_revision;
  // By kind, then name.
  std::map<std::string, std::map<std::string, Known>> known;
  // What a document is of. Streams are those of `known`.
  struct Source {
    // Null of a principle, and of what was forgotten.
    const LearningStream* story = nullptr;
    // The story's own text: this document, or that of the story whose action this is.
    Xapian::docid own = 0;
  };
  // By document: these are counted up and read in their order, so that nothing is looked for.
  std::vector<Source> sources;
  // All of it is taken in; null before the first time.
  std::shared_ptr<const LearningStreams> followed;
};

SearchIndex::SearchIndex(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
SearchIndex::~SearchIndex() = default;

absl::StatusOr<std::unique_ptr<SearchIndex>> SearchIndex::Open(const std::string& directory,
                                                               Synonyms synonyms) {
  try {
    std::error_code error;
    std::filesystem::remove_all(directory, error);
    return std::unique_ptr<SearchIndex>(new SearchIndex(std::make_unique<Rep>(directory, synonyms)));
  } catch (const Xapian::Error& error) {
    return Failed(error);
  }
}

absl::StatusOr<bool> SearchIndex::Follow(std::shared_ptr<const LearningStreams> streams,
                                         absl::FunctionRef<bool()> go_on) {
  if (rep_->followed == streams) return true;
  try {
    bool all = true;
    for (const char* kind : {"principle", "story"}) all = all && rep_->FollowKind(*streams, kind, go_on);
    rep_->database.commit();
    if (all) rep_->followed = std::move(streams);
    return all;
  } catch (const Xapian::Error& error) {
    return Failed(error);
  }
}

absl::StatusOr<Found> SearchIndex::Search(const SearchQuery& query, uint32_t rank, uint32_t count,
                                          uint32_t most_hidden, HitText text_of) {
  try {
    Xapian::Enquire enquire(rep_->database);
    enquire.set_query(QueryOf(query, rep_->synonym_terms));
    // How long a text is says little here, and not to ask for it takes a third off the time.
    enquire.set_weighting_scheme(Xapian::BM25Weight(1, 0, 1, 0, 0.5));
    Asked asked(query.text, rep_->synonym_terms);
    Found found;
    uint32_t hidden = 0;
    while (true) {
      const Xapian::MSet hits = enquire.get_mset(rank, count + kAhead);
      for (auto it = hits.begin(); it != hits.end(); ++it) {
        if (found.shown.size() == count || hidden == most_hidden) {
          found.next = rank;
          return found;
        }
        ++rank;
        Data data = DataFrom(it.get_document().get_data());
        ASSIGN_OR_RETURN(const std::optional<std::string> text, text_of(data.hit));
        if (!text) {
          ++hidden;
          continue;
        }
        data.hit.score_permille =
            static_cast<int>(std::lround(1'000 * it.get_weight() / std::max(hits.get_max_attained(), 1e-9)));
        const auto matches = [&](const std::string& word) { return asked.For(word, data.language); };
        found.shown.push_back({data.hit, SnippetOf(*text, kSnippetBytes, matches)});
      }
      if (hits.size() < count + kAhead) return found;
    }
  } catch (const Xapian::Error& error) {
    return Failed(error);
  }
}

absl::StatusOr<std::vector<StoryInCommon>> SearchIndex::InCommon(const std::string& text, size_t most) const {
  try {
    const std::vector<Rep::AskedWord> words = rep_->RareWordsOf(text);
    // Which of the words, a bit for each, a story's own text and its actions have.
    struct Has {
      uint32_t own = 0;
      uint32_t actions = 0;
      int words() const { return std::popcount(own | actions); }
    };
    static_assert(kMostWordsAsked <= 32);
    // By the document of their own text: stories are as dense as documents, and a table of them all is filled
    // faster than one of those found.
    std::vector<Has> stories(rep_->sources.size());
    std::vector<Xapian::docid> found;
    for (size_t i = 0; i < words.size(); ++i) {
      for (const std::string& term : words[i].terms) {
        for (auto it = rep_->database.postlist_begin(term); it != rep_->database.postlist_end(term); ++it) {
          const Rep::Source& source = rep_->sources[*it];
          if (source.story == nullptr) continue;
          Has& has = stories[source.own];
          if ((has.own | has.actions) == 0) found.push_back(source.own);
          (source.own == *it ? has.own : has.actions) |= uint32_t{1} << i;
        }
      }
    }
    const size_t wanted = std::min(most, found.size());
    std::partial_sort(found.begin(), found.begin() + static_cast<ptrdiff_t>(wanted), found.end(),
                      [&](Xapian::docid one, Xapian::docid other) {
                        const int more = stories[one].words() - stories[other].words();
                        if (more != 0) return more > 0;
                        return rep_->sources[one].story->name < rep_->sources[other].story->name;
                      });
    found.resize(wanted);
    const auto spelt = [&words](uint32_t bits) {
      std::vector<std::string> out;
      for (size_t i = 0; i < words.size(); ++i) {
        if ((bits >> i & 1) != 0) out.push_back(words[i].word);
      }
      return out;
    };
    std::vector<StoryInCommon> common;
    for (const Xapian::docid own : found) {
      const Has& has = stories[own];
      common.push_back({rep_->sources[own].story->name, spelt(has.own), spelt(has.actions)});
    }
    return common;
  } catch (const Xapian::Error& error) {
    return Failed(error);
  }
}

bool SearchIndex::AsksForSomething(const std::string& text) { return !TakeApart(text).empty(); }

int SearchIndex::synonyms_revision() const { return rep_->synonyms_revision; }
uint32_t SearchIndex::documents() const { return rep_->database.get_doccount(); }

}  // namespace praksis::stories
