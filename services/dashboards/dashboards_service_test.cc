#include "services/dashboards/dashboards_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/log/position.h"
#include "libs/readmodels/testing/world.h"

namespace praksis::services {
namespace {

using readmodels::testing::CaseOpenedFact;
using readmodels::testing::Fact;
using readmodels::testing::PlacementInterruptedFact;
using readmodels::testing::PlacementStartedFact;
using readmodels::testing::World;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2025, 6, 1, 12, 0, 0), absl::UTCTimeZone());

class Dashboards : public ::testing::Test {
 protected:
  // Cases 0 … count-1, opened in a municipality on a day.
  void OpenCases(int count, std::string_view municipality, std::string_view day) {
    for (int i = 0; i < count; ++i) {
      world_.Append(CaseOpenedFact(base::StrCat("case/", municipality, "-", day, "-", i), municipality, day));
    }
    world_.CatchUp();
  }
  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(void (DashboardsService::*method)(const Request&, absl::Time, Reply<Response>),
                               const Request& request) {
    std::optional<absl::StatusOr<Response>> answer;
    (service_.*method)(request, absl::InfiniteFuture(),
                       [&](absl::StatusOr<Response> response) { answer = std::move(response); });
    world_.projection().ExpireWaits(kNow + absl::Seconds(6));
    EXPECT_TRUE(answer.has_value()) << "no answer";
    return *std::move(answer);
  }
  absl::StatusOr<v1::GetFunnelResponse> Funnel(const v1::GetFunnelRequest& request) {
    return Ask(&DashboardsService::GetFunnel, request);
  }
  std::vector<std::string> Violations(const absl::Status& status) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(base::ReasonOf(status), "REQUEST_INVALID");
    return base::ViolatedFields(status);
  }

  World world_;
  base::ManualClock clock_{kNow};
  DashboardsService service_{world_.projection(), world_.log(), clock_, {}};
};

TEST_F(Dashboards, AFunnelCountsTheSelectionAndSaysWhatItIs) {
  OpenCases(7, "DK-360", "2025-01-10");
  OpenCases(9, "DK-376", "2025-02-10");
  v1::GetFunnelRequest request;
  EXPECT_EQ(Funnel(request)->steps(0).reached().value(), 16);
  request.mutable_selection()->add_municipalities("DK-360");
  const auto response = Funnel(request);
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->steps(0).reached().value(), 7);
  const v1::FigureMetadata& metadata = response->metadata();
  EXPECT_EQ(metadata.figure(), "funnel");
  EXPECT_EQ(metadata.definition_revision(), 1);
  EXPECT_THAT(metadata.definition(), HasSubstr("furthest stage"));
  EXPECT_EQ(metadata.as_of(), "2025-06-01");
  EXPECT_EQ(metadata.threshold(), 5);
  const auto position = log::DecodePosition(metadata.position(), world_.log().id(), 4, "position");
  ASSERT_TRUE(position.ok());
  EXPECT_EQ(*position, world_.projection().position());
}

TEST_F(Dashboards, APeriodFinerThanMayBeAskedAboutIsRefused) {
  OpenCases(7, "DK-360", "2025-01-10");
  DashboardsService service(world_.projection(), world_.log(), clock_, {.periods = Periods::kYears});
  const auto refused = [&service](auto method, const auto& request) {
    absl::Status status;
    (service.*method)(request, absl::InfiniteFuture(),
                      [&status](const auto& answer) { status = answer.status(); });
    EXPECT_EQ(base::ReasonOf(status), "SELECTION_TOO_FINE");
    return base::ViolatedFields(status);
  };
  v1::GetFunnelRequest funnel;
  funnel.mutable_selection()->set_from("2025-01-02");
  funnel.mutable_selection()->set_to("2025-12-31");
  EXPECT_THAT(refused(&DashboardsService::GetFunnel, funnel), ElementsAre("selection.from"));
  v1::CompareSelectionsRequest compare;
  compare.set_figure("funnel");
  compare.mutable_first()->set_to("2024-11-30");
  compare.mutable_second()->set_from("2025-01-01");
  EXPECT_THAT(refused(&DashboardsService::CompareSelections, compare), ElementsAre("first.to"));
}

TEST_F(Dashboards, ASelectionOfFewPersonsIsRefused) {
  OpenCases(4, "DK-360", "2025-01-10");
  OpenCases(9, "DK-376", "2025-01-10");
  v1::GetFunnelRequest request;
  request.mutable_selection()->add_municipalities("DK-360");
  EXPECT_EQ(base::ReasonOf(Funnel(request).status()), "SELECTION_TOO_NARROW");
  request.mutable_selection()->set_municipalities(0, "DK-101");
  EXPECT_EQ(Funnel(request)->steps(0).reached().value(), 0) << "nobody is nobody's secret";
}

