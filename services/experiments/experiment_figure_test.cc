// An experiment before and after: what counts in which window, and what is shown.
#include "services/experiments/experiment_figure.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/strings.h"
#include "services/experiments/experiment_streams.h"

namespace praksis::services {
namespace {

using readmodels::PracticeEntry;
using readmodels::PracticeKind;
using Response = v1::GetExperimentResponse;

constexpr int64_t kK = 5;
constexpr int kWindow = 30;

base::Day Day(std::string_view text) { return *base::ParseDay(text); }

// An experiment from 2025-03-01 on, at one job centre, and what is done there.
class World {
 public:
  // A unit of workers "UNIT-1" … ; 0: the whole job centre.
  void Unit(const std::string& id, int workers) {
    auto& unit = *started_.add_units();
    unit.set_unit_id(id);
    unit.set_site("DK-740");
    for (int i = 1; i <= workers; ++i) unit.add_workers(base::StrCat(id, "-", i));
  }
  void Did(const std::string& stream, std::string_view day, PracticeKind kind, int value,
           const std::string& worker) {
    entries_[stream].push_back({.kind = kind,
                                .day = Day(day),
                                .value = static_cast<uint8_t>(value),
                                .worker = *workers_.insert(worker).first});
  }
  // Of so many cases, each rated by one of the unit's workers in turn, with `score` on `day`.
  void Believe(const std::string& unit, int workers, int cases, std::string_view day, int score) {
    for (int i = 0; i < cases; ++i) {
      Did(base::StrCat("case/", unit, "-", i), day, PracticeKind::kBelief, score,
          base::StrCat(unit, "-", 1 + i % workers));
    }
  }
  v1::Event& Fact(std::string_view day) {
    v1::Event& fact = stream_.facts.emplace_back();
    fact.mutable_occurred_at()->mutable_date()->set_date(std::string(day));
    return fact;
  }
  void Heard(const std::string& unit, std::string_view day, int positive, int negative) {
    auto& observed = *Fact(day).mutable_language_observed();
    observed.set_unit_id(unit);
    observed.set_positive(positive);
    observed.set_negative(negative);
  }

  Response At(std::string_view as_of) {
    started_.set_started_on("2025-03-01");
    readmodels::LearningStream stream = stream_;
    v1::Event start;
    *start.mutable_experiment_started() = started_;
    stream.facts.insert(stream.facts.begin(), start);
    ExperimentFacts facts = {
        .stream = stream, .units = ReadUnits(stream), .practice = {}, .as_of = Day(as_of)};
    for (const UnitSpec& unit : facts.units) {
      UnitReader reader(unit, kWindow, facts.as_of);
      uint32_t person = 0;
      for (const auto& [name, entries] : entries_) {
        reader.Read({.stream = name, .person = ++person, .entries = entries});
      }
      facts.practice.push_back(std::move(reader).Finish());
    }
    return ExperimentOf(facts, kK);
  }

