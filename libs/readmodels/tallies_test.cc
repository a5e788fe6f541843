#include "libs/readmodels/tallies.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <set>

#include "libs/readmodels/by_day.h"

namespace praksis::readmodels {
namespace {

RC_GTEST_PROP(TalliesProperty, CountAllAndTellPersonsApartAsFarAsAsked, ()) {
  const int64_t exact_below = *rc::gen::inRange<int64_t>(1, Persons::kExactBelow + 1);
  Tallies tallies(exact_below, 2);
  std::array<int64_t, 2> counts = {};
  std::array<std::set<uint32_t>, 2> persons;
  for (int i = *rc::gen::inRange(0, 200); i > 0; --i) {
    const size_t at = *rc::gen::inRange<size_t>(0, 2);
    const uint32_t person = *rc::gen::inRange<uint32_t>(0, 100);
    counts[at] += i;
    persons[at].insert(person);
    tallies.Add(at, i, person);
  }
  Tally sum;
  for (size_t at = 0; at < 2; ++at) {
    const Tally tally = tallies.At(at);
    RC_ASSERT(tally.count == counts[at]);
    RC_ASSERT(tally.persons.size() == std::min<int64_t>(exact_below, persons[at].size()));
    sum.Add(tally);
  }
  std::set<uint32_t> all = persons[0];
  all.insert(persons[1].begin(), persons[1].end());
  // Of a sum, too, it is certain whether there are fewer than that.
  RC_ASSERT(std::min(sum.persons.size(), exact_below) == std::min<int64_t>(exact_below, all.size()));
}

TEST(TalliesPerDay, GiveTheDaysOnWhichSomethingWasCounted) {
  TalliesPerDay tallies(5);
  tallies.Add(9, 2, 1);
  tallies.Add(-3, 1, 2);
  tallies.Add(kMostDays + 7, 1, 3);
  tallies.Add(9, 1, 1);
  const auto days = tallies.Days();
  ASSERT_EQ(days.size(), 3U);
  EXPECT_EQ(days.at(0).count, 1);
  EXPECT_EQ(days.at(9).count, 3);
  EXPECT_EQ(days.at(9).persons.size(), 1);
  EXPECT_EQ(days.at(kMostDays).count, 1);
}

}  // namespace
}  // namespace praksis::readmodels