TEST_F(Dashboards, AMunicipalityNamedTwiceCountsOnce) {
  OpenCases(7, "DK-360", "2025-01-10");
  v1::GetFunnelRequest request;
  request.mutable_selection()->add_municipalities("DK-360");
  request.mutable_selection()->add_municipalities("DK-360");
  EXPECT_EQ(Funnel(request)->steps(0).reached().value(), 7);
}

TEST_F(Dashboards, EverythingThatIsWrongIsSaidAtOnce) {
  v1::GetFunnelRequest request;
  auto& selection = *request.mutable_selection();
  selection.add_municipalities("Lolland");
  selection.set_from("2025-02-30");
  selection.add_target_groups("NOBODY");
  selection.add_industry_sections("G");
  EXPECT_THAT(Violations(Funnel(request).status()),
              ElementsAre("selection.municipalities[0]", "selection.from", "selection.target_groups[0]",
                          "selection.industry_sections"));
  selection.Clear();
  selection.set_from("2025-02-02");
  selection.set_to("2025-02-01");
  for (int i = 0; i < 101; ++i) selection.add_municipalities(base::StrCat("DK-", 100 + i));
  EXPECT_THAT(Violations(Funnel(request).status()), ElementsAre("selection.municipalities", "selection.to"));
  v1::GetInterruptionsRequest interruptions;
  interruptions.mutable_selection()->add_industry_sections("V");
  interruptions.set_voice(static_cast<v1::Voice>(17));
  EXPECT_THAT(Violations(Ask(&DashboardsService::GetInterruptions, interruptions).status()),
              ElementsAre("selection.industry_sections[0]", "voice"));
}

TEST_F(Dashboards, TwoSelectionsThatExcludeEachOtherAreCompared) {
  OpenCases(20, "DK-360", "2025-01-10");
  OpenCases(30, "DK-376", "2025-02-10");
  v1::CompareSelectionsRequest request;
  request.set_figure("funnel");
  request.mutable_first()->add_municipalities("DK-360");
  EXPECT_EQ(base::ReasonOf(Ask(&DashboardsService::CompareSelections, request).status()),
            "SELECTIONS_OVERLAP");
  request.mutable_second()->add_municipalities("DK-376");
  const auto response = Ask(&DashboardsService::CompareSelections, request);
  ASSERT_TRUE(response.ok()) << response.status();
  const auto& opened = response->comparisons(0);
  EXPECT_EQ(opened.measure(), "steps[stage=OPENED].share");
  EXPECT_DOUBLE_EQ(opened.first().value(), 1);
  EXPECT_DOUBLE_EQ(opened.difference().value(), 0);
  EXPECT_LT(opened.difference().lower(), 0) << "twenty cases and thirty leave room for chance";
  EXPECT_EQ(response->first_metadata().figure(), "funnel");
  EXPECT_EQ(response->second_metadata().position(), response->first_metadata().position());
}

TEST_F(Dashboards, WhatIsWrongWithAComparisonIsSaidBySide) {
  v1::CompareSelectionsRequest request;
  request.set_figure("happiness");
  request.mutable_first()->set_from("2025-02-30");
  request.mutable_second()->add_municipalities("Lolland");
  EXPECT_THAT(Violations(Ask(&DashboardsService::CompareSelections, request).status()),
              ElementsAre("figure", "first.from", "second.municipalities[0]"));
}

TEST_F(Dashboards, WaitsForWhatTheCallerHasWritten) {
  OpenCases(7, "DK-360", "2025-01-10");
  world_.Append(CaseOpenedFact("case/new", "DK-360", "2025-01-11"));
  log::Position position;
  for (int partition = 0; partition < 4; ++partition) {
    position.Advance(PartitionId(partition), *world_.log().End(PartitionId(partition)));
  }
  v1::GetFunnelRequest request;
  request.set_at_least(log::EncodePosition(position, world_.log().id()));
  int64_t reached = -1;
  service_.GetFunnel(request, absl::InfiniteFuture(), [&](absl::StatusOr<v1::GetFunnelResponse> response) {
    reached = response.ok() ? response->steps(0).reached().value() : -2;
  });
  EXPECT_EQ(reached, -1) << "not projected yet";
  world_.CatchUp();
  EXPECT_EQ(reached, 8);
}

