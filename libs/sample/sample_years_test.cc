// Casework over several years: it goes on from each to the next.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "libs/sample/sample_year.h"

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

}  // namespace
}  // namespace praksis::sample
