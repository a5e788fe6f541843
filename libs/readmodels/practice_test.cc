// What staff did with cases, as it stands.
#include "libs/readmodels/practice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "libs/base/strings.h"
#include "libs/readmodels/testing/world.h"

namespace praksis::readmodels {
namespace {

using testing::CaseOpenedFact;
using ::testing::ElementsAre;
using testing::Fact;
using ::testing::IsEmpty;
using testing::World;

// "case/a belief 2025-01-10 4 cw-1" of every entry.
std::vector<std::string> PracticeIn(World& world, std::string_view municipality) {
  world.CatchUp();
  std::vector<std::string> found;
  EXPECT_TRUE(VisitPractice(*world.projection().Now(), municipality, [&](const PracticeCase& practice) {
                for (const PracticeEntry& entry : practice.entries) {
                  constexpr const char* kKinds[] = {"belief", "visit", "referral"};
                  found.push_back(base::StrCat(practice.stream, " ", kKinds[static_cast<int>(entry.kind)],
                                               " ", base::FormatDay(entry.day), " ", entry.value, " ",
                                               entry.worker));
                }
              }).ok());
  return found;
}

v1::Event Assigned(std::string_view stream, std::string_view worker, std::string_view from) {
  v1::Event event = Fact(stream, "DK-360", from);
  event.mutable_caseworker_assigned()->set_worker(std::string(worker));
  event.mutable_caseworker_assigned()->set_role(v1::CaseworkerAssigned::PRIMARY);
  event.mutable_caseworker_assigned()->set_from(std::string(from));
  return event;
}

v1::Event Believed(std::string_view stream, std::string_view day, int score,
                   v1::BeliefAssessed::Rater rater = v1::BeliefAssessed::CASEWORKER) {
  v1::Event event = Fact(stream, "DK-360", day);
  auto& assessed = *event.mutable_belief_assessed();
  assessed.set_rater(rater);
  if (rater == v1::BeliefAssessed::CASEWORKER) assessed.set_worker("cw-1");
  assessed.set_score(score);
  return event;
}

v1::Event Visited(std::string_view stream, std::string_view day, int found) {
  v1::Event event = Fact(stream, "DK-360", day);
  auto& visited = *event.mutable_company_visited();
  visited.set_visit_id(base::StrCat("v-", day));
  visited.set_worker("cw-2");
  visited.set_placements_found(found);
  return event;
}

v1::Event Referred(std::string_view stream, std::string_view day, std::string_view wording) {
  v1::Event event = Fact(stream, "DK-360", day);
  auto& made = *event.mutable_referral_made();
  made.set_referral_id(base::StrCat("r-", day));
  auto& resource = *made.add_resources();
  resource.set_kind("SKILL");
  resource.set_text(std::string(wording));
  return event;
}

TEST(Practice, IsWhatWorkersRatedVisitedAndReferred) {
  World world;
  world.Append(CaseOpenedFact("case/a", "DK-360", "2025-01-01"));
  world.Append(Assigned("case/a", "cw-1", "2025-01-01"));
  world.Append(Believed("case/a", "2025-01-10", 2));
  world.Append(Believed("case/a", "2025-01-10", 5, v1::BeliefAssessed::CITIZEN));
  world.Append(Visited("case/a", "2025-01-12", 3));
  world.Append(Referred("case/a", "2025-01-14", "cooks for forty"));
  world.Append(Assigned("case/a", "cw-9", "2025-01-15"));
  world.Append(Referred("case/a", "2025-01-16", ""));
  world.Append(Believed("case/a", "2025-02-10", 4));
  EXPECT_THAT(PracticeIn(world, "DK-360"),
              ElementsAre("case/a belief 2025-01-10 2 cw-1", "case/a belief 2025-02-10 4 cw-1",
                          "case/a visit 2025-01-12 3 cw-2", "case/a referral 2025-01-14 1 cw-1",
                          "case/a referral 2025-01-16 0 cw-9"));
}

TEST(Practice, OfACaseThatMovesIsWhereItIsNow) {
  World world;
  world.Append(CaseOpenedFact("case/a", "DK-360", "2025-01-01"));
  world.Append(Believed("case/a", "2025-01-10", 2));
  world.Append(CaseOpenedFact("case/b", "DK-360", "2025-01-01"));
  v1::Event moved = Fact("case/a", "DK-360", "2025-02-01");
  moved.mutable_case_transferred()->set_to_municipality("DK-3601");
  world.Append(moved);
  EXPECT_THAT(PracticeIn(world, "DK-360"), IsEmpty());
  EXPECT_THAT(PracticeIn(world, "DK-3601"), ElementsAre("case/a belief 2025-01-10 2 cw-1"));
}

TEST(Practice, TakenBackIsNoMore) {
  World world;
  world.Append(CaseOpenedFact("case/a", "DK-360", "2025-01-01"));
  world.Append(Believed("case/a", "2025-01-10", 2));
  v1::Event voided = Fact("case/a", "DK-360", "2025-02-01");
  voided.mutable_event_voided()->set_target_version(2);
  world.Append(voided);
  EXPECT_THAT(PracticeIn(world, "DK-360"), IsEmpty());
}

}  // namespace
}  // namespace praksis::readmodels