TEST_F(Dashboards, DoesNotWaitForEver) {
  log::Position position;
  position.Advance(PartitionId(0), Offset(1000));
  v1::GetFunnelRequest request;
  request.set_at_least(log::EncodePosition(position, world_.log().id()));
  const auto response = Funnel(request);
  EXPECT_EQ(response.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(base::ReasonOf(response.status()), "NOT_CAUGHT_UP");
  request.set_at_least("nonsense");
  EXPECT_EQ(base::ReasonOf(Funnel(request).status()), "TOKEN_INVALID");
}

TEST_F(Dashboards, InterruptionsFollowRunningPlacementsUpToToday) {
  for (int i = 0; i < 20; ++i) {
    const std::string stream = base::StrCat("case/", i);
    world_.Append(CaseOpenedFact(stream, "DK-360", "2025-01-01"));
    world_.Append(PlacementStartedFact(stream, "DK-360", "2025-01-10"));
    if (i < 8)
      world_.Append(PlacementInterruptedFact(stream, "DK-360", "2025-01-20", i < 2 ? "GOT_JOB" : "NO_SHOW"));
  }
  world_.CatchUp();
  const auto response = Ask(&DashboardsService::GetInterruptions, v1::GetInterruptionsRequest());
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->voice(), v1::JOB_CENTRE);
  EXPECT_EQ(response->started().value(), 20);
  EXPECT_EQ(response->interrupted().value(), 6);
  EXPECT_TRUE(response->running().suppressed()) << "with it the two who got a job would be known";
  EXPECT_DOUBLE_EQ(response->overall(0).incidence().value(), 0.3);
  EXPECT_EQ(response->causes(0).code(), "NO_SHOW");
  EXPECT_EQ(response->metadata().figure(), "interruptions");
}

TEST_F(Dashboards, ReferralsAreAnsweredByTheProjectionToo) {
  for (int i = 0; i < 12; ++i) {
    const std::string stream = base::StrCat("case/", i);
    world_.Append(CaseOpenedFact(stream, "DK-360", "2025-01-01"));
    v1::Event made = Fact(stream, "DK-360", "2025-01-05");
    made.mutable_referral_made()->set_referral_id("r1");
    made.mutable_referral_made()->add_resources()->set_text("speaks four languages");
    world_.Append(made);
    v1::Event accepted = Fact(stream, "DK-360", "2025-01-12");
    accepted.mutable_referral_accepted()->set_referral_id("r1");
    if (i < 7) world_.Append(accepted);
  }
  world_.CatchUp();
  const auto response = Ask(&DashboardsService::GetReferrals, v1::GetReferralsRequest());
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->made().value(), 12);
  EXPECT_EQ(response->answered().value(), 7);
  EXPECT_EQ(response->accepted().value(), 7);
  EXPECT_EQ(response->median_days_to_answer(), 7);
  EXPECT_DOUBLE_EQ(response->resources_worded().value(), 1);
}

// Has kept what there is now, and says when its last event was recorded.
class Keeper final : public projection::ViewSource {
 public:
  Keeper(projection::Projection& projection, absl::Time recorded)
      : kept_{.view = projection.Now(), .recorded = recorded} {}

  void When(const log::Position& /*at_least*/, absl::Time /*deadline*/, ViewDone done) override {
    std::move(done)(absl::UnavailableError("nothing of today"));
  }
  absl::StatusOr<projection::KeptView> KeptAt(const log::Position& position) const override {
    if (position == kept_.view->position()) return kept_;
    return projection::PositionNotKept("token");
  }

 private:
  const projection::KeptView kept_;
};

TEST_F(Dashboards, WhatWasKnownEarlierIsAsOfTheDayItWasKnown) {
  OpenCases(7, "DK-360", "2025-01-10");
  const absl::Time recorded = kNow - absl::Hours(24 * 90);
  Keeper keeper(world_.projection(), recorded);
  DashboardsService service(keeper, world_.log(), clock_, {});
  v1::GetFunnelRequest request;
  request.set_known_at(log::EncodePosition(world_.projection().position(), world_.log().id()));
  std::optional<absl::StatusOr<v1::GetFunnelResponse>> answer;
  service.GetFunnel(request, absl::InfiniteFuture(), [&](auto response) { answer = std::move(response); });
  ASSERT_TRUE(answer.has_value() && answer->ok());
  EXPECT_EQ((*answer)->steps(0).reached().value(), 7);
  EXPECT_EQ((*answer)->metadata().as_of(), "2025-03-03") << "not today, of which nothing was known";
  EXPECT_EQ((*answer)->metadata().position(), request.known_at());
  EXPECT_EQ(base::ReasonOf(Funnel(request).status()), "POSITION_NOT_KEPT")
      << "a single projection keeps none";
}

