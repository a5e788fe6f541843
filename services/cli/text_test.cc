// Terminal, tables, plots and progress: what people see, character by character.
#include <stdlib.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cli/plot.h"
#include "services/cli/progress.h"
#include "services/cli/table.h"
#include "services/cli/terminal.h"

namespace praksis::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr Terminal kScreen{.interactive = true, .colour = false, .width = 40};
constexpr Terminal kPipe{};

TEST(DisplayWidth, CountsColumnsAndNotBytes) {
  EXPECT_EQ(DisplayWidth("Sønderborg"), 10);
  EXPECT_EQ(DisplayWidth("שלום"), 4);
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1);
  EXPECT_EQ(DisplayWidth("日本"), 4);
}

TEST(Harmless, NoTextCanCommandTheTerminal) {
  EXPECT_EQ(Harmless("a\x1b[2Jb\tc\nd"), "a�[2Jb c d");
  EXPECT_EQ(Harmless("\xC2\x9B"
                     "31m"),
            "�31m");
  EXPECT_EQ(Harmless("user\xE2\x80\xAEtxt"), "user�txt");
  EXPECT_EQ(Harmless("\xFF"), "�");
  EXPECT_EQ(Harmless("blåbær"), "blåbær");
}

TEST(Styled, ColourOnlyWhereThereIsSome) {
  EXPECT_EQ(Styled({.interactive = true, .colour = true}, Style::kBold, "x"), "\x1b[1mx\x1b[0m");
  EXPECT_EQ(Styled(kScreen, Style::kBold, "x"), "x");
}

TEST(SurroundingLanguage, ComesFromTheFirstVariableThatIsSet) {
  unsetenv("LC_ALL");
  unsetenv("LC_MESSAGES");
  setenv("LANG", "da_DK.UTF-8", 1);
  EXPECT_EQ(SurroundingLanguage(), "da");
  setenv("LC_MESSAGES", "sv_SE.UTF-8", 1);
  EXPECT_EQ(SurroundingLanguage(), "sv");
  setenv("LC_ALL", "C", 1);
  EXPECT_EQ(SurroundingLanguage(), "en");
}

TEST(Table, AlignsForPeople) {
  Table table({{"PLACE"}, {"CASES", true}});
  table.Add({"Sønderborg", "7"});
  table.Add({"Flen", "1,020"});
  EXPECT_EQ(table.Render(kScreen), "PLACE       CASES\nSønderborg      7\nFlen        1,020\n");
}

TEST(Table, IsTabSeparatedWithoutHeadingForPrograms) {
  Table table({{"PLACE"}, {"NOTE", false, Fit::kShortened}});
  table.Add({"Flen", std::string(60, 'x') + "\ty"});
  EXPECT_EQ(table.Render(kPipe), "Flen\t" + std::string(60, 'x') + " y\n");
}

TEST(Table, ShortensOnlyWhatMayShrink) {
  Table table({{"ID"}, {"NOTE", false, Fit::kShortened}});
  table.Add({"case/sample-1", std::string(60, 'x')});
  const std::string row = table.Render(kScreen);
  EXPECT_THAT(row, HasSubstr("case/sample-1  " + std::string(24, 'x') + "…\n"));
}

TEST(Table, WrapsAtSpacesWhatIsToBeReadInFull) {
  Table table({{"ID"}, {"NOTE", false, Fit::kWrapped}, {"BY"}});
  table.Add({"1", "a placement was interrupted because of transport", "cw"});
  EXPECT_EQ(table.Render(kScreen),
            "ID  NOTE                              BY\n"
            "1   a placement was interrupted       cw\n"
            "    because of transport\n");
}

TEST(Bar, IsExactToAnEighth) {
  EXPECT_EQ(Bar(0, 4), "");
  EXPECT_EQ(Bar(0.5, 4), "██");
  EXPECT_EQ(Bar(1.0, 4), "████");
  EXPECT_EQ(Bar(1.0 / 32, 4), "▏");
  EXPECT_EQ(Bar(0.001, 4), "▏") << "a little is not nothing";
  EXPECT_EQ(Bar(7, 2), "██") << "never wider than asked for";
}

TEST(Curve, DrawsAxesAndAStepThatRisesOnItsDay) {
  const std::string plot = Curve({{91, 0.4, 0.4, 0.4}}, {.width = 48, .height = 8, .last_day = 182});
  EXPECT_EQ(plot,
            " 40 % ┤                    ⡏⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉\n"
            "      │                    ⡇\n"
            "      │                    ⡇\n"
            " 16 % ┤                    ⡇\n"
            "      │                    ⡇\n"
            "  0 % ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡇\n"
            "      └┴─────┴─────────────┴───────────────────┴\n"
            "       0     28            91                182 days\n");
}

TEST(Progress, SaysHowFarHowFastAndHowLong) {
  const std::string line =
      RenderProgress({.done = 12'300, .refused = 2, .share = 0.41, .elapsed = absl::Seconds(3)}, 100);
  EXPECT_THAT(line, HasSubstr(" 41 %  12,300 facts  2 refused  4,100/s  5 s left"));
}

TEST(Progress, SaysWhatIsDoneAndWhatIsCounted) {
  const std::string line = RenderProgress(
      {.label = "copying", .noun = "event", .done = 12'300, .share = 0.5, .elapsed = absl::Seconds(3)}, 100);
  EXPECT_THAT(line, StartsWith("copying  █"));
  EXPECT_THAT(line, HasSubstr(" 50 %  12,300 events  4,100/s  4 s left"));
}

TEST(Progress, WithoutAnEndThereIsNoBarAndNoTimeLeft) {
  const std::string line = RenderProgress({.done = 1, .elapsed = absl::Seconds(1)}, 100);
  EXPECT_EQ(line, "1 fact  1/s");
}

}  // namespace
}  // namespace praksis::cli
