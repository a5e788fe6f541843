// A programme as its stream says it stands: its stages, who joined when, and what is no longer so.
#include "libs/stories/programme.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/stories/testing/streams.h"

namespace praksis::stories {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::On;
using testing::Streams;
using testing::Voided;

constexpr char kProgramme[] = "programme/p";
constexpr char kOpened[] =
    "programme_opened { kind: PROGRAMME_KIND_LEARNING_FROM_SUCCESS title: 'P' stage: 1 organisations: 'a' }";

std::optional<Programme> Read(const Streams& streams) {
  const readmodels::LearningStreams standing = streams.Standing();
  return ReadProgramme(*standing.Find(kProgramme));
}

TEST(Programme, HasItsStagesWithThoseWhoJoined) {
  Streams streams;
  streams.Add(kProgramme, On("2025-01-06", kOpened));
  streams.Add(kProgramme,
              On("2025-03-03", "programme_stage_changed { stage: 2 joining_organisations: ['b', 'a'] }"));
  const Programme programme = Read(streams).value();
  ASSERT_EQ(programme.stages.size(), 2u);
  EXPECT_EQ(programme.stages[1].stage, 2);
  EXPECT_THAT(programme.stages[0].joining, ElementsAre("a"));
  EXPECT_THAT(programme.stages[1].joining, ElementsAre("b")) << "who is there already does not join";
  EXPECT_FALSE(programme.closed_on);
}

TEST(Programme, AVoidedStageWasNone) {
  Streams streams;
  streams.Add(kProgramme, On("2025-01-06", kOpened));
  streams.Add(kProgramme,
              On("2025-03-03", "programme_stage_changed { stage: 2 joining_organisations: 'b' }"));
  streams.Add(kProgramme, Voided(2));
  EXPECT_EQ(Read(streams).value().stages.size(), 1u);
  streams.Add(kProgramme, Voided(1));
  EXPECT_FALSE(Read(streams)) << "nor one that was never opened";
}

TEST(Programme, ItsBranchesNameItOrHadItsStoriesShared) {
  Streams streams;
  streams.Story("own", "2025-02-03", "team-1", {}).Story("alone", "2025-02-03", "team-1", {});
  streams.Add("story/own",
              On("2025-04-07", "story_shared_at_meeting { staff_group: 't' experiment: 'experiment/e' }"));
  streams.Add("experiment/e", On("2025-03-17", "experiment_started { hypothesis: 'It grows' }"));
  streams.Add("experiment/f", On("2025-03-17", "experiment_started { hypothesis: 'It does not' }"));
  streams.Add("cycle/c",
              On("2025-03-16", "challenge_identified { wording: 'Why?' programme: 'programme/p' }"));
  const readmodels::LearningStreams standing = streams.Standing();
  const Story own = ReadStory(*standing.Find("story/own")).value();
  const Story alone = ReadStory(*standing.Find("story/alone")).value();
  const std::vector<Branch> branches = BranchesOf(standing, kProgramme, {&own, &alone});
  ASSERT_EQ(branches.size(), 2u);
  EXPECT_EQ(branches[0].stream, "cycle/c");
  EXPECT_EQ(branches[0].title, "Why?");
  EXPECT_TRUE(branches[0].began_here);
  EXPECT_EQ(branches[1].stream, "experiment/e");
  EXPECT_FALSE(branches[1].began_here);
  EXPECT_THAT(BranchesOf(standing, "programme/q", {&alone}), IsEmpty());
}

}  // namespace
}  // namespace praksis::stories
