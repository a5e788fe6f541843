// Casework over several years: it goes on from each to the next.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "libs/sample/measures_in_use.h"
#include "libs/sample/sample_year.h"
#include "libs/sample/vocabulary.h"

namespace praksis::sample {
namespace {

constexpr Options kThreeYears = {.cases = 3'000, .seed = 4, .first_day = 19'358, .years = 3};  // 2023-01-01

// Accepted facts of ordinary weeks, by what is looked at around a day.
struct Casework {
  // How many facts happened on the day; how many cases opened; how many placements started.
  std::map<base::Day, int> facts, opened, started;
  // First and last day of placements that have ended.
  std::vector<std::array<base::Day, 2>> placements;
  base::Day last_reported = 0;
};

base::Day Reported(const v1::Event& event) {
  // A UUIDv7 begins with its time: 12 digits of milliseconds.
  const std::string digits = event.event_id().substr(0, 8) + event.event_id().substr(9, 4);
  return static_cast<base::Day>(std::stoull(digits, nullptr, 16) / 86'400'000);
}

Casework Generate(const Options& options) {
  Casework casework;
  std::map<std::string, base::Day> starts;
  GenerateCasework(options, [&](const v1::Event& event, const Expectation& expectation) {
    casework.last_reported = std::max(casework.last_reported, Reported(event));
    if (expectation.outcome != Expectation::Outcome::kAccepted) return true;
    const base::Day day = *base::ParseDay(event.occurred_at().date().date());
    ++casework.facts[day];
    if (event.has_case_opened()) ++casework.opened[day];
    const auto end = [&](const std::string& placement) {
      const auto start = starts.find(event.stream() + placement);
      if (start != starts.end()) casework.placements.push_back({start->second, day});
    };
    if (event.has_placement_started()) {
      ++casework.started[day];
      starts[event.stream() + event.placement_started().placement_id()] = day;
    }
    if (event.has_placement_interrupted()) end(event.placement_interrupted().placement_id());
    if (event.has_placement_completed()) end(event.placement_completed().placement_id());
    return true;
  });
  return casework;
}

int Within(const std::map<base::Day, int>& by_day, base::Day begin, base::Day end) {
  int sum = 0;
  for (auto it = by_day.lower_bound(begin); it != by_day.end() && it->first < end; ++it) sum += it->second;
  return sum;
}

TEST(SampleYears, LastToTheAnniversaryOfTheFirstDay) {
  EXPECT_EQ(base::FormatDay(LastDay(kThreeYears)), "2025-12-31");
  EXPECT_EQ(base::FormatDay(FirstDayOfYear(kThreeYears, 1)), "2024-01-01");
  EXPECT_EQ(LastDay({}), kDefaultFirstDay + kDays - 1);
  const Casework casework = Generate(kThreeYears);
  EXPECT_LE(casework.last_reported, LastDay(kThreeYears));
  EXPECT_GT(casework.last_reported, LastDay(kThreeYears) - 7);
}

// Six weeks before and after.
TEST(SampleYears, NothingFallsOffOrRisesAtTheTurnOfAYear) {
  const Casework casework = Generate(kThreeYears);
  for (const int year : {1, 2}) {
    const base::Day turn = FirstDayOfYear(kThreeYears, year);
    for (const auto* counted : {&casework.facts, &casework.opened, &casework.started}) {
      const int before = Within(*counted, turn - 42, turn);
      const int after = Within(*counted, turn, turn + 42);
      ASSERT_GT(before, 50);
      EXPECT_GT(100 * after, 70 * before) << year;
      EXPECT_GT(100 * before, 70 * after) << year;
    }
  }
}

TEST(SampleYears, PlacementsGoOnOverTheTurnOfAYear) {
  const Casework casework = Generate(kThreeYears);
  const auto running = [&](base::Day day) {
    return std::count_if(casework.placements.begin(), casework.placements.end(),
                         [&](const auto& placement) { return placement[0] < day && day <= placement[1]; });
  };
  for (const int year : {1, 2}) {
    const base::Day turn = FirstDayOfYear(kThreeYears, year);
    const int64_t before = running(turn - 60);
    ASSERT_GT(before, 100);
    EXPECT_GT(10 * running(turn), 8 * before) << year;
    EXPECT_GT(10 * running(turn + 30), 8 * before) << year;
  }
}

// How many of how many, before something and from it on.
struct Shares {
  std::array<int, 2> hits = {}, all = {};
  void Count(bool with, bool hit) {
    ++all[with ? 1 : 0];
    if (hit) ++hits[with ? 1 : 0];
  }
  // With it less without, in permille.
  int Change() const { return 1000 * hits[1] / all[1] - 1000 * hits[0] / all[0]; }
};

struct Learnt {
  // By municipality: placements interrupted by the day that the mentors are judged by, begun before a day and
  // from it on; and referrals accepted.
  std::map<std::string, Shares> interrupted, accepted;
};

// What changes on `changes` at each municipality; placements and referrals count from half a year on, when
// the first cycle's measure is in use.
Learnt Compare(const Options& options, const std::map<std::string, base::Day>& mentors, base::Day weekly) {
  struct Placement {
    std::string at;
    base::Day start = 0;
    base::Day end = 0;
  };
  std::map<std::string, Placement> placements;
  std::map<std::string, base::Day> made;
  Learnt learnt;
  const base::Day from = base::AddMonths(options.first_day, 6);
  GenerateCasework(options, [&](const v1::Event& event, const Expectation& expectation) {
    if (expectation.outcome != Expectation::Outcome::kAccepted) return true;
    const base::Day day = *base::ParseDay(event.occurred_at().date().date());
    const auto referral = [&](const std::string& id, bool accepted) {
      const base::Day on = made[event.stream() + id];
      if (on >= from) learnt.accepted[event.municipality()].Count(on >= weekly, accepted);
    };
    if (event.has_placement_started()) {
      placements[event.stream() + event.placement_started().placement_id()] = {event.municipality(), day,
                                                                               day + 10'000};
    }
    if (event.has_placement_interrupted()) {
      const auto& interrupted = event.placement_interrupted();
      const bool job = std::any_of(interrupted.reasons().begin(), interrupted.reasons().end(),
                                   [](const auto& reason) { return reason.code() == "GOT_JOB"; });
      if (!job) placements[event.stream() + interrupted.placement_id()].end = day;
    }
    if (event.has_referral_made()) made[event.stream() + event.referral_made().referral_id()] = day;
    if (event.has_referral_accepted()) referral(event.referral_accepted().referral_id(), true);
    if (event.has_referral_declined()) referral(event.referral_declined().referral_id(), false);
    return true;
  });
  for (const auto& [id, placement] : placements) {
    const auto changes = mentors.find(placement.at);
    if (changes == mentors.end() || placement.start < from) continue;
    if (placement.start > LastDay(options) - kMentorHorizon) continue;
    learnt.interrupted[placement.at].Count(placement.start >= changes->second,
                                           placement.end - placement.start <= kMentorHorizon);
  }
  return learnt;
}

TEST(SampleYears, WhatTheSecondCycleDecidesIsInTheCasework) {
  std::map<std::string, base::Day> mentors;
  for (const MentorsAt& at : kMentors) {
    mentors[std::string(at.municipality)] = base::AddMonths(kThreeYears.first_day, at.month);
  }
  // Never has any.
  const std::string odder(kOdder.municipality);
  mentors[odder] = base::AddMonths(kThreeYears.first_day, kMentors.front().month);
  Options options = kThreeYears;
  options.cases = 8'000;
  const base::Day weekly = base::AddMonths(options.first_day, kWeeklyMeetingsMonth);
  const Learnt learnt = Compare(options, mentors, weekly);
  ASSERT_EQ(learnt.interrupted.size(), kMentors.size() + 1);
  for (const auto& [at, shares] : learnt.interrupted) {
    ASSERT_GT(shares.all[0], 90) << at;
    ASSERT_GT(shares.all[1], 90) << at;
    if (at == odder) {
      EXPECT_NEAR(shares.Change(), 0, 100);
    } else {
      EXPECT_LT(shares.Change(), -80) << at;
    }
  }
  for (const auto& [at, shares] : learnt.accepted) {
    if (at == kLolland.municipality || at == kGuldborgsund.municipality) {
      EXPECT_GT(shares.Change(), 130) << at;
    } else {
      EXPECT_NEAR(shares.Change(), 0, 80) << at;
    }
  }
}

}  // namespace
}  // namespace praksis::sample
