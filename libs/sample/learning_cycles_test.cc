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

constexpr base::Day kToday = kDefaultFirstDay + kDays;

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
  for (int cycle = 0; cycle < kLearningCycles; ++cycle) {
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
}

TEST(LearningCycles, TheSecondMayHaveFewCasesToChooseFrom) { TellAll({}, 0); }

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
