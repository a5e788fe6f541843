// The facts that make a case what it is in one respect, and no others.
#include "services/history/sufficient_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/testing/random_history.h"

namespace praksis::services {
namespace {

using domain::cases::CaseState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Event Fact(int64_t version) {
  v1::Event event;
  event.set_stream("case/1");
  event.set_version(version);
  event.set_municipality("DK-360");
  event.mutable_occurred_at()->mutable_date()->set_date("2025-03-03");
  return event;
}

v1::Event Opened(int64_t version) {
  v1::Event event = Fact(version);
  event.mutable_case_opened()->set_opened_on("2025-03-03");
  return event;
}

v1::Event Noted(int64_t version) {
  v1::Event event = Fact(version);
  event.mutable_note_added()->set_text("called back");
  return event;
}

v1::Event Believed(int64_t version, int score) {
  v1::Event event = Fact(version);
  event.mutable_belief_assessed()->set_rater(v1::BeliefAssessed::CITIZEN);
  event.mutable_belief_assessed()->set_score(score);
  return event;
}

v1::Event Reported(int64_t version) {
  v1::Event event = Fact(version);
  event.mutable_subjective_success_reported()->set_satisfaction(5);
  return event;
}

bool IsOpen(const CaseState& state) { return state.status() == v1::CaseSummary::OPEN; }

TEST(SufficientFacts, AreNoneOfThoseThatDoNotMatter) {
  const std::vector<v1::Event> facts = {Opened(1), Noted(2), Believed(3, 4), Noted(4), Noted(5)};
  EXPECT_THAT(SufficientFacts(facts, IsOpen), ElementsAre(0));
  EXPECT_THAT(SufficientFacts(facts, [](const CaseState& state) { return state.beliefs_size() == 1; }),
              ElementsAre(0, 2));
  EXPECT_THAT(SufficientFacts(facts, [](const CaseState&) { return true; }), IsEmpty());
}

TEST(SufficientFacts, CouldHaveBeenRecordedByThemselves) {
  const v1::Event reported = Reported(3);
  const auto satisfied = [](const CaseState& state) { return state.satisfaction() == 5; };
  EXPECT_THAT(SufficientFacts(std::vector<v1::Event>{Opened(1), Noted(2), reported}, satisfied),
              ElementsAre(0, 2));
  // Nothing can be said of what is not even so as a whole.
  EXPECT_THAT(SufficientFacts(std::vector<v1::Event>{Noted(1), Opened(2), reported}, satisfied),
              ElementsAre(2));
}

TEST(SufficientFacts, AreTheEarlierWhereOthersWouldDo) {
  const std::vector<v1::Event> facts = {Opened(1), Believed(2, 4), Noted(3), Believed(4, 4)};
  EXPECT_THAT(SufficientFacts(facts, [](const CaseState& state) { return state.beliefs_size() > 0; }),
              ElementsAre(0, 1));
}

TEST(SufficientFacts, KeepWhatTheOthersFollow) {
  v1::Event closed = Fact(2);
  closed.mutable_occurred_at()->mutable_date()->set_date("2025-04-01");
  closed.mutable_case_closed()->set_closed_on("2025-04-01");
  closed.mutable_case_closed()->set_reason(v1::CaseClosed::MOVED);
  v1::Event reopened = Fact(4);
  reopened.mutable_occurred_at()->mutable_date()->set_date("2025-05-01");
  reopened.mutable_case_reopened()->set_reopened_on("2025-05-01");
  const std::vector<v1::Event> facts = {Opened(1), closed, Reported(3), reopened};
  EXPECT_THAT(SufficientFacts(facts, [](const CaseState& state) { return state.closures_size() == 1; }),
              ElementsAre(0, 1, 3));
}

// Whatever is asked of whatever case: they suffice, and none of them can be missing.
RC_GTEST_PROP(AnySufficientFacts, SufficeAndAreAllNeeded, (uint64_t seed)) {
  const auto history = domain::cases::testing::RandomHistory(seed, 1 + static_cast<int>(seed % 50), "case/1");
  const std::vector<v1::Event> facts = domain::cases::StandingFacts(history);
  const CaseState whole = domain::cases::Fold(history);
  const auto holds = [&](const CaseState& state) {
    switch (seed % 4) {
      case 0:
        return state.status() == whole.status();
      case 1:
        return state.placements_size() == whole.placements_size();
      case 2:
        return state.municipality() == whole.municipality() && state.closures_size() == whole.closures_size();
      default:
        return state.last_contact_on() == whole.last_contact_on();
    }
  };
  const std::vector<size_t> sufficient = SufficientFacts(facts, holds);
  // Whether they could have been recorded so, and are enough.
  const auto suffice_without = [&](size_t left_out) {
    CaseState state;
    for (const size_t i : sufficient) {
      if (i == left_out) continue;
      if (!domain::cases::Decide(state, facts[i], {}).ok()) return false;
      domain::cases::Evolve(facts[i], state);
    }
    return holds(state);
  };
  RC_ASSERT(suffice_without(facts.size()));
  for (const size_t i : sufficient) RC_ASSERT(!suffice_without(i));
}

}  // namespace
}  // namespace praksis::services
