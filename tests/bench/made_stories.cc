#include "tests/bench/made_stories.h"

#include <algorithm>

#include "libs/base/strings.h"

namespace praksis::bench {
namespace {

using readmodels::LearningStream;

constexpr int kWordsOfStory = 80;
constexpr int kWordsOfAction = 12;

v1::Event Fact(const std::string& stream) {
  v1::Event event;
  event.set_stream(stream);
  event.set_municipality("DK-360");
  event.mutable_occurred_at()->mutable_date()->set_date("2025-02-03");
  return event;
}

}  // namespace

Vocabulary::Vocabulary() {
  double sum = 0;
  for (int i = 1; i <= kWords; ++i) cumulated_.push_back(sum += 1.0 / i);
}

std::string Vocabulary::Draw(sample::Chance& chance) const {
  const double at = cumulated_.back() * (chance.Below(1'000'000'000) / 1e9);
  const auto found = std::lower_bound(cumulated_.begin(), cumulated_.end(), at);
  return Word(static_cast<int>(found - cumulated_.begin()));
}

std::string Vocabulary::Text(sample::Chance& chance, int words) const {
  std::string text;
  for (int i = 0; i < words; ++i) text += base::StrCat(i == 0 ? "" : " ", Draw(chance));
  return text;
}

std::string Vocabulary::Word(int number) {
  static constexpr const char* kSyllables[] = {"ba",  "del", "fo",  "gri", "hus", "jo", "ka",
                                               "lem", "mi",  "nor", "pe",  "ro",  "su", "ta",
                                               "vi",  "ar",  "en",  "sti", "kun", "ty"};
  std::string word = kSyllables[number % 20];
  for (number /= 20; number > 0; number /= 20) word += kSyllables[number % 20];
  return word + "er";
}

LearningStream MakeStory(const Vocabulary& vocabulary, int number) {
  sample::Chance chance(1, static_cast<uint64_t>(number));
  LearningStream stream{.name = base::StrCat("story/", number), .version = 3, .facts = {}};
  v1::Event& telling = stream.facts.emplace_back(Fact(stream.name));
  v1::StoryTold& told = *telling.mutable_story_told();
  told.set_programme("programme/p");
  told.set_staff_group(base::StrCat("team-", number % 50));
  told.set_title(vocabulary.Text(chance, 4));
  told.set_before(vocabulary.Text(chance, kWordsOfStory / 2));
  told.set_after(vocabulary.Text(chance, kWordsOfStory / 2));
  told.set_success(v1::STORY_SUCCESS_OBJECTIVE);
  told.set_anonymity(v1::STORY_ANONYMITY_ANONYMISED);
  told.set_language(number % 3 == 0 ? "da" : number % 3 == 1 ? "sv" : "en");
  for (int action = 0; action < 2; ++action) {
    auto& found = *stream.facts.emplace_back(Fact(stream.name)).mutable_chief_action_identified();
    found.set_action_id(base::StrCat("a-", action));
    found.set_wording(vocabulary.Text(chance, kWordsOfAction));
  }
  return stream;
}

LearningStream MakePrinciple(const Vocabulary& vocabulary, int number) {
  sample::Chance chance(2, static_cast<uint64_t>(number));
  LearningStream stream{.name = base::StrCat("principle/", number), .version = 1, .facts = {}};
  auto& formulated = *stream.facts.emplace_back(Fact(stream.name)).mutable_principle_formulated();
  formulated.set_wording(vocabulary.Text(chance, 8));
  formulated.set_programme("programme/p");
  return stream;
}

}  // namespace praksis::bench
