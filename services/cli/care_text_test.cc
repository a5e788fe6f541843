// The texts of the figures about coaching, belief and continuity.
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/cli/figures_text.h"

namespace praksis::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Terminal kScreen{.interactive = true, .colour = false, .width = 120};
constexpr Terminal kPipe{};

Words English() { return {codelists::Codelists::BuiltIn(), "en"}; }

template <typename Message>
Message Parse(const char* text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

TEST(RenderCoachingOutcomes, NamesMethodsWithTheirRevisionAndHidesWhatIsWithheld) {
  const auto response = Parse<v1::GetCoachingOutcomesResponse>(R"(
    all { episodes { value: 30 } known { value: 20 } self_obtained { value: 12 }
          success { value: 0.6 lower: 0.387 upper: 0.781 } hours_per_episode: 6 }
    by_method { method: "COACHING_DIALOGUE" method_revision: "2" episodes { suppressed: true }
                known { suppressed: true } self_obtained { suppressed: true } success { suppressed: true }
                hours_suppressed: true }
    metadata { definition: "Episodes." threshold: 5 suppressed_cells: 5 })");
  EXPECT_THAT(RenderCoachingOutcomes(response, English(), kScreen),
              AllOf(HasSubstr("30 episodes, 20 of them known by day 84; 6.0 hours a person"),
                    HasSubstr("Strengthening dialogue (2)"), HasSubstr("60.0 % (38.7–78.1)"), HasSubstr("█"),
                    HasSubstr("5 cells withheld")));
  EXPECT_EQ(RenderCoachingOutcomes(response, English(), kPipe),
            "all methods\t30\t20\t12\t60.0 % (38.7–78.1)\t6.0\n"
            "Strengthening dialogue (2)\t·\t·\t·\t·\t·\n");
}

TEST(RenderBelief, ShowsNowOverTimeAndWhatCameOfIt) {
  const auto response = Parse<v1::GetBeliefResponse>(R"(
    open { value: 40 } assessed { value: 20 } high { value: 0.5 lower: 0.3 upper: 0.7 }
    scores { score: 4 cases { value: 10 } } scores { score: 5 cases { suppressed: true } }
    quarters { from: "2025-01-01" cases { value: 30 } high { value: 0.25 lower: 0.1 upper: 0.4 } }
    calibration { score: 4 cases { value: 9 } in_work { suppressed: true } } rater: CITIZEN)");
  EXPECT_THAT(
      RenderBelief(response, kScreen),
      AllOf(HasSubstr("What the citizen believes. Open cases: 40, assessed in the last 100 days: 20, with 4 "
                      "or 5: 50.0 % (30.0–70.0)"),
            HasSubstr("Over time"), HasSubstr("What came of it"), HasSubstr("█")));
  EXPECT_EQ(RenderBelief(response, kPipe),
            "4 of 5\t10\t50.0 %\n5 of 5\t·\t·\n2025-01-01\t30\t25.0 % (10.0–40.0)\n4 of 5\t9\t·\n");
}

TEST(RenderContinuity, HasBarsForSharesOfTheOpenCasesOnly) {
  const auto response = Parse<v1::GetContinuityResponse>(R"(
    open { value: 40 } workers_per_case_year: 1.314 open_cases_per_worker_suppressed: true without_worker {}
    no_contact_14_days { value: 40 } no_contact_30_days { suppressed: true } overdue_answers { value: 7 }
    overdue_flags {})");
  EXPECT_THAT(RenderContinuity(response, kScreen),
              AllOf(HasSubstr("1.31"), HasSubstr("No figure is about a single worker"), HasSubstr("█")));
  EXPECT_EQ(RenderContinuity(response, kPipe),
            "primary workers per case and year\t1.31\nopen cases per worker\t·\nopen cases\t40\n"
            "  without a primary worker\t0\n  no contact for more than 14 days\t40\n"
            "  no contact for more than 30 days\t·\nanswers to referrals overdue\t7\nflags overdue\t0\n");
  EXPECT_THAT(RenderContinuity(response, kPipe), Not(HasSubstr("█")));
}

}  // namespace
}  // namespace praksis::cli
