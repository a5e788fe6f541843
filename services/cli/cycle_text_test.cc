// Learning cycles on a terminal.
#include "services/cli/cycle_text.h"

#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace praksis::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Terminal kScreen{.interactive = true, .colour = false, .width = 120};
constexpr Terminal kPipe{};
const Words kWords{codelists::Codelists::BuiltIn(), "en"};

template <typename Message>
Message Read(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

constexpr char kSummary[] =
    R"(stream: "cycle/2" challenge: "PLACEMENTS_INTERRUPTED" wording: "They end early."
    sites: "DK-360" sites: "DK-376" parent_cycle: "cycle/1" begun_on: "2025-03-01" days: 92
    current_step: CYCLE_STEP_INTERVIEW measures { decided: 2 implemented: 1 evaluated: 0 }
    steps { step: CYCLE_STEP_IDENTIFY_CHALLENGE standing: CYCLE_STANDING_DONE since: "2025-03-01"
            ended_on: "2025-03-01" days: 0 }
    steps { step: CYCLE_STEP_SELECT_INFORMANTS standing: CYCLE_STANDING_WAIVED since: "2025-03-01"
            ended_on: "2025-03-02" days: 1 waived_because: "There are but five." }
    steps { step: CYCLE_STEP_INTERVIEW standing: CYCLE_STANDING_CURRENT since: "2025-03-02" days: 91
            needs { lack: CYCLE_LACK_THEME sentence: "Put it into words." } }
    steps { step: CYCLE_STEP_REVIEW_WITH_STAFF_INVOLVED standing: CYCLE_STANDING_AHEAD })";

std::string Summary() { return kSummary; }

TEST(RenderCycles, SaysWhereEachStands) {
  const auto response = Read<v1::ListCyclesResponse>("cycles {" + Summary() + "}");
  EXPECT_THAT(RenderCycles(response, kWords, kScreen), HasSubstr("3 interview"));
  EXPECT_EQ(
      RenderCycles(response, kWords, kPipe),
      "cycle/2\tPlacements interrupted prematurely\tDK-360, DK-376\t3 interview\t91\t92\t2\t1\t0\tcycle/1\n");
}

TEST(RenderCycle, ShowsEachStepWithWhatItHasAndNeeds) {
  const auto response =
      Read<v1::GetCycleResponse>("cycle { figure: 'interruptions' summary {" + Summary() + R"(}
      parent { stream: "cycle/1" closed_on: "2024-12-01" ending: CYCLE_ENDING_COMPLETED }
      parent_measures { stream: "measure/m" decided_on: "2024-11-20"
          decided { wording: "Call after a week." metric { figure: MEASURE_FIGURE_INTERRUPTION } }
          sites { site: "DK-360" implemented_on: "2024-12-02" } sites { site: "DK-376" planned_on: "2025-01-01" }
          evaluated_on: "2025-06-02" evaluated { verdict: MEASURE_VERDICT_BETTER effect_micros: -82000
              interval_low_micros: -120000 interval_high_micros: -40000 } }
      interviews { interview_id: "i-1" informant: INFORMANT_KIND_COMPANY site: "DK-360" held_on: "2025-03-20"
          learning_case { case_stream: "case/a" placement_id: "p" } consent: CYCLE_CONSENT_WITHDRAWN }
      interviews { interview_id: "i-2" informant: INFORMANT_KIND_CITIZEN site: "DK-376" held_on: "2025-03-21"
          anonymised: true consent: CYCLE_CONSENT_ANONYMISED quotable: true } })");
  const std::string board = RenderCycle(response, kWords, kScreen);
  EXPECT_THAT(board, HasSubstr("follows cycle/1 (completed); its measures:"));
  EXPECT_THAT(board, HasSubstr("DK-360 in use since 2024-12-02; DK-376 planned 2025-01-01"));
  EXPECT_THAT(board, HasSubstr("better (-8.2 points; -12.0 points to -4.0 points)"));
  EXPECT_THAT(board, HasSubstr("1 ✓ identify challenge  2025-03-01, 0 days"));
  EXPECT_THAT(board,
              HasSubstr("praksis dashboard interruptions --municipality DK-360 --municipality DK-376"));
  EXPECT_THAT(
      board,
      HasSubstr("2 – select informants  waived 2025-03-02, 1 day\n      because: There are but five.\n"));
  EXPECT_THAT(board, HasSubstr("3 ▶ interview  since 2025-03-02, 91 days"));
  EXPECT_THAT(
      board,
      HasSubstr("i-1  company at DK-360, 2025-03-20, case/a p, consent withdrawn: not to be quoted\n"));
  EXPECT_THAT(board, HasSubstr("i-2  citizen at DK-376, 2025-03-21, anonymised\n"));
  EXPECT_THAT(board, HasSubstr("    ! Put it into words.\n4 · review with staff involved\n"));
}

TEST(RenderCycle, NoTextCanCommandTheTerminal) {
  const auto response =
      Read<v1::GetCycleResponse>(R"(cycle { summary { stream: "cycle/1" wording: "a\033[2Jb" } })");
  EXPECT_THAT(RenderCycle(response, kWords, kScreen), Not(HasSubstr("\x1b[2J")));
}

}  // namespace
}  // namespace praksis::cli