TEST_F(Dashboards, SelectionsAreComparedAsKnownEarlier) {
  OpenCases(20, "DK-360", "2025-01-10");
  OpenCases(30, "DK-376", "2025-02-10");
  Keeper keeper(world_.projection(), kNow - absl::Hours(24 * 90));
  DashboardsService service(keeper, world_.log(), clock_, {});
  v1::CompareSelectionsRequest request;
  request.set_figure("funnel");
  request.mutable_first()->add_municipalities("DK-360");
  request.mutable_second()->add_municipalities("DK-376");
  request.set_known_at(log::EncodePosition(world_.projection().position(), world_.log().id()));
  std::optional<absl::StatusOr<v1::CompareSelectionsResponse>> answer;
  service.CompareSelections(request, absl::InfiniteFuture(),
                            [&](auto response) { answer = std::move(response); });
  ASSERT_TRUE(answer.has_value() && answer->ok());
  EXPECT_EQ((*answer)->second_metadata().as_of(), "2025-03-03");
  EXPECT_EQ((*answer)->first_metadata().position(), request.known_at());
  request.set_at_least(request.known_at());
  EXPECT_THAT(Violations(Ask(&DashboardsService::CompareSelections, request).status()),
              ElementsAre("at_least"));
}

v1::Event WorkBeganFact(std::string_view stream, std::string_view day) {
  v1::Event event = Fact(stream, "DK-360", day);
  auto& started = *event.mutable_occupation_started();
  started.set_occupation_id("o1");
  started.set_kind(v1::OccupationStarted::ORDINARY);
  started.set_obtained_by(v1::OccupationStarted::SELF);
  started.set_start(std::string(day));
  return event;
}

TEST_F(Dashboards, ReturnToWorkFollowsCasesAndWorkUpToToday) {
  for (int i = 0; i < 30; ++i) {
    const std::string stream = base::StrCat("case/", i);
    world_.Append(CaseOpenedFact(stream, "DK-360", "2025-01-01"));
    // Ten have worked for 120 days by today, ten for 32.
    if (i < 20) world_.Append(WorkBeganFact(stream, i < 10 ? "2025-02-02" : "2025-05-01"));
    v1::Event closed = Fact(stream, "DK-360", "2025-05-02");
    closed.mutable_case_closed()->set_closed_on("2025-05-02");
    if (i >= 10 && i < 25) world_.Append(closed);
  }
  world_.CatchUp();
  const auto response = Ask(&DashboardsService::GetReturnToWork, v1::GetReturnToWorkRequest());
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->opened().value(), 30);
  EXPECT_EQ(response->returned().value(), 20);
  EXPECT_EQ(response->exited().value(), 5);
  EXPECT_EQ(response->waiting().value(), 5);
  EXPECT_EQ(response->lasting().sustained().value(), 10);
  EXPECT_EQ(response->lasting().ongoing().value(), 10);
  EXPECT_DOUBLE_EQ(response->overall(0).incidence().value(), 10.0 / 30);
  EXPECT_EQ(response->metadata().figure(), "return-to-work");
  EXPECT_EQ(response->metadata().as_of(), "2025-06-01");
  v1::GetReturnToWorkRequest request;
  request.mutable_selection()->add_industry_sections("G");
  EXPECT_THAT(Violations(Ask(&DashboardsService::GetReturnToWork, request).status()),
              ElementsAre("selection.industry_sections"));
}

TEST_F(Dashboards, DisagreementIsAboutTheInterruptionsOfTheSelection) {
  for (int i = 0; i < 12; ++i) {
    const std::string stream = base::StrCat("case/", i);
    world_.Append(CaseOpenedFact(stream, "DK-360", "2025-01-01"));
    world_.Append(PlacementStartedFact(stream, "DK-360", "2025-01-10", i < 6 ? "47.11" : "88.91"));
    v1::Event interrupted =
        PlacementInterruptedFact(stream, "DK-360", "2025-01-20", i < 6 ? "NO_SHOW" : "ILLNESS", v1::CITIZEN);
    auto& reason = *interrupted.mutable_placement_interrupted()->add_reasons();
    reason.set_voice(v1::JOB_CENTRE);
    reason.set_code("NO_SHOW");
    world_.Append(interrupted);
  }
  world_.CatchUp();
  v1::GetDisagreementRequest request;
  const auto response = Ask(&DashboardsService::GetDisagreement, request);
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->interrupted().value(), 12);
  EXPECT_DOUBLE_EQ(response->pairs(1).differ().value(), 0.5);
  EXPECT_EQ(response->metadata().figure(), "disagreement");
  request.mutable_selection()->add_industry_sections("G");
  EXPECT_DOUBLE_EQ(Ask(&DashboardsService::GetDisagreement, request)->differ().value(), 0);
}

}  // namespace
}  // namespace praksis::services
