// Stories like a case among 100,000 generated stories (or as many as asked), as the service answers it: the
// case's texts and course, the stories with words in common, what counts as alike, and the answer with its
// actions and principles; without gRPC. Every tenth story is about a case of its own that consents. Beside
// it: the first question, which puts the index together.
//   stories_like_bench [stories]
#include <cstdio>
#include <optional>
#include <string>

#include "libs/base/check.h"
#include "libs/base/clock.h"
#include "libs/base/strings.h"
#include "libs/readmodels/learning_streams.h"
#include "libs/readmodels/testing/world.h"
#include "libs/sample/chance.h"
#include "services/stories/stories_service.h"
#include "tests/bench/bench.h"
#include "tests/bench/made_stories.h"

namespace praksis::bench {
namespace {

using readmodels::testing::CaseOpenedFact;
using readmodels::testing::Fact;
using readmodels::testing::PlacementInterruptedFact;
using readmodels::testing::PlacementStartedFact;
using readmodels::testing::World;

constexpr int kPrinciples = 1'000;
constexpr int kQuestions = 1'000;
constexpr int kNotes = 4;
constexpr int kWordsOfNote = 15;

void OpenCase(World& world, const std::string& stream) {
  world.Append(CaseOpenedFact(stream, "DK-360", "2025-01-02"));
  world.Append(PlacementStartedFact(stream, "DK-360", "2025-01-10"));
  world.Append(PlacementInterruptedFact(stream, "DK-360", "2025-02-20", "TRANSPORT"));
}

void Tell(World& world, const Vocabulary& vocabulary, int number) {
  readmodels::LearningStream story = MakeStory(vocabulary, number);
  if (number % 10 == 0) {
    const std::string about = base::StrCat("case/told-", number);
    OpenCase(world, about);
    v1::Event consent = Fact(about, "DK-360", "2025-01-03");
    consent.mutable_consent_given()->set_consent_id("use");
    consent.mutable_consent_given()->set_purpose(v1::ConsentGiven::STORY_USE);
    world.Append(std::move(consent));
    story.facts[0].mutable_story_told()->set_case_stream(about);
  }
  for (v1::Event& fact : story.facts) world.Append(std::move(fact));
}

// Cases to be asked about, with notes of as many words as stories_bench looks for.
void Write(World& world, const Vocabulary& vocabulary, int number) {
  const std::string stream = base::StrCat("case/asked-", number);
  OpenCase(world, stream);
  sample::Chance chance(5, static_cast<uint64_t>(number));
  for (int i = 0; i < kNotes; ++i) {
    v1::Event note = Fact(stream, "DK-360", "2025-03-01");
    note.mutable_note_added()->set_text(vocabulary.Text(chance, kWordsOfNote));
    world.Append(std::move(note));
  }
}

v1::ListStoriesLikeCaseResponse Ask(services::StoriesService& service, int number) {
  v1::ListStoriesLikeCaseRequest request;
  request.set_case_stream(base::StrCat("case/asked-", number));
  std::optional<absl::StatusOr<v1::ListStoriesLikeCaseResponse>> answer;
  service.ListStoriesLikeCase(
      request, absl::Now() + absl::Hours(1),
      [&](absl::StatusOr<v1::ListStoriesLikeCaseResponse> response) { answer = std::move(response); });
  PRAKSIS_CHECK(answer.has_value());
  PRAKSIS_CHECK(answer->ok(), answer->status().ToString());
  return **std::move(answer);
}

int Main(int argc, char** argv) {
  const auto stories = static_cast<int>(NumberArgument(argc, argv, 1, 100'000));
  const WorkDirectory directory;
  const Vocabulary vocabulary;
  World world;
  for (int i = 0; i < stories; ++i) Tell(world, vocabulary, i);
  for (int i = 0; i < kPrinciples; ++i) {
    for (v1::Event& fact : MakePrinciple(vocabulary, i).facts) world.Append(std::move(fact));
  }
  for (int i = 0; i < kQuestions; ++i) Write(world, vocabulary, i);
  world.CatchUp();
  readmodels::LearningReader reader;
  const base::SystemClock clock;
  services::StoriesService service(world.projection(), reader, world.log(), clock,
                                   {.index_directory = directory.path() + "/index"});
  int64_t begun = NowNs();
  const int64_t cpu = ThreadCpuNs();
  const auto first = Ask(service, 0);
  std::printf("%d stories, %d compared; the first question: %.1f s (processor %.1f s)\n",
              first.standing_stories(), first.compared_stories(), static_cast<double>(NowNs() - begun) / 1e9,
              static_cast<double>(ThreadCpuNs() - cpu) / 1e9);
  Times times, processor;
  size_t found = 0;
  for (int i = 0; i < kQuestions; ++i) {
    begun = NowNs();
    const int64_t cpu_begun = ThreadCpuNs();
    found += static_cast<size_t>(Ask(service, i).stories_size());
    times.Add(NowNs() - begun);
    processor.Add(ThreadCpuNs() - cpu_begun);
  }
  std::printf("%-26s %10s %10s %10s %10s %10s %10s\n", "", "p50 ms", "p99 ms", "max ms", "p50 cpu ms",
              "p99 cpu ms", "found");
  std::printf("%-26s %10.3f %10.3f %10.3f %10.3f %10.3f %10.1f\n", "stories like a case",
              times.PercentileMs(50), times.PercentileMs(99), times.PercentileMs(100),
              processor.PercentileMs(50), processor.PercentileMs(99),
              static_cast<double>(found) / kQuestions);
  PrintRatio("stories_like_case_p99_ms", times.PercentileMs(99), "< 20");
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main(int argc, char** argv) { return praksis::bench::Main(argc, argv); }
