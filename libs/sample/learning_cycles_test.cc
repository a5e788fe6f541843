// The sample's learning cycles, by the rules.
#include "libs/sample/learning_cycles.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "libs/base/strings.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/all/all_rules.h"
#include "libs/domain/fact/fact.h"

namespace praksis::sample {
namespace {

constexpr base::Day kToday = kDefaultFirstDay + kMostYears * (kDays + 1);

// Streams as a recorder would keep them.
class Recorder {
 public:
  // "" or the refusal.
  std::string Record(v1::Event event) {
    const bool own = event.has_cases_selected();
    const auto& lists = codelists::Codelists::BuiltIn();
    const absl::Status valid = own ? domain::ValidateOwnFact(event, lists, {.today = kToday})
                                   : domain::ValidateFact(event, lists, {.today = kToday});
    if (!valid.ok()) return base::StrCat(event.stream(), ": ", valid.ToString());
    if (!ids_.insert(event.event_id()).second) return base::StrCat(event.event_id(), " is there twice");
    for (const domain::StreamRules* rules : domain::AllRules()) {
      if (!event.stream().starts_with(base::StrCat(rules->kind(), "/"))) continue;
      std::unique_ptr<domain::StreamState>& state = states_[event.stream()];
      if (state == nullptr) state = rules->Initial();
      const absl::Status decided = rules->Decide(*state, event, {.today = kToday});
      if (!decided.ok()) return base::StrCat(event.stream(), ": ", decided.ToString());
      event.set_version(++versions_[event.stream()]);
      rules->Evolve(event, *state);
      return "";
    }
    return base::StrCat(event.stream(), " is of no kind");
  }

