#include "libs/stories/search_index.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/stories/search_terms.h"
#include "libs/stories/story.h"

namespace praksis::stories {
namespace {

using readmodels::LearningStream;
using readmodels::LearningStreams;

// Documents looked at in one go.
constexpr uint32_t kBatch = 50;
// Bytes of text in a snippet, roughly.
constexpr size_t kSnippetBytes = 240;
// A title counts for more than what is told.
constexpr int kTitleWeight = 3;
// Streams taken in between two questions whether to go on.
constexpr int kStreamsAtOnce = 64;
// Around what matched in a snippet: characters that no text has (TextOf, Plain).
constexpr char kMatchBegins = '\x01';
constexpr char kMatchEnds = '\x02';

absl::Status Failed(const Xapian::Error& error) {
  return base::Refuse(absl::StatusCode::kUnavailable, "SEARCH_INDEX_FAILED",
                      base::StrCat("The search index cannot be used: ", error.get_description()));
}

// `text` without control characters.
std::string Plain(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return text;
}

// A document's data: item, stream, action; lines.
std::string DataOf(const Hit& hit) {
  return base::StrCat(ItemTerm(hit.item), "\n", hit.stream, "\n", hit.action);
}

Hit HitOf(const std::string& data) {
  const size_t first = data.find('\n');
  const size_t second = data.find('\n', first + 1);
  Hit hit{.stream = data.substr(first + 1, second - first - 1), .action = data.substr(second + 1)};
  for (const auto item : {v1::STORY_ITEM_STORY, v1::STORY_ITEM_ACTION, v1::STORY_ITEM_PRINCIPLE}) {
    if (data.substr(0, first) == ItemTerm(item)) hit.item = item;
  }
  return hit;
}

// A document in the making.
class Text {
 public:
  Text(const Hit& hit, const std::string& language) {
    document_.set_data(DataOf(hit));
    document_.add_boolean_term(ItemTerm(hit.item));
    document_.add_boolean_term("XL" + language);
    generator_.set_document(document_);
    const auto stemmer = Stemmers().find(language);
    if (stemmer == Stemmers().end()) {
      document_.add_boolean_term("XU");
      return;
    }
    generator_.set_stemmer(stemmer->second);
    generator_.set_stemming_strategy(Xapian::TermGenerator::STEM_SOME);
  }
  void Add(const std::string& text, int weight = 1) {
    generator_.index_text(text, static_cast<Xapian::termcount>(weight));
    generator_.increase_termpos();
  }
  void Mark(std::string_view prefix, const std::string& value) {
    document_.add_boolean_term(base::StrCat(prefix, value));
  }
  void On(base::Day day) { document_.add_value(kDaySlot, DayValue(day)); }
  const Xapian::Document& document() const { return document_; }

 private:
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

// What Xapian escapes in a snippet.
void Unescape(std::string& text) {
  static constexpr std::pair<std::string_view, char> kEscaped[] = {
      {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}};
  std::string plain;
  for (size_t at = 0; at < text.size();) {
    const auto* found = std::find_if(std::begin(kEscaped), std::end(kEscaped), [&](const auto& it) {
      return std::string_view(text).substr(at).starts_with(it.first);
    });
    plain += found == std::end(kEscaped) ? text[at] : found->second;
    at += found == std::end(kEscaped) ? 1 : found->first.size();
  }
  text = std::move(plain);
}

std::vector<SnippetPart> Snippet(const Xapian::MSet& hits, const std::string& text,
                                 const std::string& language) {
  const auto stemmer = Stemmers().find(language);
  const std::string marked =
      hits.snippet(Plain(text), kSnippetBytes, stemmer == Stemmers().end() ? Xapian::Stem() : stemmer->second,
                   Xapian::MSet::SNIPPET_BACKGROUND_MODEL | Xapian::MSet::SNIPPET_EXHAUSTIVE,
                   std::string(1, kMatchBegins), std::string(1, kMatchEnds), "…");
  std::vector<SnippetPart> parts;
  SnippetPart part;
  const auto end_part = [&](bool next_matches) {
    Unescape(part.text);
    if (!part.text.empty()) parts.push_back(std::move(part));
    part = {.text = "", .matched = next_matches};
  };
  for (const char c : marked) {
    if (c == kMatchBegins) {
      end_part(true);
    } else if (c == kMatchEnds) {
      end_part(false);
    } else {
      part.text += c;
    }
  }
  end_part(false);
  return parts;
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

  void Replace(const std::shared_ptr<const LearningStream>& stream, Known& known) {
    for (const Xapian::docid document : known.documents) database.delete_document(document);
    known.documents.clear();
    for (const Xapian::Document& document : DocumentsOf(*stream)) {
      known.documents.push_back(database.add_document(document));
    }
    known.stream = stream;
  }

  // Those of the kind that are not known as they are now; false where `go_on` ended it.
  bool FollowKind(const LearningStreams& streams, const std::string& kind, absl::FunctionRef<bool()> go_on) {
    // Nothing of the kind has changed since all of it was taken in.
    if (followed != nullptr && &followed->Of(kind) == &streams.Of(kind)) return true;
    int taken = 0;
    for (const auto& [name, stream] : streams.Of(kind)) {
      Known& known_one = known[name];
      if (known_one.stream == stream) continue;
      if (++taken % kStreamsAtOnce == 0 && !go_on()) return false;
      Replace(stream, known_one);
    }
    return true;
  }

  std::string LanguageOfHit(const Xapian::Document& document) const {
    auto term = document.termlist_begin();
    term.skip_to("XL");
    return term == document.termlist_end() || !(*term).starts_with("XL") ? "" : (*term).substr(2);
  }

  Xapian::WritableDatabase database;
  const SynonymTerms synonym_terms;
  const int synonyms_revision;
  std::map<std::string, Known> known;
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
    Found found;
    uint32_t hidden = 0;
    while (true) {
      const Xapian::MSet hits = enquire.get_mset(rank, kBatch);
      for (auto it = hits.begin(); it != hits.end(); ++it) {
        if (found.shown.size() == count || hidden == most_hidden) {
          found.next = rank;
          return found;
        }
        ++rank;
        const Xapian::Document document = it.get_document();
        Hit hit = HitOf(document.get_data());
        ASSIGN_OR_RETURN(const std::optional<std::string> text, text_of(hit));
        if (!text) {
          ++hidden;
          continue;
        }
        hit.score_permille =
            static_cast<int>(std::lround(1'000 * it.get_weight() / std::max(hits.get_max_attained(), 1e-9)));
        found.shown.push_back({hit, Snippet(hits, *text, rep_->LanguageOfHit(document))});
      }
      if (hits.size() < kBatch) return found;
    }
  } catch (const Xapian::Error& error) {
    return Failed(error);
  }
}

bool SearchIndex::AsksForSomething(const std::string& text) { return !TakeApart(text).empty(); }

int SearchIndex::synonyms_revision() const { return rep_->synonyms_revision; }
uint32_t SearchIndex::documents() const { return rep_->database.get_doccount(); }

}  // namespace praksis::stories
