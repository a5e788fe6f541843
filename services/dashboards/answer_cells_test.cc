// The counts of an answer by name; and that who is listed behind a count is who is counted, whatever the
// figure, the cell and the history.
#include "services/dashboards/answer_cells.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "libs/readmodels/testing/random_world.h"
#include "services/dashboards/case_counter.h"

namespace praksis::services {
namespace {

using readmodels::CellSelection;
using readmodels::testing::kToday;
using readmodels::testing::RandomSelection;
using readmodels::testing::RandomWorld;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAreArray;

constexpr const char* kFigures[] = {"funnel",         "referrals",         "interruptions", "disagreement",
                                    "return-to-work", "coaching-outcomes", "belief",        "continuity"};

v1::GetInterruptionsResponse Interruptions() {
  v1::GetInterruptionsResponse answer;
  answer.mutable_started()->set_value(9);
  answer.mutable_interrupted()->set_suppressed(true);
  auto& cause = *answer.add_causes();
  cause.set_code("ILL]NESS.");
  cause.mutable_count()->set_value(3);
  for (auto* points : {answer.mutable_overall(), cause.mutable_points()}) {
    auto& point = *points->Add();
    point.set_day(28);
    point.mutable_at_risk()->set_value(7);
  }
  answer.add_causes()->set_code("ILL");
  return answer;
}

TEST(AnswerCells, AreNamedByWhereTheyAre) {
  EXPECT_THAT(CellNames(Interruptions()), ElementsAre("started", "interrupted", "overall[day=28].at_risk",
                                                      "causes[code=ILL]NESS.].count"));
}

TEST(AnswerCells, AreFoundByTheirNames) {
  const v1::GetInterruptionsResponse answer = Interruptions();
  EXPECT_EQ(FindCell(answer, "started"), &answer.started());
  EXPECT_EQ(FindCell(answer, "causes[code=ILL]NESS.].count"), &answer.causes(0).count());
  EXPECT_EQ(FindCell(answer, "overall[day=28].at_risk"), &answer.overall(0).at_risk());
  for (const char* none : {"", ".", "starte", "started.", "started.value", "causes", "causes[code=ILL].count",
                           "causes[code=ILL]NESS.]", "causes[code=ILL]NESS.].count.",
                           "causes[code=ILL]NESS.].points[day=28].at_risk", "overall", "metadata"}) {
    EXPECT_EQ(FindCell(answer, none), nullptr) << none;
  }
}

// Of every cell, what the cases add to it one by one.
std::map<std::string, int64_t> Listed(const NamedFigure& figure, const Question& question,
                                      const std::vector<domain::cases::CaseState>& states,
                                      const std::vector<std::string>& cells) {
  std::map<std::string, int64_t> listed;
  for (const std::string& cell : cells) {
    CaseCounter counter(figure, question, cell);
    for (const auto& state : states) {
      const auto count = counter.CountOf(state);
      RC_ASSERT(count.ok());
      RC_ASSERT(*count >= 0);
      listed[cell] += *count;
    }
  }
  return listed;
}

RC_GTEST_PROP(CasesBehindAFigure, AddUpToEveryCountOfIt, ()) {
  const auto seed = *rc::gen::arbitrary<uint64_t>();
  RandomWorld random(seed);
  const auto view = random.world.projection().Now();
  for (const char* name : kFigures) {
    const NamedFigure& figure = *FindFigure(name);
    const Question question = {
        .selection = seed % 4 == 0 ? CellSelection() : RandomSelection(seed, random.states),
        .today = kToday - static_cast<base::Day>(seed % 900),
        .voice = static_cast<v1::Voice>(1 + seed % 3),
        .rater = static_cast<v1::BeliefAssessed::Rater>(1 + seed % 2)};
    const auto answer = AnswerUnwithheld(figure, *view, question);
    RC_ASSERT(answer.ok());
    const std::vector<std::string> cells = CellNames(**answer);
    RC_ASSERT(!cells.empty());
    RC_ASSERT(std::set(cells.begin(), cells.end()).size() == cells.size());
    for (const auto& [cell, count] : Listed(figure, question, random.states, cells)) {
      const v1::Count& counted = *FindCell(**answer, cell);
      // Where nobody is at risk any more there is no such number, rather than 0.
      if (counted.value() != count) {
        RC_FAIL(std::string(name) + " " + cell + ": listed " + std::to_string(count) + ", counted " +
                counted.ShortDebugString());
      }
    }
  }
}

}  // namespace
}  // namespace praksis::services
