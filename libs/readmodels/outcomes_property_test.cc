// What is read about the outcomes of cases and about the reasons of interruptions, over random histories, is
// what the definitions say about the folded cases, written down again as slowly and plainly as possible; and
// a projection that is built at once reads the same as one that followed.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "libs/readmodels/disagreement.h"
#include "libs/readmodels/industry.h"
#include "libs/readmodels/return_to_work.h"
#include "libs/readmodels/testing/random_world.h"

namespace praksis::readmodels {
namespace {

using domain::cases::CaseState;
using testing::Admits;
using testing::IsOpened;
using testing::RandomSelection;
using testing::RandomWorld;

// Counts by what they are of.
using Lines = std::map<std::string, int64_t>;

bool InWork(const CaseState& state, base::Day day) {
  for (const auto& occupation : state.occupations()) {
    if (occupation.kind() == v1::OccupationStarted::EDUCATION) continue;
    if (occupation.start() < state.opened_on() || occupation.start() > day) continue;
    if (!occupation.has_last_day() || occupation.last_day() >= day) return true;
  }
  return false;
}

// Day by day from the opening to today.
void Describe(const CaseState& state, base::Day today, Lines& lines) {
  base::Day first = state.opened_on();
  while (first <= today && !InWork(state, first)) ++first;
  const bool returned = first <= today;
  const std::string with = returned ? "with work " : "without work ";
  ++lines[with + (state.satisfaction() == 0   ? "unanswered"
                  : state.satisfaction() <= 3 ? "not satisfied"
                                              : "satisfied")];
  if (!returned) {
    const bool left = state.has_closed_on() && state.closed_on() <= today;
    ++lines[base::StrCat(left ? "exited " : "waiting ",
                         std::max((left ? state.closed_on() : today) - state.opened_on(), 0))];
    return;
  }
  for (const auto& occupation : state.occupations()) {
    if (occupation.start() != first || occupation.kind() == v1::OccupationStarted::EDUCATION) continue;
    ++lines[base::StrCat("returned ", static_cast<int>(occupation.obtained_by()), " ",
                         first - state.opened_on())];
    break;
  }
  base::Day day = first;
  while (day <= today && InWork(state, day)) ++day;
  if (day - first >= 91) {
    ++lines["sustained"];
  } else if (day <= today || !InWork(state, day)) {
    ++lines[base::StrCat("ended ", day - 1 - first)];
  } else {
    ++lines[base::StrCat("ongoing ", today - first)];
  }
}

Lines Described(const ReturnToWorkFigure& figure) {
  Lines lines;
  const auto add = [&](const std::string& name, const ReturnToWorkFigure::ByDay& by_day) {
    for (const auto& [day, tally] : by_day) lines[base::StrCat(name, " ", day)] += tally.count;
  };
  add("waiting", figure.waiting);
  add("exited", figure.exited);
  for (const auto& [by, by_day] : figure.returned)
    add(base::StrCat("returned ", static_cast<int>(by)), by_day);
  add("ended", figure.ended);
  add("ongoing", figure.ongoing);
  const auto add_one = [&](const std::string& name, const Tally& tally) {
    if (tally.count > 0) lines[name] = tally.count;
  };
  add_one("sustained", figure.sustained);
  const std::string answers[] = {"satisfied", "not satisfied", "unanswered"};
  for (size_t i = 0; i < 3; ++i) {
    add_one("with work " + answers[i], figure.answers_with_work[i]);
    add_one("without work " + answers[i], figure.answers_without_work[i]);
  }
  return lines;
}

RC_GTEST_PROP(ReturnToWorkProperty, EqualsFollowingEveryCaseDayByDay, (uint64_t seed)) {
  RandomWorld random(seed);
  domain::cases::testing::Random more(seed ^ 0x7ea5);
  const CellSelection selection = RandomSelection(seed, random.states);
  const base::Day today = more.Of(random.states).opened_on() + more.Between(0, 500);
  Lines expected;
  for (const CaseState& state : random.states) {
    if (IsOpened(state) && Admits(selection, state, state.opened_on())) Describe(state, today, expected);
  }
  const auto followed = ReadReturnToWork(*random.world.projection().Now(), selection, today);
  RC_ASSERT(followed.ok());
  RC_ASSERT(Described(*followed) == expected);
  const auto rebuilt = random.world.NewProjection({});
  random.world.CatchUp(*rebuilt);
  const auto read_again = ReadReturnToWork(*rebuilt->Now(), selection, today);
  RC_ASSERT(read_again.ok());
  RC_ASSERT(Described(*read_again) == expected);
}

RC_GTEST_PROP(DisagreementProperty, EqualsComparingTheReasons, (uint64_t seed)) {
  RandomWorld random(seed);
  const CellSelection selection = RandomSelection(seed, random.states);
  Lines expected;
  for (const CaseState& state : random.states) {
    for (const auto& placement : state.placements()) {
      if (placement.state() != v1::CaseSummary::Placement::INTERRUPTED) continue;
      if (!Admits(selection, state, placement.start())) continue;
      const std::string section(IndustrySection(placement.terms().industry()));
      const auto& sections = selection.industry_sections;
      if (!sections.empty() && std::count(sections.begin(), sections.end(), section) == 0) continue;
      std::string pattern;
      const auto compare = [&](int pair, const std::string& first, const std::string& second) {
        pattern += first.empty() || second.empty() ? "0" : first == second ? "1" : "2";
        if (pattern.back() != '0') ++expected[base::StrCat(pair, " ", first, "/", second)];
      };
      compare(0, placement.reason_citizen(), placement.reason_company());
      compare(1, placement.reason_citizen(), placement.reason_job_centre());
      compare(2, placement.reason_company(), placement.reason_job_centre());
      ++expected[pattern];
    }
  }
  const auto figure = ReadDisagreement(*random.world.projection().Now(), selection);
  RC_ASSERT(figure.ok());
  Lines read;
  for (const auto& [pattern, tally] : figure->interrupted) {
    std::string text;
    for (const auto pair : pattern) text += base::StrCat(static_cast<int>(pair));
    read[text] += tally.count;
  }
  for (size_t pair = 0; pair < DisagreementFigure::kPairs; ++pair) {
    for (const auto& [codes, count] : figure->codes[pair])
      read[base::StrCat(pair, " ", codes.first, "/", codes.second)] += count;
  }
  RC_ASSERT(read == expected);
}

}  // namespace
}  // namespace praksis::readmodels
