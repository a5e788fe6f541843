#include "libs/sample/sample_year.h"

#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/fact/fact.h"
#include "libs/sample/measures_in_use.h"
#include "libs/sample/vocabulary.h"

namespace praksis::sample {
namespace {

using domain::cases::CaseState;
using ::testing::IsSupersetOf;

constexpr domain::Circumstances kToday{.today = kDefaultFirstDay + (kMostYears + 1) * kDays};

struct Emitted {
  v1::Event event;
  Expectation expectation;
};

std::vector<Emitted> Casework(const Options& options) {
  std::vector<Emitted> casework;
  GenerateCasework(options, [&](const v1::Event& event, const Expectation& expectation) {
    casework.push_back({event, expectation});
    return true;
  });
  return casework;
}
std::vector<Emitted> Year(int cases, uint64_t seed) { return Casework({.cases = cases, .seed = seed}); }

// Decides facts as the recorder does, one after the other.
class Decider {
 public:
  // What became of the fact, as an expectation would have said it.
  Expectation Record(const v1::Event& fact) {
    const auto known = by_id_.find(fact.event_id());
    if (known != by_id_.end()) {
      const bool same = known->second == fact.SerializeAsString();
      return same ? Expectation{Expectation::Outcome::kRepeat, ""}
                  : Expectation{Expectation::Outcome::kRefused, "EVENT_ID_REUSED"};
    }
    const absl::Status status = Decide(fact);
    if (!status.ok()) return {Expectation::Outcome::kRefused, base::ReasonOf(status)};
    by_id_.emplace(fact.event_id(), fact.SerializeAsString());
    std::vector<v1::Event>& history = histories_[fact.stream()];
    history.push_back(fact);
    history.back().set_version(static_cast<int64_t>(history.size()));
    if (domain::RewritesHistory(fact)) {
      states_[fact.stream()] = domain::cases::Fold(history);
    } else {
      domain::cases::Evolve(history.back(), states_[fact.stream()]);
    }
    return {};
  }

  const std::map<std::string, std::vector<v1::Event>>& histories() const { return histories_; }

 private:
  absl::Status Decide(const v1::Event& fact) {
    if (auto status = domain::ValidateFact(fact, codelists::Codelists::BuiltIn(), kToday); !status.ok())
      return status;
    if (domain::RewritesHistory(fact)) {
      return domain::cases::DecideRewrite(histories_[fact.stream()], fact, kToday);
    }
    return domain::cases::Decide(states_[fact.stream()], fact, kToday);
  }