 private:
  std::set<std::string> ids_;
  std::map<std::string, std::unique_ptr<domain::StreamState>> states_;
  std::map<std::string, int64_t> versions_;
};

// Five from each place, one of them without consent.
v1::CasesSelected Chosen(const v1::SelectionCriteria& criteria) {
  v1::CasesSelected selected;
  selected.set_selection_id("selection-1");
  selected.set_position("p");
  selected.add_codelist_revisions("interruption-reason@1");
  *selected.mutable_criteria() = criteria;
  selected.mutable_configuration()->set_lambda_permille(500);
  selected.mutable_configuration()->set_min_alike(5);
  selected.mutable_configuration()->set_exact_up_to_classes(24);
  selected.set_algorithm_revision(2);
  selected.set_candidates_sha256(std::string(64, '0'));
  selected.mutable_certificate()->set_objective_micros(1);
  selected.mutable_certificate()->set_upper_bound_micros(1);
  selected.mutable_certificate()->set_proven_permille(1000);
  selected.mutable_coverage()->set_covered_permille(900);
  for (int i = 0; i < 10; ++i) {
    auto& pick = *selected.add_picks();
    pick.mutable_learning_case()->set_case_stream(base::StrCat("case/", i));
    pick.mutable_learning_case()->set_placement_id("p");
    pick.set_site(i < 5 ? "DK-360" : "DK-376");
    pick.set_gain_micros(1);
    pick.set_only_anonymised(i == 3);
  }
  return selected;
}

void ExpectRecorded(Recorder& recorder, const std::vector<v1::Event>& facts) {
  for (const v1::Event& fact : facts) EXPECT_EQ(recorder.Record(fact), "") << fact.DebugString();
}

void TellAll(const Options& options, int picks) {
  Recorder recorder;
  std::map<std::string, std::string> consents;
  for (int i = 0; i < 10; ++i) {
    if (i != 3) consents[base::StrCat("case/", i)] = "c";
  }
  for (int cycle = 0; cycle < LearningCycles(options); ++cycle) {
    const std::vector<v1::Event> before = TellBeforeChoice(options, cycle);
    ExpectRecorded(recorder, before);
    const CycleChoice choice = ChoiceOf(options, cycle);
    v1::Event event = before.back();
    v1::CasesSelected selected = Chosen(before.back().criteria_set().criteria());
    while (cycle > 0 && selected.picks_size() > picks) selected.mutable_picks()->RemoveLast();
    *event.mutable_cases_selected() = selected;
    event.set_event_id(choice.event_id);
    event.set_stream(choice.stream);
    event.mutable_occurred_at()->mutable_date()->set_date(base::FormatDay(choice.as_of));
    ExpectRecorded(recorder, {event});
    ExpectRecorded(recorder, TellAfterChoice(options, cycle, selected, consents));
  }
}

TEST(LearningCycles, EveryFactMayFollow) {
  TellAll({}, 10);
  TellAll({.cases = 37, .seed = 7, .first_day = kDefaultFirstDay - 400}, 10);
  for (int years = 2; years <= kMostYears; ++years) TellAll({.years = years}, 10);
}

TEST(LearningCycles, LaterOnesMayHaveFewCasesToChooseFrom) {
  for (const int picks : {0, 1, 5}) {
    TellAll({}, picks);
    TellAll({.years = kMostYears}, picks);
  }
}

// Of all cycles, in the order of their telling.
std::vector<v1::Event> AllFacts(const Options& options) {
  std::vector<v1::Event> all;
  for (int cycle = 0; cycle < LearningCycles(options); ++cycle) {
    const std::vector<v1::Event> before = TellBeforeChoice(options, cycle);
    const v1::CasesSelected selected = Chosen(before.back().criteria_set().criteria());
    const std::vector<v1::Event> after = TellAfterChoice(options, cycle, selected, {});
    all.insert(all.end(), before.begin(), before.end());
    all.insert(all.end(), after.begin(), after.end());
  }
  return all;
}

TEST(LearningCycles, MoreYearsGoOnWhereFewerEnd) {
  for (int years = 1; years < kMostYears; ++years) {
    std::set<std::string> more;
    for (const v1::Event& fact : AllFacts({.years = years + 1})) more.insert(fact.SerializeAsString());
    const std::vector<v1::Event> fewer = AllFacts({.years = years});
    for (const v1::Event& fact : fewer) {
      EXPECT_TRUE(more.contains(fact.SerializeAsString())) << years << fact.DebugString();
      EXPECT_LE(fact.occurred_at().date().date(), base::FormatDay(LastDay({.years = years})));
    }
    // The fourth year ends what is told.
    EXPECT_EQ(more.size() > fewer.size(), years < 4) << years;
  }
}

TEST(LearningCycles, EachLooksIntoTheMeasuresOfTheOneBefore) {
  EXPECT_EQ(LearningCycles({}), 2);
  EXPECT_EQ(LearningCycles({.years = 2}), 2);
  ASSERT_EQ(LearningCycles({.years = 3}), 3);
  std::map<std::string, std::set<std::string>> decided, in_question, stopped;
  std::set<std::string> closed, waived;
  std::map<std::string, std::string> parent;
  std::set<v1::MeasureDesign> designs;
  for (const v1::Event& fact : AllFacts({.years = 3})) {
    if (fact.has_measure_decided()) {
      decided[fact.measure_decided().cycle()].insert(fact.stream());
      designs.insert(fact.measure_decided().design());
    }
    if (fact.has_challenge_identified()) {
      const auto& identified = fact.challenge_identified();
      parent[fact.stream()] = identified.parent_cycle();
      in_question[identified.parent_cycle()] = {identified.measures_in_question().begin(),
                                                identified.measures_in_question().end()};
    }
    if (fact.has_measure_stopped()) stopped["all"].insert(fact.stream());
    if (fact.has_cycle_closed()) closed.insert(fact.stream());
    if (fact.has_cycle_step_waived()) waived.insert(fact.stream());
  }
  const std::string first = "cycle/sample-1-rfk-1", second = "cycle/sample-1-rfk-2",
                    third = "cycle/sample-1-rfk-3";
  EXPECT_EQ(parent, (std::map<std::string, std::string>{{first, ""}, {second, first}, {third, second}}));
  EXPECT_EQ(in_question[first], decided[first]);
  EXPECT_EQ(in_question[second], decided[second]);
  EXPECT_EQ(decided[second].size(), 3U);
  EXPECT_EQ(designs.size(), 3U);
  EXPECT_EQ(closed, (std::set<std::string>{first, second}));
  EXPECT_EQ(waived, std::set<std::string>{third});
  EXPECT_EQ(stopped["all"], (std::set<std::string>{"measure/sample-1-number", "measure/sample-1-sheet"}));
  std::set<std::string> asked;
  for (const MeasureInQuestion& measure : MeasuresInQuestion({.years = 3})) {
    EXPECT_TRUE(asked.insert(measure.measure).second);
    EXPECT_TRUE(decided[parent[measure.cycle]].contains(measure.measure)) << measure.measure;
  }
  EXPECT_EQ(asked.size(), 6U);
}

TEST(LearningCycles, NamesNobodyWhoDidNotAgree) {
  const auto before = TellBeforeChoice({}, 0);
  const v1::CasesSelected selected = Chosen(before.back().criteria_set().criteria());
  int named = 0;
  for (const v1::Event& fact : TellAfterChoice({}, 0, selected, {{"case/0", "c"}, {"case/3", "c"}})) {
    if (!fact.has_interview_recorded() || fact.interview_recorded().anonymised()) continue;
    ++named;
    EXPECT_EQ(fact.interview_recorded().learning_case().case_stream(), "case/0");
  }
  EXPECT_EQ(named, 1);
}

TEST(LearningCycles, AreTheSameForTheSameOptions) {
  const auto bytes = [](const Options& options) {
    std::string all;
    for (const v1::Event& fact : TellBeforeChoice(options, 1)) all += fact.SerializeAsString();
    return all;
  };
  EXPECT_EQ(bytes({}), bytes({}));
  EXPECT_NE(bytes({}), bytes({.seed = 2}));
}

}  // namespace
}  // namespace praksis::sample
