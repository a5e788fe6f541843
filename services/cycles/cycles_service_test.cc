#include "services/cycles/cycles_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/readmodels/testing/world.h"

namespace praksis::services {
namespace {

using readmodels::testing::CaseOpenedFact;
using readmodels::testing::Fact;
using readmodels::testing::LearningConsentFact;
using readmodels::testing::World;
using ::testing::ElementsAre;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2025, 6, 1, 12, 0, 0), absl::UTCTimeZone());

class Cycles : public ::testing::Test {
 protected:
  void Identify(const std::string& stream, const std::string& site) {
    v1::Event event = Fact(stream, site, "2025-03-01");
    event.mutable_challenge_identified()->set_challenge("PLACEMENTS_INTERRUPTED");
    event.mutable_challenge_identified()->add_sites(site);
    world_.Append(event);
    world_.CatchUp();
  }
  void Abandon(const std::string& stream) {
    v1::Event event = Fact(stream, "DK-360", "2025-04-01");
    event.mutable_cycle_closed()->set_ending(v1::CYCLE_ENDING_ABANDONED);
    world_.Append(event);
    world_.CatchUp();
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Ask(const Request& request,
                               void (CyclesService::*method)(const Request&, absl::Time, Reply<Response>)) {
    std::optional<absl::StatusOr<Response>> answer;
    (service_.*method)(request, absl::InfiniteFuture(),
                       [&](absl::StatusOr<Response> response) { answer = std::move(response); });
    EXPECT_TRUE(answer.has_value()) << "no answer";
    return *std::move(answer);
  }
  absl::StatusOr<v1::ListCyclesResponse> List(const v1::ListCyclesRequest& request) {
    return Ask<v1::ListCyclesResponse>(request, &CyclesService::ListCycles);
  }
  absl::StatusOr<v1::GetCycleResponse> Get(const std::string& stream) {
    v1::GetCycleRequest request;
    request.set_stream(stream);
    return Ask<v1::GetCycleResponse>(request, &CyclesService::GetCycle);
  }
  static std::vector<std::string> NamesIn(const absl::StatusOr<v1::ListCyclesResponse>& response) {
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> names;
    for (const auto& cycle : response->cycles()) names.push_back(cycle.stream());
    return names;
  }

  World world_;
  base::ManualClock clock_{kNow};
  readmodels::LearningReader reader_;
  LearningService learning_{world_.projection(), world_.log(), clock_, {}};
  CyclesService service_{world_.projection(), reader_, learning_, world_.log(), clock_};
};

TEST_F(Cycles, AreListedByStreamAndByWhatIsAskedFor) {
  Identify("cycle/b", "DK-376");
  Identify("cycle/a", "DK-360");
  Identify("cycle/c", "DK-360");
  Abandon("cycle/c");
  v1::ListCyclesRequest request;
  EXPECT_THAT(NamesIn(List(request)), ElementsAre("cycle/a", "cycle/b", "cycle/c"));
  EXPECT_EQ(List(request)->as_of(), "2025-06-01");
  EXPECT_NE(List(request)->position(), "");
  request.add_sites("DK-360");
  EXPECT_THAT(NamesIn(List(request)), ElementsAre("cycle/a", "cycle/c"));
  request.set_open_only(true);
  EXPECT_THAT(NamesIn(List(request)), ElementsAre("cycle/a"));
}

TEST_F(Cycles, ComeInPages) {
  for (const char* name : {"cycle/a", "cycle/b", "cycle/c"}) Identify(name, "DK-360");
  v1::ListCyclesRequest request;
  request.set_page_size(2);
  const auto first = List(request);
  EXPECT_THAT(NamesIn(first), ElementsAre("cycle/a", "cycle/b"));
  request.set_page_token(first->next_page_token());
  const auto second = List(request);
  EXPECT_THAT(NamesIn(second), ElementsAre("cycle/c"));
  EXPECT_EQ(second->next_page_token(), "");
  // A page token goes with its conditions.
  request.set_open_only(true);
  EXPECT_EQ(base::ReasonOf(List(request).status()), "PAGE_TOKEN_INVALID");
}

TEST_F(Cycles, AConsentIsLookedAtAsItStandsNow) {
  Identify("cycle/a", "DK-360");
  v1::Event interview = Fact("cycle/a", "DK-360", "2025-03-20");
  interview.mutable_interview_recorded()->set_interview_id("i");
  interview.mutable_interview_recorded()->mutable_learning_case()->set_case_stream("case/x");
  interview.mutable_interview_recorded()->set_consent_id("c1");
  world_.Append(interview);
  world_.Append(CaseOpenedFact("case/x", "DK-360", "2025-01-01"));
  world_.Append(LearningConsentFact("case/x", "DK-360", "2025-03-01"));
  world_.CatchUp();
  EXPECT_TRUE(Get("cycle/a")->cycle().interviews(0).quotable());
  v1::Event withdrawn = Fact("case/x", "DK-360", "2025-05-01");
  withdrawn.mutable_consent_withdrawn()->set_consent_id("c1");
  world_.Append(withdrawn);
  world_.CatchUp();
  const auto board = Get("cycle/a");
  EXPECT_FALSE(board->cycle().interviews(0).quotable());
  EXPECT_EQ(board->cycle().interviews(0).consent(), v1::CYCLE_CONSENT_WITHDRAWN);
}

TEST_F(Cycles, WhatIsWrongWithARequestIsSaid) {
  EXPECT_EQ(base::ReasonOf(Get("cycle/none").status()), "CYCLE_NOT_FOUND");
  EXPECT_THAT(base::ViolatedFields(Get("case/a").status()), ElementsAre("stream"));
  v1::ListCyclesRequest request;
  request.add_sites("Lolland");
  request.set_page_size(1001);
  EXPECT_THAT(base::ViolatedFields(List(request).status()), ElementsAre("sites[0]", "page_size"));
  v1::GetCycleRequest ahead;
  ahead.set_stream("cycle/a");
  ahead.set_at_least("nonsense");
  EXPECT_EQ(base::ReasonOf(Ask<v1::GetCycleResponse>(ahead, &CyclesService::GetCycle).status()),
            "TOKEN_INVALID");
}

}  // namespace
}  // namespace praksis::services
