// Stories and principles made for measuring: words as frequent as words are (Zipf), in three languages.
#ifndef PRAKSIS_TESTS_BENCH_MADE_STORIES_H_
#define PRAKSIS_TESTS_BENCH_MADE_STORIES_H_

#include <string>
#include <vector>

#include "libs/readmodels/learning_streams.h"
#include "libs/sample/chance.h"

namespace praksis::bench {

inline constexpr int kWords = 20'000;

// Words of syllables, the n-th about n times as rare as the first.
class Vocabulary {
 public:
  Vocabulary();
  std::string Draw(sample::Chance& chance) const;
  std::string Text(sample::Chance& chance, int words) const;
  static std::string Word(int number);

 private:
  std::vector<double> cumulated_;
};

// "story/NUMBER", anonymised, of 80 words, with two chief actions of twelve.
readmodels::LearningStream MakeStory(const Vocabulary& vocabulary, int number);
// "principle/NUMBER", of eight words, in no story.
readmodels::LearningStream MakePrinciple(const Vocabulary& vocabulary, int number);

}  // namespace praksis::bench

#endif  // PRAKSIS_TESTS_BENCH_MADE_STORIES_H_
