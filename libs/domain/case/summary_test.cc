// Days, and the state as clients see it.
#include <gtest/gtest.h>

#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/testing/facts.h"
#include "libs/domain/case/testing/scenario.h"

namespace praksis::domain::cases {
namespace {

using testing::Assigned;
using testing::At;
using testing::Believed;
using testing::Closed;
using testing::D;
using testing::Given;
using testing::HoursChanged;
using testing::Interrupted;
using testing::On;
using testing::Opened;
using testing::Referred;
using testing::TakenOver;

TEST(Days, OfAnInstantIsTheOneInCentralEuropeInWinterAndInSummer) {
  const auto given_on = [](int64_t seconds) {
    return Given({Opened("2024-01-01")})
        .When(At(seconds, R"(consent_given { consent_id: "c" purpose: RESEARCH })"))
        .ThenAccepted()
        .consents(0)
        .given_on();
  };
  EXPECT_EQ(given_on(1735685999), D("2024-12-31"));  // 2024-12-31T22:59:59Z
  EXPECT_EQ(given_on(1735686000), D("2025-01-01"));  // 2024-12-31T23:00:00Z
  EXPECT_EQ(given_on(1751320799), D("2025-06-30"));  // 2025-06-30T21:59:59Z
  EXPECT_EQ(given_on(1751320800), D("2025-07-01"));  // 2025-06-30T22:00:00Z
  EXPECT_EQ(given_on(1743289200),
            D("2025-03-30"));  // 2025-03-29T23:00:00Z, before summer time begins that night
  EXPECT_EQ(given_on(1761429600),
            D("2025-10-26"));  // 2025-10-25T22:00:00Z, before summer time ends that night
  EXPECT_EQ(given_on(1761519600), D("2025-10-27"));  // 2025-10-26T23:00:00Z
}

TEST(Days, ALateReportIsNormal) {
  const CaseState state = Given({Opened("2025-01-02"), Referred("r-1", "2025-05-12")})
                              .When(Referred("r-2", "2025-02-01"))
                              .ThenAccepted();
  EXPECT_EQ(state.referrals(1).made_on(), D("2025-02-01"));
}

TEST(Summary, ShowsWhereTheCaseStands) {
  const CaseState state =
      Given(
          {Opened("2025-01-02"), Assigned("a", "2025-01-02"), Believed("a", "2025-01-20"),
           On("2025-01-10",
              R"(belief_assessed { rater: CASEWORKER worker: "a" horizon_days: 365 score: 1 scale: "PRAKSIS_1_5" })"),
           TakenOver("p", "2025-01-02"), HoursChanged("p", "2025-02-01", 900), Interrupted("p", "2025-02-20"),
           On("2025-01-05", R"(flag_raised { flag_id: "f" kind: "FOLLOW_UP" })"), Closed("2025-03-01")})
          .State();
  const v1::CaseSummary summary = Summarize(state);
  EXPECT_EQ(summary.stream(), "case/demo");
  EXPECT_EQ(summary.version(), 9);
  EXPECT_EQ(summary.status(), v1::CaseSummary::CLOSED);
  EXPECT_EQ(summary.closed_on(), "2025-03-01");
  EXPECT_EQ(summary.caseworker_belief(), 4) << "the one assessed last, not the one reported last";
  EXPECT_EQ(summary.citizen_belief(), 0);
  EXPECT_EQ(summary.placements(0).state(), v1::CaseSummary::Placement::INTERRUPTED);
  EXPECT_EQ(summary.placements(0).terms().minutes_per_week(), 900);
  EXPECT_EQ(summary.placements(0).last_day(), "2025-02-20");
  ASSERT_EQ(summary.placements(0).reasons_size(), 2);
  EXPECT_EQ(summary.placements(0).reasons(1).code(), "TASK_MISMATCH");
  EXPECT_EQ(summary.open_flags(0), "f");
  EXPECT_EQ(summary.assignments(0).from(), "2025-01-02");
  EXPECT_EQ(summary.assignments(0).to(), "");
}

}  // namespace
}  // namespace praksis::domain::cases