 private:
  v1::ExperimentStarted started_;
  readmodels::LearningStream stream_;
  std::set<std::string> workers_;
  std::map<std::string, std::vector<PracticeEntry>> entries_;
};

TEST(Experiment, ComparesTheLatestScoreBeforeItsFirstDayWithTheLatestAfter) {
  World world;
  world.Unit("u", 5);
  world.Believe("u", 5, 12, "2025-02-01", 5);  // later rated lower
  world.Believe("u", 5, 12, "2025-02-28", 2);  // the last day before
  world.Believe("u", 5, 6, "2025-03-01", 4);   // the first day
  world.Believe("u", 5, 6, "2025-03-10", 5);
  for (int i = 6; i < 12; ++i) {
    world.Did(base::StrCat("case/u-", i), "2025-03-30", PracticeKind::kBelief, 3,
              base::StrCat("u-", 1 + i % 5));
  }
  const Response response = world.At("2025-12-31");
  EXPECT_EQ(response.all().before().belief().cases().value(), 12);
  EXPECT_EQ(response.all().before().belief().high().value(), 0);
  EXPECT_EQ(response.all().before().belief().mean().value(), 2.0);
  EXPECT_EQ(response.all().after().belief().cases().value(), 12);
  EXPECT_EQ(response.all().after().belief().high().value(), 6);
  EXPECT_EQ(response.all().after().belief().mean().value(), 4.0);
  EXPECT_EQ(response.all().belief_change().cases().value(), 12);
  EXPECT_NEAR(response.all().belief_change().high_share().value(), 0.5, 1e-12);
  EXPECT_GT(response.all().belief_change().high_share().lower(), 0);
  EXPECT_EQ(response.all().belief_change().mean().value(), 2.0);
  EXPECT_EQ(response.by_unit(0).after().belief().cases().value(), 12);
}

TEST(Experiment, TheWindowsEndWhereTheySay) {
  World world;
  world.Unit("u", 5);
  world.Believe("u", 5, 10, "2025-01-29", 2);  // 31 days before
  world.Believe("u", 5, 10, "2025-03-31", 5);  // day 30
  EXPECT_EQ(world.At("2025-12-31").all().before().belief().cases().value(), 0);
  EXPECT_EQ(world.At("2025-12-31").all().after().belief().cases().value(), 0);
  world.Believe("u", 5, 10, "2025-01-30", 2);
  world.Believe("u", 5, 10, "2025-03-30", 5);
  EXPECT_EQ(world.At("2025-12-31").all().before().belief().cases().value(), 10);
  EXPECT_EQ(world.At("2025-12-31").all().after().belief().cases().value(), 10);
  EXPECT_EQ(world.At("2025-03-29").all().after().belief().cases().value(), 0);
}

TEST(Experiment, WhatOthersAtTheJobCentreRateIsNotTheUnits) {
  World world;
  world.Unit("u", 5);
  world.Believe("u", 5, 10, "2025-02-28", 2);
  world.Believe("others", 5, 10, "2025-02-28", 5);
  EXPECT_EQ(world.At("2025-12-31").all().before().belief().cases().value(), 10);
  World whole;
  whole.Unit("u", 0);
  whole.Believe("u", 5, 10, "2025-02-28", 2);
  whole.Believe("others", 5, 10, "2025-02-28", 5);
  EXPECT_EQ(whole.At("2025-12-31").all().before().belief().cases().value(), 20);
}

TEST(Experiment, IsSplitOnlyWithFiveRatersOrMore) {
  World world;
  for (const char* unit : {"a", "b", "c", "d"}) {
    const int workers = unit[0] < 'c' ? 5 : 4;
    world.Unit(unit, workers);
    world.Believe(unit, workers, 10, "2025-02-28", 2);
  }
  const Response response = world.At("2025-12-31");
  EXPECT_EQ(response.all().before().belief().cases().value(), 40);
  EXPECT_FALSE(response.by_unit(0).before().belief().cases().suppressed());
  EXPECT_FALSE(response.by_unit(1).before().belief().cases().suppressed());
  for (const int small : {2, 3}) {
    const auto& belief = response.by_unit(small).before().belief();
    EXPECT_TRUE(belief.cases().suppressed() && belief.high().suppressed() &&
                belief.high_share().suppressed() && belief.mean().suppressed());
    EXPECT_EQ(belief.cases().value(), 0);
  }
  EXPECT_GT(response.metadata().suppressed_cells(), 0);
}

TEST(Experiment, OfFourRatersNothingIsShownAtAll) {
  World world;
  world.Unit("u", 4);
  world.Believe("u", 4, 30, "2025-02-28", 2);
  world.Heard("u", "2025-02-10", 3, 7);
  const Response response = world.At("2025-12-31");
  EXPECT_TRUE(response.all().before().belief().cases().suppressed());
  EXPECT_TRUE(response.all().before().language().positive().suppressed());
  EXPECT_FALSE(response.all().before().language().has_positive_share());
}

TEST(Experiment, AFewWithHighBeliefAreNotShown) {
  World world;
  world.Unit("u", 5);
  world.Believe("u", 5, 20, "2025-02-20", 2);
  world.Believe("u", 5, 4, "2025-02-28", 5);
  EXPECT_TRUE(world.At("2025-12-31").all().before().belief().high().suppressed());
}

TEST(Experiment, AChangeThatAFewHaveNoPartInIsNotShown) {
  World world;
  world.Unit("u", 5);
  world.Believe("u", 5, 20, "2025-02-20", 2);
  world.Believe("u", 5, 17, "2025-03-20", 2);
  const Response response = world.At("2025-12-31");
  EXPECT_FALSE(response.all().before().belief().cases().suppressed());
  EXPECT_TRUE(response.all().belief_change().cases().suppressed());
  EXPECT_TRUE(response.all().belief_change().high_share().suppressed());
}

TEST(Experiment, AMeanNeedsTwiceAsManyPersons) {
  World world;
  world.Unit("u", 5);
  world.Believe("u", 5, 9, "2025-02-20", 2);
  EXPECT_FALSE(world.At("2025-12-31").all().before().belief().high_share().suppressed());
  EXPECT_TRUE(world.At("2025-12-31").all().before().belief().mean().suppressed());
}

TEST(Experiment, CountsVisitsPlacementsFoundAndHowReferralsAreWorded) {
  World world;
  world.Unit("u", 5);
  for (int i = 0; i < 10; ++i) {
    const std::string stream = base::StrCat("case/", i);
    const std::string worker = base::StrCat("u-", 1 + i % 5);
    world.Did(stream, "2025-02-10", PracticeKind::kReferral, i < 5 ? 1 : 0, worker);
    world.Did(stream, "2025-03-10", PracticeKind::kReferral, 1, worker);
    world.Did(stream, "2025-03-11", PracticeKind::kVisit, i < 5 ? 2 : 0, worker);
  }
  const Response::Part all = world.At("2025-12-31").all();
  EXPECT_EQ(all.before().referrals().worded().value(), 5);
  EXPECT_EQ(all.before().referrals().worded_share().value(), 0.5);
  EXPECT_EQ(all.after().referrals().worded_share().value(), 1.0);
  EXPECT_EQ(all.before().visits().visits().value(), 0);
  EXPECT_EQ(all.after().visits().visits().value(), 10);
  EXPECT_EQ(all.after().visits().placements_found().value(), 10);
}

TEST(Experiment, FollowsLanguageOverTime) {
  World world;
  world.Unit("u", 5);
  world.Heard("u", "2025-01-10", 1, 9);
  world.Heard("u", "2025-02-28", 2, 8);
  world.Heard("u", "2025-03-01", 7, 3);
  world.Heard("u", "2025-03-20", 9, 1);
  const Response::Part all = world.At("2025-12-31").all();
  EXPECT_NEAR(all.before().language().positive_share(), 0.15, 1e-12);
  EXPECT_NEAR(all.after().language().positive_share(), 0.8, 1e-12);
  ASSERT_EQ(all.language_size(), 3);
  EXPECT_EQ(all.language(2).from(), "2025-03-01");
  EXPECT_EQ(all.language(2).language().positive().value(), 16);
  EXPECT_EQ(world.At("2025-03-01").all().language(2).language().positive().value(), 7);
}

}  // namespace
}  // namespace praksis::services
