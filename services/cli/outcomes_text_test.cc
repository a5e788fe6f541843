// What the figures about outcomes look like on a terminal and in a pipe.
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/cli/figures_text.h"

namespace praksis::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Terminal kScreen{.interactive = true, .colour = false, .width = 100};
constexpr Terminal kPipe{};

template <typename Message>
Message Parse(const char* text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

constexpr char kDisagreement[] = R"(
  interrupted { value: 390 } several_voices { value: 340 } differ { value: 0.7 lower: 0.65 upper: 0.75 }
  pairs { first: CITIZEN second: COMPANY both { value: 200 } differ { value: 0.5 lower: 0.4 upper: 0.6 }
          kappa { value: -0.125 lower: -0.2 upper: 0.1 } }
  pairs { first: CITIZEN second: JOB_CENTRE both { value: 30 } differ { value: 0 upper: 0.1 }
          kappa { suppressed: true } kappa_undefined: true }
  pairs { first: COMPANY second: JOB_CENTRE both { suppressed: true } differ { suppressed: true }
          kappa { suppressed: true } }
  metadata { definition: "Interrupted placements." definition_revision: 1 as_of: "2025-12-31" threshold: 5 })";

TEST(RenderDisagreement, HasARowForEachPairWithKappaAsANumberAndNotAShare) {
  const auto response = Parse<v1::GetDisagreementResponse>(kDisagreement);
  EXPECT_THAT(RenderDisagreement(response, kScreen),
              AllOf(HasSubstr("Interrupted placements: 390; several voices gave a reason for 340 of them."),
                    HasSubstr("citizen and company"), HasSubstr("50.0 % (40.0–60.0)"),
                    HasSubstr("-0.12 (-0.20–0.10)"), HasSubstr("Definition 1, as of 2025-12-31")));
  EXPECT_EQ(RenderDisagreement(response, kPipe),
            "any two or all three\t340\t70.0 % (65.0–75.0)\t\n"
            "citizen and company\t200\t50.0 % (40.0–60.0)\t-0.12 (-0.20–0.10)\n"
            "citizen and job centre\t30\t0.0 % (0.0–10.0)\tone code only\n"
            "company and job centre\t·\t·\t·\n");
}

constexpr char kReturnToWork[] = R"(
  opened { value: 100 } returned { value: 40 } exited { value: 20 } waiting { value: 40 }
  overall { day: 91 incidence { value: 0.3 lower: 0.2 upper: 0.4 } }
  curve { day: 60 incidence { value: 0.2 lower: 0.1 upper: 0.3 } }
  curve { day: 91 incidence { value: 0.3 lower: 0.2 upper: 0.4 } }
  causes { code: "SELF" count { value: 40 } points { day: 91 incidence { value: 0.3 lower: 0.2 upper: 0.4 } } }
  causes { code: "EXIT" competing: true count { value: 20 } points { day: 91 incidence { suppressed: true } } }
  lasting { sustained { value: 25 } ongoing { value: 5 } ended { value: 10 }
            sustained_share { value: 0.7 lower: 0.5 upper: 0.9 } }
  subjective { answered { value: 30 } answer_rate { value: 0.3 lower: 0.2 upper: 0.4 }
               satisfied { value: 0.5 lower: 0.3 upper: 0.7 } }
  objective_subjective { work_satisfied { value: 10 } work_not_satisfied { suppressed: true }
                         no_work_satisfied { value: 5 } no_work_not_satisfied { suppressed: true } }
  metadata { definition: "Cases opened." definition_revision: 1 as_of: "2025-12-31" threshold: 5 })";

TEST(RenderReturnToWork, DrawsTheCurveAndPutsWhatCompetesInBrackets) {
  const auto response = Parse<v1::GetReturnToWorkResponse>(kReturnToWork);
  EXPECT_THAT(
      RenderReturnToWork(response, kScreen),
      AllOf(HasSubstr("Cases: 100 opened, 40 returned to work, 20 closed without, 40 waiting."),
            HasSubstr("┤"), HasSubstr("365 days"), HasSubstr("obtained by the person"),
            HasSubstr("(closed without work)"), HasSubstr("70.0 % (50.0–90.0)"), HasSubstr("BY DAY 91")));
  EXPECT_EQ(RenderReturnToWork(response, kPipe),
            "returned to work\t40\t30.0 % (20.0–40.0)\n"
            "obtained by the person\t40\t30.0 % (20.0–40.0)\n"
            "(closed without work)\t20\t·\n"
            "lasted 91 days\t25\t70.0 % (50.0–90.0)\n"
            "goes on, not as long yet\t5\t\n"
            "ended before\t10\t\n"
            "answered\t\t\t30\t30.0 % (20.0–40.0)\n"
            "satisfied, 4 or 5 of 5\t10\t5\t\t50.0 % (30.0–70.0)\n"
            "less satisfied\t·\t·\t\t\n");
}

TEST(RenderReturnToWork, SaysSoWhereThereIsNoCurve) {
  const auto response = Parse<v1::GetReturnToWorkResponse>("returned { suppressed: true }");
  EXPECT_THAT(RenderReturnToWork(response, kScreen),
              AllOf(HasSubstr("· too few cases for a curve"), Not(HasSubstr("┤"))));
}

}  // namespace
}  // namespace praksis::cli
