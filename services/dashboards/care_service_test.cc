// From facts to the answers about coaching, belief and continuity, with the clock's day as today.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/readmodels/testing/world.h"
#include "services/dashboards/dashboards_service.h"

namespace praksis::services {
namespace {

using readmodels::testing::CaseOpenedFact;
using readmodels::testing::Fact;
using readmodels::testing::World;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2025, 6, 1, 12, 0, 0), absl::UTCTimeZone());

class CareFigures : public ::testing::Test {
 protected:
  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(void (DashboardsService::*method)(const Request&, absl::Time, Reply<Response>),
                               const Request& request) {
    std::optional<absl::StatusOr<Response>> answer;
    (service_.*method)(request, absl::InfiniteFuture(),
                       [&](absl::StatusOr<Response> response) { answer = std::move(response); });
    EXPECT_TRUE(answer.has_value()) << "no answer";
    return *std::move(answer);
  }
  // The stream of case `i`, opened on 2025-01-01.
  std::string Open(int i) {
    std::string stream = base::StrCat("case/", i);
    world_.Append(CaseOpenedFact(stream, "SE-0482", "2025-01-01"));
    return stream;
  }
  v1::Event At(const std::string& stream, std::string_view day) { return Fact(stream, "SE-0482", day); }

  World world_;
  base::ManualClock clock_{kNow};
  DashboardsService service_{world_.projection(), world_.log(), clock_, {}};
};

TEST_F(CareFigures, CoachingIsFollowedForTwelveWeeks) {
  for (int i = 0; i < 20; ++i) {
    const std::string stream = Open(i);
    v1::Event started = At(stream, "2025-01-06");
    started.mutable_coaching_started()->set_coaching_id("k");
    started.mutable_coaching_started()->set_start("2025-01-06");
    started.mutable_coaching_started()->mutable_method()->set_code("COACHING_DIALOGUE");
    started.mutable_coaching_started()->mutable_method()->set_revision("1");
    world_.Append(started);
    v1::Event held = At(stream, "2025-01-10");
    held.mutable_coaching_session_held()->set_coaching_id("k");
    held.mutable_coaching_session_held()->set_session_id("s");
    held.mutable_coaching_session_held()->set_held_on("2025-01-10");
    held.mutable_coaching_session_held()->set_direct_minutes(90 + 30 * (i % 3));
    held.mutable_coaching_session_held()->set_group_size(i % 3 + 1);
    held.mutable_coaching_session_held()->set_attended(i < 18);
    world_.Append(held);
    v1::Event occupied = At(stream, "2025-04-01");
    occupied.mutable_occupation_started()->set_occupation_id("o");
    occupied.mutable_occupation_started()->set_kind(v1::OccupationStarted::ORDINARY);
    occupied.mutable_occupation_started()->set_obtained_by(v1::OccupationStarted::SELF);
    occupied.mutable_occupation_started()->set_start(i < 12 ? "2025-03-31" : "2025-04-01");
    world_.Append(occupied);
  }
  world_.CatchUp();
  const auto response = Ask(&DashboardsService::GetCoachingOutcomes, v1::GetCoachingOutcomesRequest());
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->all().known().value(), 20);
  EXPECT_EQ(response->all().self_obtained().value(), 12) << "day 84 counts, day 85 does not";
  // Six each of 90 alone, 120 for two, 150 for three.
  EXPECT_DOUBLE_EQ(response->all().hours_per_episode(), 6.0 * (90 + 60 + 50) / 60 / 20);
  ASSERT_EQ(response->by_method_size(), 1);
  EXPECT_EQ(response->by_method(0).method(), "COACHING_DIALOGUE");
  EXPECT_EQ(response->by_method(0).method_revision(), "1");
  EXPECT_EQ(response->metadata().figure(), "coaching-outcomes");
  EXPECT_THAT(response->metadata().definition(), HasSubstr("day 84"));
}

TEST_F(CareFigures, BeliefIsThatOfTheChosenRater) {
  for (int i = 0; i < 10; ++i) {
    const std::string stream = Open(i);
    for (const auto rater : {v1::BeliefAssessed::CASEWORKER, v1::BeliefAssessed::CITIZEN}) {
      v1::Event assessed = At(stream, "2025-05-01");
      assessed.mutable_belief_assessed()->set_rater(rater);
      assessed.mutable_belief_assessed()->set_score(rater == v1::BeliefAssessed::CITIZEN ? 5 : 2);
      assessed.mutable_belief_assessed()->set_horizon_days(365);
      world_.Append(assessed);
    }
  }
  world_.CatchUp();
  v1::GetBeliefRequest request;
  const auto of_caseworkers = Ask(&DashboardsService::GetBelief, request);
  ASSERT_TRUE(of_caseworkers.ok());
  EXPECT_EQ(of_caseworkers->rater(), v1::BeliefAssessed::CASEWORKER);
  EXPECT_EQ(of_caseworkers->scores(1).cases().value(), 10);
  request.set_rater(v1::BeliefAssessed::CITIZEN);
  const auto of_citizens = Ask(&DashboardsService::GetBelief, request);
  ASSERT_TRUE(of_citizens.ok());
  EXPECT_EQ(of_citizens->scores(4).cases().value(), 10);
  EXPECT_DOUBLE_EQ(of_citizens->high().value(), 1);
  EXPECT_EQ(of_citizens->quarters(0).from(), "2025-04-01");
  EXPECT_EQ(of_citizens->calibration(4).cases().value(), 0) << "a year is not over";
  EXPECT_EQ(of_citizens->metadata().figure(), "belief");
  request.set_rater(static_cast<v1::BeliefAssessed::Rater>(9));
  EXPECT_THAT(base::ViolatedFields(Ask(&DashboardsService::GetBelief, request).status()),
              ElementsAre("rater"));
}

TEST_F(CareFigures, ContinuityGrowsOlderEveryDay) {
  for (int i = 0; i < 10; ++i) {
    const std::string stream = Open(i);
    v1::Event assigned = At(stream, "2025-01-01");
    assigned.mutable_caseworker_assigned()->set_worker(base::StrCat("w", i % 5));
    assigned.mutable_caseworker_assigned()->set_role(v1::CaseworkerAssigned::PRIMARY);
    assigned.mutable_caseworker_assigned()->set_from("2025-01-01");
    world_.Append(assigned);
    v1::Event note = At(stream, "2025-05-20");
    note.mutable_note_added()->set_text("rang");
    world_.Append(note);
  }
  world_.CatchUp();
  auto response = Ask(&DashboardsService::GetContinuity, v1::GetContinuityRequest());
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->open().value(), 10);
  EXPECT_EQ(response->without_worker().value(), 0);
  EXPECT_DOUBLE_EQ(response->open_cases_per_worker(), 2);
  EXPECT_DOUBLE_EQ(response->workers_per_case_year(), 365.25 / 152);
  EXPECT_EQ(response->no_contact_14_days().value(), 0);
  EXPECT_EQ(response->metadata().figure(), "continuity");
  clock_.Advance(absl::Hours(24 * 3));
  response = Ask(&DashboardsService::GetContinuity, v1::GetContinuityRequest());
  EXPECT_EQ(response->no_contact_14_days().value(), 10);
  EXPECT_EQ(response->no_contact_30_days().value(), 0);
}

}  // namespace
}  // namespace praksis::services
