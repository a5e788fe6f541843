// Searching 100,000 generated stories (or as many as asked; they take a minute or two to put together) with
// two chief actions each, and 1,000 principles: words as frequent as words are (Zipf), in three languages, of
// which a tenth may not show their texts. Times are of the index and of putting the answer together, without
// gRPC. Beside it: putting the index together, following one more story, and the words that stories have in
// common with a case (stories_like_bench has the whole answer).
//   stories_bench [stories]
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/base/strings.h"
#include "libs/readmodels/learning_streams.h"
#include "libs/sample/chance.h"
#include "libs/stories/knowledge.h"
#include "libs/stories/search_index.h"
#include "libs/stories/story.h"
#include "tests/bench/bench.h"
#include "tests/bench/made_stories.h"

namespace praksis::bench {
namespace {

using readmodels::LearningStream;
using readmodels::LearningStreams;

constexpr int kPrinciples = 1'000;
constexpr int kQuestions = 2'000;
// Of a case that stories are compared with, and how many of these are looked at.
constexpr int kWordsOfCase = 60;
constexpr size_t kMostInCommon = 200;

void Follow(stories::SearchIndex& index, const std::shared_ptr<const LearningStreams>& streams) {
  PRAKSIS_CHECK(index.Follow(streams, [] { return true; }).value());
}

// Asks; the number of hits shown.
size_t Ask(stories::SearchIndex& index, const LearningStreams& streams, const std::string& question) {
  const auto text_of = [&](const stories::Hit& hit) -> absl::StatusOr<std::optional<std::string>> {
    const LearningStream& stream = *streams.Find(hit.stream);
    if (hit.item == v1::STORY_ITEM_PRINCIPLE) return stories::ReadPrinciple(stream)->formulated.wording();
    const stories::Story story = *stories::ReadStory(stream);
    if (hit.item == v1::STORY_ITEM_ACTION) return story.Action(hit.action)->wording;
    if (hit.stream.ends_with('7')) return std::nullopt;
    return stories::TextOf(story.told);
  };
  return index.Search({.text = question}, 0, 20, 1'000, text_of).value().shown.size();
}

int Main(int argc, char** argv) {
  const auto stories = static_cast<int>(NumberArgument(argc, argv, 1, 100'000));
  const WorkDirectory directory;
  const Vocabulary vocabulary;
  auto streams = std::make_shared<LearningStreams>();
  std::vector<LearningStream> made;
  for (int i = 0; i < stories; ++i) made.push_back(MakeStory(vocabulary, i));
  for (int i = 0; i < kPrinciples; ++i) made.push_back(MakePrinciple(vocabulary, i));
  streams->Put(std::move(made));

  auto index = stories::SearchIndex::Open(directory.path() + "/index",
                                          stories::ParseSynonyms(stories::BuiltInSynonyms()).value())
                   .value();
  int64_t begun = NowNs();
  int64_t cpu_begun = ThreadCpuNs();
  Follow(*index, streams);
  std::printf("%d stories, %u documents: put together in %.1f s (processor %.1f s)\n", stories,
              index->documents(), static_cast<double>(NowNs() - begun) / 1e9,
              static_cast<double>(ThreadCpuNs() - cpu_begun) / 1e9);

  begun = NowNs();
  const stories::Knowledge knowledge(*streams);
  const auto findings = knowledge.Select({}, stories::kGeneralFromStories);
  std::printf("principles of %zu stories: %.0f ms\n", findings.stories.size(),
              static_cast<double>(NowNs() - begun) / 1e6);

  auto more = std::make_shared<LearningStreams>(*streams);
  more->Put({MakeStory(vocabulary, stories)});
  begun = NowNs();
  cpu_begun = ThreadCpuNs();
  Follow(*index, more);
  std::printf("one more story: followed in %.1f ms (processor %.1f ms)\n",
              static_cast<double>(NowNs() - begun) / 1e6,
              static_cast<double>(ThreadCpuNs() - cpu_begun) / 1e6);

  std::printf("%-26s %10s %10s %10s %10s %10s\n", "", "p50 ms", "p99 ms", "max ms", "p99 cpu ms", "hits");
  double p99 = 0;
  for (const int words : {1, 2, 3}) {
    sample::Chance chance(3, static_cast<uint64_t>(words));
    Times times, processor;
    size_t hits = 0;
    for (int i = 0; i < kQuestions; ++i) {
      const std::string question = vocabulary.Text(chance, words);
      begun = NowNs();
      cpu_begun = ThreadCpuNs();
      hits += Ask(*index, *more, question);
      times.Add(NowNs() - begun);
      processor.Add(ThreadCpuNs() - cpu_begun);
    }
    p99 = std::max(p99, times.PercentileMs(99));
    std::printf("%-26s %10.3f %10.3f %10.3f %10.3f %10.1f\n", base::StrCat(words, " words").c_str(),
                times.PercentileMs(50), times.PercentileMs(99), times.PercentileMs(100),
                processor.PercentileMs(99), static_cast<double>(hits) / kQuestions);
    std::fflush(stdout);
  }
  {
    sample::Chance chance(4, 0);
    Times times, processor;
    size_t found = 0;
    for (int i = 0; i < kQuestions; ++i) {
      const std::string text = vocabulary.Text(chance, kWordsOfCase);
      begun = NowNs();
      cpu_begun = ThreadCpuNs();
      found += index->InCommon(text, kMostInCommon).value().size();
      times.Add(NowNs() - begun);
      processor.Add(ThreadCpuNs() - cpu_begun);
    }
    std::printf("%-26s %10.3f %10.3f %10.3f %10.3f %10.1f\n", "words in common", times.PercentileMs(50),
                times.PercentileMs(99), times.PercentileMs(100), processor.PercentileMs(99),
                static_cast<double>(found) / kQuestions);
    PrintRatio("stories_in_common_p99_ms", times.PercentileMs(99), "< 20");
  }
  // Milliseconds, of the kind of question that takes longest.
  PrintRatio("stories_search_p99_ms", p99, "< 20");
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main(int argc, char** argv) { return praksis::bench::Main(argc, argv); }
