// The cases behind a count, as they are shown, and which count somebody means.
#include "services/cli/figure_cases_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace praksis::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::ListFigureCasesResponse TwoCases() {
  v1::ListFigureCasesResponse response;
  response.set_total_count(3);
  response.set_as_of("2025-12-31");
  for (const char* stream : {"case/1", "case/\x1b[2J"}) {
    auto& listed = *response.add_cases();
    listed.set_stream(stream);
    listed.set_municipality("DK-376");
    listed.set_count(1);
  }
  response.mutable_cases(0)->set_count(2);
  auto& event = *response.mutable_cases(0)->add_events();
  event.set_version(9);
  event.set_type("placement_interrupted");
  event.mutable_occurred_at()->mutable_date()->set_date("2025-02-17");
  *response.mutable_cases(0)->add_events() = event;
  response.mutable_cases(0)->mutable_events(1)->set_version(11);
  response.mutable_cases(0)->mutable_events(1)->set_corrected_by_version(12);
  return response;
}

v1::ListFigureCasesRequest Asked() {
  v1::ListFigureCasesRequest request;
  request.set_figure("interruptions");
  request.set_cell("causes[code=ILLNESS].count");
  return request;
}

TEST(FigureCases, PipedAreATable) {
  EXPECT_EQ(RenderFigureCases(Asked(), TwoCases(), Terminal{}),
            "case/1\tDK-376\t2\t9 placement_interrupted 2025-02-17; 11 placement_interrupted 2025-02-17, "
            "corrected by 12\n"
            "case/\xEF\xBF\xBD[2J\tDK-376\t1\t\n");
}

TEST(FigureCases, OnATerminalSayWhatTheyAre) {
  const std::string text =
      RenderFigureCases(Asked(), TwoCases(), {.interactive = true, .colour = false, .width = 100});
  EXPECT_THAT(text,
              HasSubstr("interruptions causes[code=ILLNESS].count: 3, in 2 cases (as of 2025-12-31)\n"));
  EXPECT_THAT(text, HasSubstr("nothing is withheld"));
}

TEST(ShortCell, LeavesOutWhatTellsListsApart) {
  EXPECT_EQ(ShortCell("interrupted"), "interrupted");
  EXPECT_EQ(ShortCell("lasting.sustained"), "lasting.sustained");
  EXPECT_EQ(ShortCell("causes[code=ILLNESS].count"), "ILLNESS.count");
  EXPECT_EQ(ShortCell("refusals[decided_by=CITIZEN,reason=TRANSPORT].count"), "CITIZEN,TRANSPORT.count");
  EXPECT_EQ(ShortCell("pairs[first=CITIZEN,second=COMPANY].both"), "CITIZEN,COMPANY.both");
}

TEST(ResolveCell, FindsWhatIsMeant) {
  const std::vector<std::string> cells = {"interrupted", "lasting.sustained", "causes[code=ILLNESS].count",
                                          "steps[stage=PLACED].reached", "steps[stage=PLACED].furthest"};
  EXPECT_THAT(ResolveCell("interrupted", cells), ElementsAre("interrupted"));
  EXPECT_THAT(ResolveCell("steps[stage=PLACED].reached", cells), ElementsAre("steps[stage=PLACED].reached"));
  EXPECT_THAT(ResolveCell("illness", cells), ElementsAre("causes[code=ILLNESS].count"));
  EXPECT_THAT(ResolveCell("ILLNESS.count", cells), ElementsAre("causes[code=ILLNESS].count"));
  EXPECT_THAT(ResolveCell("sustained", cells), ElementsAre("lasting.sustained"));
  EXPECT_THAT(ResolveCell("PLACED", cells),
              ElementsAre("steps[stage=PLACED].reached", "steps[stage=PLACED].furthest"));
  EXPECT_THAT(ResolveCell("ILL", cells), IsEmpty());
}

}  // namespace
}  // namespace praksis::cli