  std::map<std::string, std::string> by_id_;
  std::map<std::string, std::vector<v1::Event>> histories_;
  std::map<std::string, CaseState> states_;
};

std::string Said(const Expectation& expectation) {
  switch (expectation.outcome) {
    case Expectation::Outcome::kAccepted:
      return "accepted";
    case Expectation::Outcome::kRepeat:
      return "repeat";
    case Expectation::Outcome::kRefused:
      return "refused with " + expectation.reason;
  }
  return "";
}

// Records the year; every fact must meet its expectation.
Decider RecordAsExpected(const std::vector<Emitted>& year) {
  Decider decider;
  int surprises = 0;
  for (const Emitted& emitted : year) {
    const Expectation met = decider.Record(emitted.event);
    if (met == emitted.expectation || ++surprises > 5) continue;
    ADD_FAILURE() << "was to be " << Said(emitted.expectation) << " and was " << Said(met) << ":\n"
                  << emitted.event.DebugString()
                  << domain::ValidateFact(emitted.event, codelists::Codelists::BuiltIn(), kToday);
  }
  EXPECT_EQ(surprises, 0);
  return decider;
}

std::vector<CaseState> CasesAt(const Decider& decider, std::string_view municipality) {
  std::vector<CaseState> states;
  for (const auto& [stream, history] : decider.histories()) {
    CaseState state = domain::cases::Fold(history);
    if (state.municipality() == municipality) states.push_back(std::move(state));
  }
  return states;
}

// The first year, whatever follows it.
class AnyYear : public ::testing::TestWithParam<Options> {
 protected:
  const std::vector<Emitted> year_ = Casework(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Sizes, AnyYear,
                         ::testing::Values(Options{.cases = kMinimumCases, .seed = 1},
                                           Options{.cases = kMinimumCases, .seed = 2},
                                           Options{.cases = kMinimumCases, .seed = 99},
                                           Options{.cases = 400, .seed = 1}, Options{.cases = 400, .seed = 7},
                                           Options{.cases = 600, .seed = 20'250'101}));
INSTANTIATE_TEST_SUITE_P(OfSeveral, AnyYear,
                         ::testing::Values(Options{.cases = kMinimumCases, .seed = 1, .years = 3},
                                           Options{.cases = 900, .seed = 7, .years = 3},
                                           Options{.cases = 500, .seed = 2, .years = 2},
                                           Options{.cases = 900, .seed = 3, .years = kMostYears}));

TEST_P(AnyYear, EveryFactIsAcceptedRefusedOrRepeatedAsIntended) { RecordAsExpected(year_); }

TEST_P(AnyYear, SentOnceMoreNothingIsRecordedAnew) {
  Decider decider = RecordAsExpected(year_);
  for (const Emitted& emitted : year_) {
    const Expectation met = decider.Record(emitted.event);
    ASSERT_NE(met.outcome, Expectation::Outcome::kAccepted) << emitted.event.DebugString();
    ASSERT_EQ(met.outcome == Expectation::Outcome::kRefused,
              emitted.expectation.outcome == Expectation::Outcome::kRefused);
  }
}

// A4.
TEST_P(AnyYear, AtFlenTwelveOfTwentyFindWorkThemselvesByDay84WithSixHoursEach) {
  const Decider decider = RecordAsExpected(year_);
  int persons = 0, by_day_84 = 0, on_day_84 = 0, on_day_85 = 0, by_job_centre = 0, minutes = 0;
  for (const CaseState& state : CasesAt(decider, "SE-0482")) {
    if (state.coachings().empty() || state.coachings(0).start() >= kDefaultFirstDay + 30) continue;
    ++persons;
    const CaseState::Coaching& coaching = state.coachings(0);
    minutes += coaching.direct_minutes();
    for (const auto& occupation : state.occupations()) {
      const int day = occupation.start() - coaching.start();
      const bool self = occupation.obtained_by() == v1::OccupationStarted::SELF;
      by_day_84 += self && day <= 84;
      on_day_84 += self && day == 84;
      on_day_85 += self && day == 85;
      by_job_centre += occupation.obtained_by() == v1::OccupationStarted::JOB_CENTRE && day <= 84;
    }
  }
  EXPECT_EQ(persons, 20);
  EXPECT_EQ(by_day_84, 12);
  EXPECT_EQ(on_day_84, 1);
  EXPECT_EQ(on_day_85, 1);
  EXPECT_EQ(by_job_centre, 1);
  EXPECT_EQ(minutes, 7'200);
}

// The interrupted placements of one place that ended in the first 90 days.
struct Interrupted {
  base::Day start;
  base::Day last_day;
  bool consented;
  // All that placements are compared by; equal for those that are alike.
  std::string features;
};
std::vector<Interrupted> InterruptedAt(const Decider& decider, std::string_view municipality) {
  std::vector<Interrupted> found;
  for (const CaseState& state : CasesAt(decider, municipality)) {
    for (const auto& placement : state.placements()) {
      if (placement.state() != v1::CaseSummary::Placement::INTERRUPTED) continue;
      if (placement.last_day() < kDefaultFirstDay || placement.last_day() >= kDefaultFirstDay + 90) continue;
      bool consented = false;
      for (const auto& consent : state.consents()) {
        consented |= consent.standing() && consent.purpose() == v1::ConsentGiven::LEARNING_INTERVIEW;
      }
      std::string features = placement.reason_citizen() + "/" + placement.reason_company() + "/" +
                             placement.reason_job_centre() + "/" + placement.terms().industry() + "/" +
                             v1::PlacementOffered::Type_Name(placement.terms().type()) + "/" +
                             state.target_group();
      for (const auto& belief : state.beliefs()) features += "/" + std::to_string(belief.score());
      const int days = placement.last_day() - placement.start();
      features += days < 28 ? "/short" : days <= 54 ? "/28-55" : "/longer";
      found.push_back({placement.start(), placement.last_day(), consented, features});
    }
  }
  return found;
}

// A2.
TEST_P(AnyYear, LollandAndGuldborgsundHaveTheInterruptionsThatTheSelectionIsAbout) {
  const Decider decider = RecordAsExpected(year_);
  const auto lolland = InterruptedAt(decider, "DK-360");
  const auto guldborgsund = InterruptedAt(decider, "DK-376");
  std::map<std::string, int> alike;
  for (const auto& it : lolland) ++alike[it.features];
  for (const auto& it : guldborgsund) ++alike[it.features];
  const auto ran_a_month = [](const Interrupted& it) { return base::AddMonths(it.start, 1) <= it.last_day; };
  const auto eligible = [&](const Interrupted& it) {
    return ran_a_month(it) && (it.consented || alike[it.features] >= 5);
  };
  int exactly_a_month = 0, a_day_less = 0, anonymised_only = 0, candidates = 0, long_enough = 0;
  for (const auto& it : lolland) {
    long_enough += ran_a_month(it);
    exactly_a_month += it.last_day == base::AddMonths(it.start, 1) && eligible(it);
    a_day_less += it.last_day == base::AddMonths(it.start, 1) - 1;
    anonymised_only += !it.consented && eligible(it);
    candidates += eligible(it);
  }
  EXPECT_EQ(long_enough, 5);
  EXPECT_EQ(exactly_a_month, 1);
  EXPECT_GE(a_day_less, 1);
  EXPECT_EQ(anonymised_only, 1);
  EXPECT_EQ(candidates, 5);

  int unlike_and_without_consent = 0;
  candidates = long_enough = 0;
  for (const auto& it : guldborgsund) {
    long_enough += ran_a_month(it);
    unlike_and_without_consent += ran_a_month(it) && !it.consented && alike[it.features] < 5;
    candidates += eligible(it);
  }
  EXPECT_EQ(long_enough, 8);
  EXPECT_EQ(unlike_and_without_consent, 1);
  EXPECT_EQ(candidates, 7);
}

// By the day that the first learning cycle's measure is judged by, of placements begun without it and with
// it.
TEST(SampleYear, WhereTheFirstCycleLearntFewerPlacementsEndInTheirFirstWeeks) {
  for (const uint64_t seed : {1U, 2U, 3U}) {
    const Decider decider = RecordAsExpected(Year(1'000, seed));
    std::array<int, 2> started = {}, ended = {};
    for (const Site& site : {kLolland, kGuldborgsund}) {
      for (const CaseState& state : CasesAt(decider, site.municipality)) {
        for (const auto& placement : state.placements()) {
          const bool interrupted = placement.state() == v1::CaseSummary::Placement::INTERRUPTED;
          if (placement.start() == 0 || placement.start() > kDefaultFirstDay + kDays - 60) continue;
          const size_t with = placement.start() >= FirstMeasureDay(kDefaultFirstDay) ? 1 : 0;
          ++started[with];
          if (interrupted && placement.last_day() <= placement.start() + kMeasureHorizon) ++ended[with];
        }
      }
    }
    ASSERT_GT(started[0], 100) << seed;
    ASSERT_GT(started[1], 100) << seed;
    EXPECT_GT(1000 * ended[0] / started[0], 1000 * ended[1] / started[1] + 200) << seed;
  }
}

TEST_P(AnyYear, EverythingSaysThatItIsASample) {
  for (const Emitted& emitted : year_) {
    const v1::Event& event = emitted.event;
    ASSERT_EQ(event.source_system(), "sample");
    ASSERT_TRUE(event.stream().starts_with("case/sample-"));
    ASSERT_TRUE(event.actor().id().starts_with("sample-"));
    ASSERT_TRUE(base::ParseUuid(event.event_id()).has_value()) << event.event_id();
    if (event.has_placement_offered()) {
      ASSERT_EQ(event.placement_offered().terms().company().scheme(), "SAMPLE");
    }
  }
}

// Figures are withheld by persons: a year of one person would show nothing.
TEST_P(AnyYear, EveryCaseIsAboutAPersonOfItsOwn) {
  std::map<std::string, std::set<std::string>> cases_of;
  for (const Emitted& emitted : year_) {
    if (!emitted.expectation.reason.empty() || !emitted.event.has_case_opened()) continue;
    cases_of[emitted.event.case_opened().person_ref()].insert(emitted.event.stream());
  }
  ASSERT_FALSE(cases_of.empty());
  for (const auto& [person, cases] : cases_of) EXPECT_EQ(cases.size(), 1U) << person;
}

TEST_P(AnyYear, HasEveryKindOfRefusalAndARepeat) {
  std::set<std::string> reasons;
  bool repeats = false;
  for (const Emitted& emitted : year_) {
    reasons.insert(emitted.expectation.reason);
    repeats |= emitted.expectation.outcome == Expectation::Outcome::kRepeat;
  }
  EXPECT_THAT(reasons,
              IsSupersetOf({"INVALID_FACT", "RESOURCES_REQUIRED", "TOO_FAR_AHEAD", "CASE_NOT_OPENED",
                            "CASE_CLOSED", "OPEN_CHILDREN", "PLACEMENT_NOT_RUNNING", "PLACEMENT_NOT_AGREED",
                            "PLACEMENT_OVERLAP", "REFERRAL_NOT_OPEN", "NOT_ASSIGNED", "DATES_DISAGREE",
                            "CORRECTION_CONTRADICTS", "EVENT_ID_REUSED"}));
  EXPECT_TRUE(repeats);
}

TEST(SampleYear, IsReportedInOrderWithLateReportsCorrectionsAndVoidingsAmongIt) {
  std::string last_day;
  int late = 0, corrected = 0, voided = 0, reopened = 0, transferred = 0;
  for (const Emitted& emitted : Year(400, 3)) {
    const v1::Event& event = emitted.event;
    corrected += event.has_event_corrected();
    voided += event.has_event_voided();
    reopened += event.has_case_reopened();
    transferred += event.has_case_transferred();
    if (emitted.expectation.outcome != Expectation::Outcome::kAccepted) continue;
    // A UUIDv7 begins with its time: 12 digits of milliseconds.
    const base::Day reported = static_cast<base::Day>(
        (std::stoull(event.event_id().substr(0, 8) + event.event_id().substr(9, 4), nullptr, 16)) /
        86'400'000);
    const std::string day = base::FormatDay(reported);
    ASSERT_GE(day, last_day);
    last_day = day;
    ASSERT_GE(reported, kDefaultFirstDay);
    ASSERT_LT(reported, kDefaultFirstDay + kDays);
    late += reported > *base::ParseDay(event.occurred_at().date().date()) + 7;
  }
  EXPECT_GT(late, 50);
  EXPECT_GT(corrected, 0);
  EXPECT_GT(voided, 0);
  EXPECT_GT(reopened, 0);
  EXPECT_GT(transferred, 0);
}

TEST(SampleYear, IsTheSameForTheSameOptionsAndAnotherForAnotherSeed) {
  const auto bytes = [](const std::vector<Emitted>& year) {
    std::string all;
    for (const Emitted& emitted : year) all += emitted.event.SerializeAsString();
    return base::ToHex(base::Sha256(all));
  };
  EXPECT_EQ(bytes(Year(60, 5)), bytes(Year(60, 5)));
  EXPECT_NE(bytes(Year(60, 5)), bytes(Year(60, 6)));
}

TEST(SampleYear, ACaseDoesNotDependOnHowManyThereAre) {
  const auto by_id = [](const std::vector<Emitted>& year) {
    std::map<std::string, std::vector<std::string>> facts;
    for (const Emitted& emitted : year)
      facts[emitted.event.stream()].push_back(emitted.event.SerializeAsString());
    return facts;
  };
  const auto small = by_id(Year(60, 5));
  const auto large = by_id(Year(120, 5));
  for (const auto& [stream, facts] : small) EXPECT_EQ(facts, large.at(stream)) << stream;
}

TEST(SampleYear, StopsWhenToldTo) {
  int facts = 0;
  GenerateCasework({.cases = 60}, [&](const v1::Event&, const Expectation&) { return ++facts < 10; });
  EXPECT_EQ(facts, 10);
}

}  // namespace
}  // namespace praksis::sample
