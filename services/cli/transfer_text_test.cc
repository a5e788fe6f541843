// Transfer of learning, and experiments, on a terminal and piped.
#include "services/cli/transfer_text.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/cli/experiment_text.h"

namespace praksis::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr Terminal kScreen{.interactive = true, .colour = false, .width = 160};
constexpr Terminal kPipe{};

Words English() { return {codelists::Codelists::BuiltIn(), "en"}; }

template <typename Message>
Message Parse(const char* text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

TEST(RenderTransfer, WarnsOfTheLastCarrierAndTellsWhoCarriedWhatWhere) {
  const auto response = Parse<v1::GetTransferResponse>(R"(
    partners: 2 partners_reached: 1 median_days_to_transfer: -1 last_carrier_alarms: 1
    workshops { workshop: "workshop/w" theme: "Skills" held_on: "2014-02-01"
                date_precision: WORKSHOP_DATE_PRECISION_MONTH places: "Rennes" partners: 2 reached: 1
                videos { id: "v" seconds: 250 } }
    organisations { organisation: "flen" name: "Flen" } organisations { organisation: "odder" name: "Odder" }
    themes { theme: "Skills" cells { organisation: "flen" partner: true reached: true carriers: 1 carriers_left: 1 }
             cells { organisation: "odder" } }
    stickiness { learnings: 1 used: 1 used_since_departure: 1 }
    learnings { workshop: "workshop/w" organisation: "flen" standing: LAST_CARRIER reached: true transfers: 1
                transferred_on: "2014-03-01" days_to_transfer: 28 uses: 3 last_used_on: "2015-05-01"
                carriers { staff: "staff/a" left_on: "2014-08-31" left: true }
                carriers { staff: "staff/b" left_on: "2030-01-31" } }
    learnings { workshop: "workshop/w" organisation: "odder" standing: NOT_ARRIVED })");
  EXPECT_THAT(RenderTransfer(response, kScreen),
              AllOf(HasSubstr("1 of 2 partners reached"), HasSubstr("1 learning is down to the last carrier"),
                    HasSubstr("fewer than half of the transfers"), HasSubstr("2014-02  "), HasSubstr("4:10"),
                    HasSubstr("1, 1 left"), HasSubstr("staff/b, leaves 2030-01-31")));
  EXPECT_EQ(RenderTransfer(response, kPipe),
            "workshop/w\tSkills\tflen\tlast carrier\t2014-03-01\t28\tstaff/b\tstaff/a\t3\t2015-05-01\n"
            "workshop/w\tSkills\todder\tnot arrived\t\t\t\t\t0\t\n");
}

constexpr char kExperiment[] = R"(
    experiment { experiment: "experiment/e" question: EXPERIMENT_QUESTION_COMPANY_VISITS hypothesis: "It rises."
                 started_on: "2025-03-01" ended_on: "2025-06-30" ending: EXPERIMENT_ENDING_ADOPTED
                 units { unit_id: "a" site: "DK-740" } }
    all { before { belief { cases { value: 12 } high_share { value: 0.25 lower: 0.1 upper: 0.5 }
                            mean { value: 2.5 lower: 2.2 upper: 2.8 } } }
          after { belief { cases { value: 12 } high_share { value: 0.5 lower: 0.3 upper: 0.7 }
                           mean { value: 3.5 lower: 3.2 upper: 3.8 } } }
          belief_change { high_share { value: 0.25 lower: 0.05 upper: 0.45 } mean { value: 1 lower: 0.7 upper: 1.3 } } }
    by_unit { unit_id: "a" before { belief { cases { suppressed: true } high_share { suppressed: true }
                                             mean { suppressed: true } } }
              after { belief { cases { suppressed: true } high_share { suppressed: true } mean { suppressed: true } } }
              belief_change { high_share { suppressed: true } mean { suppressed: true } } }
    influences { influence: "COMPANY_VISIT" raised: 2 } stories_shared: 2 stories: 1 window_days: 100)";

TEST(RenderExperiment, SetsBeforeBesideAfterAndHidesWhatIsWithheld) {
  const auto response = Parse<v1::GetExperimentResponse>(kExperiment);
  EXPECT_THAT(
      RenderExperiment(response, English(), kScreen),
      AllOf(HasSubstr("caseworkers visit companies? From 2025-03-01 to 2025-06-30 (adopted), at DK-740"),
            HasSubstr("100 days before and after"), HasSubstr("+1.0 (+0.7 to +1.3)"),
            HasSubstr("Visit to a company"), HasSubstr("2 times, 1 story")));
  EXPECT_EQ(RenderExperiment(response, English(), kPipe),
            "all units\t12\t25.0 % (10.0–50.0)\t2.5 (2.2–2.8)\t12\t50.0 % (30.0–70.0)\t3.5 (3.2–3.8)\t"
            "+25 (+5 to +45)\t+1.0 (+0.7 to +1.3)\n"
            "a\t·\t·\t·\t·\t·\t·\t·\t·\n");
}

TEST(RenderExperiments, IsALineForEach) {
  const auto response = Parse<v1::ListExperimentsResponse>(R"(
    experiments { experiment: "experiment/e" question: EXPERIMENT_QUESTION_POSITIVE_LANGUAGE started_on: "2025-03-01"
                  units { site: "DK-740" } units { site: "DK-740" } units { site: "DK-147" } })");
  EXPECT_EQ(RenderExperiments(response, kPipe),
            "experiment/e\tpositive language\t2025-03-01\t\t\tDK-147, DK-740\t3\n");
  EXPECT_THAT(RenderExperiments({}, kScreen), HasSubstr("No experiment"));
}

}  // namespace
}  // namespace praksis::cli
