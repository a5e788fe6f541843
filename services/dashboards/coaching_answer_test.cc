#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <string>
#include <vector>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "services/dashboards/answers.h"
#include "services/dashboards/testing/equations.h"

namespace praksis::services {
namespace {

using readmodels::CoachingOutcomesFigure;
using readmodels::Tally;
using Response = v1::GetCoachingOutcomesResponse;

constexpr int64_t kThreshold = 5;

// Self-obtained, not obtained, unknown: that many persons with an episode each, an hour for those known.
using Counts = std::array<int64_t, 3>;

CoachingOutcomesFigure Figure(const std::vector<Counts>& groups) {
  CoachingOutcomesFigure figure;
  uint32_t person = 0;
  for (size_t i = 0; i < groups.size(); ++i) {
    CoachingOutcomesFigure::Group& group = figure.groups[{base::StrCat("M", i), "1"}];
    const std::array<Tally*, 3> parts = {&group.self_obtained, &group.not_obtained, &group.unknown};
    for (size_t part = 0; part < parts.size(); ++part) {
      for (int64_t n = 0; n < groups[i][part]; ++n) {
        parts[part]->Add(1, ++person);
        if (part < 2) group.minutes.Add(60, person);
      }
    }
  }
  return figure;
}

std::string Text(const v1::Count& count) { return count.suppressed() ? "." : base::StrCat(count.value()); }

// "episodes/known/self-obtained" of all and of each group.
std::string Shown(const absl::StatusOr<Response>& response) {
  if (!response.ok()) return base::ReasonOf(response.status());
  const auto text = [](const Response::Group& group) {
    return base::StrCat(Text(group.episodes()), "/", Text(group.known()), "/", Text(group.self_obtained()));
  };
  std::string shown = text(response->all()) + " |";
  for (const auto& group : response->by_method()) shown += " " + text(group);
  return shown;
}

std::string Shown(const std::vector<Counts>& groups) {
  return Shown(AnswerCoachingOutcomes(Figure(groups), kThreshold));
}

TEST(CoachingAnswer, SuccessIsOfThoseKnownAndHoursAreTheirMean) {
  CoachingOutcomesFigure figure = Figure({{12, 8, 10}});
  for (uint32_t person = 1; person <= 20; ++person) figure.groups.begin()->second.minutes.Add(300, person);
  const auto response = AnswerCoachingOutcomes(figure, kThreshold);
  EXPECT_EQ(Shown(response), "30/20/12 | 30/20/12");
  EXPECT_DOUBLE_EQ(response->all().success().value(), 0.6);
  EXPECT_DOUBLE_EQ(response->all().hours_per_episode(), 6);
  EXPECT_EQ(response->by_method(0).method(), "M0");
  EXPECT_EQ(response->by_method(0).method_revision(), "1");
  EXPECT_EQ(response->metadata().suppressed_cells(), 0);
  EXPECT_EQ(response->metadata().threshold(), 5);
}

TEST(CoachingAnswer, OfNobodyIsZeroAndOfFewIsRefused) {
  EXPECT_EQ(Shown(std::vector<Counts>{}), "0/0/0 |");
  EXPECT_EQ(Shown({{1, 2, 1}}), "SELECTION_TOO_NARROW");
  EXPECT_FALSE(AnswerCoachingOutcomes(Figure({}), kThreshold)->all().hours_suppressed());
}

TEST(CoachingAnswer, FewUnknownHideBehindTheEpisodesAndNotBehindTheSuccess) {
  const auto response = AnswerCoachingOutcomes(Figure({{12, 18, 2}}), kThreshold);
  EXPECT_EQ(Shown(response), "./30/12 | ./30/12");
  EXPECT_FALSE(response->all().success().suppressed());
}

TEST(CoachingAnswer, FewSuccessesHideTheShareAndNotTheSize) {
  const auto response = AnswerCoachingOutcomes(Figure({{2, 18, 10}}), kThreshold);
  EXPECT_EQ(Shown(response), "30/20/. | 30/20/.");
  EXPECT_TRUE(response->all().success().suppressed());
  EXPECT_FALSE(response->all().hours_suppressed());
}

TEST(CoachingAnswer, AGroupWithAFewHidesBehindTheSmallestOther) {
  EXPECT_EQ(Shown({{10, 10, 10}, {2, 18, 10}, {20, 20, 20}}), "120/80/32 | 30/20/. 30/20/. 60/40/20")
      << "what is shown of the first is what the second can show";
  EXPECT_EQ(Shown({{10, 10, 0}, {1, 1, 0}, {20, 20, 0}}), "62/62/31 | ././. ././. 40/40/20")
      << "together they are 11 and 11";
}

TEST(CoachingAnswer, HoursNeedEnoughPersonsNoneOfWhomDominates) {
  CoachingOutcomesFigure figure = Figure({{10, 10, 0}});
  EXPECT_FALSE(AnswerCoachingOutcomes(figure, kThreshold)->all().hours_suppressed());
  figure.groups.begin()->second.minutes.Add(60 * 1000, 1);
  const auto response = AnswerCoachingOutcomes(figure, kThreshold);
  EXPECT_TRUE(response->all().hours_suppressed());
  EXPECT_TRUE(response->by_method(0).hours_suppressed());
  EXPECT_EQ(response->all().hours_per_episode(), 0);
  EXPECT_EQ(Shown(response), "20/20/10 | 20/20/10") << "the counts tell nothing of the minutes";
}

TEST(CoachingAnswer, HoursThatWouldFollowBySubtractionAreHiddenWithAnother) {
  CoachingOutcomesFigure figure = Figure({{10, 10, 0}, {10, 10, 0}, {20, 20, 0}});
  figure.groups.begin()->second.minutes.Add(60 * 15, 1);  // 16 of the first group's 35 hours
  const auto hidden = [&] {
    std::string text;
    const auto response = AnswerCoachingOutcomes(figure, kThreshold);
    for (const auto& group : response->by_method()) {
      text += group.hours_suppressed() ? "." : "h";
    }
    return text;
  };
  EXPECT_EQ(hidden(), "hhh") << "19 hours are of others";
  figure.groups.begin()->second.minutes.Add(60 * 400, 1);
  EXPECT_EQ(hidden(), "...") << "neither alone nor with the others' can they be known, nor can all";
  figure = Figure({{10, 10, 0}, {10, 10, 0}, {20, 20, 0}});
  figure.groups.begin()->second.minutes.Add(60 * 185, 1);  // less than 10 % of 186 hours are of the 18 others
  EXPECT_EQ(hidden(), "..h") << "the smaller of the others' joins";
}

// The minutes of some groups together that a reader comes to know by subtraction: of enough persons, none of
// whom dominates (written down once more).
bool MayBeKnown(const std::vector<int64_t>& minutes_of_persons) {
  std::vector<int64_t> sorted = minutes_of_persons;
  std::sort(sorted.rbegin(), sorted.rend());
  const int64_t others =
      std::accumulate(sorted.begin(), sorted.end(), int64_t{0}) -
      std::accumulate(sorted.begin(), sorted.begin() + std::min<ptrdiff_t>(2, std::ssize(sorted)),
                      int64_t{0});
  return sorted.empty() || (std::ssize(sorted) >= kThreshold && 10 * others >= sorted[0]);
}

TEST(CoachingAnswerAttack, NoMinutesOfFewOrOfOneFollowFromTheHours) {
  uint64_t state = 11;
  const auto random = [&state](uint64_t below) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<int64_t>((state >> 33) % below);
  };
  int shown = 0, hidden = 0;
  for (int round = 0; round < 20000 && !::testing::Test::HasFailure(); ++round) {
    CoachingOutcomesFigure figure;
    std::vector<std::vector<int64_t>> minutes(static_cast<size_t>(1 + random(4)));
    uint32_t person = 0;
    for (size_t i = 0; i < minutes.size(); ++i) {
      auto& group = figure.groups[{base::StrCat("M", i), "1"}];
      for (int64_t left = random(3) == 0 ? random(5) : 5 + random(10); left > 0; --left) {
        minutes[i].push_back(random(8) == 0 ? 60 * random(100) : 60 * random(3));
        (random(2) == 0 ? group.self_obtained : group.not_obtained).Add(1, ++person);
        group.minutes.Add(minutes[i].back(), person);
      }
    }
    const auto response = AnswerCoachingOutcomes(figure, kThreshold);
    if (!response.ok() || response->all().hours_suppressed()) continue;
    std::vector<int64_t> all, rest;
    for (size_t i = 0; i < minutes.size(); ++i) {
      const bool suppressed = response->by_method(static_cast<int>(i)).hours_suppressed();
      (suppressed ? hidden : shown) += 1;
      all.insert(all.end(), minutes[i].begin(), minutes[i].end());
      if (suppressed) rest.insert(rest.end(), minutes[i].begin(), minutes[i].end());
      EXPECT_TRUE(suppressed || MayBeKnown(minutes[i])) << "group " << i << ", round " << round;
    }
    EXPECT_TRUE(MayBeKnown(all)) << "round " << round;
    EXPECT_TRUE(MayBeKnown(rest)) << "what is not shown, round " << round;
  }
  EXPECT_GT(shown, 5000);
  EXPECT_GT(hidden, 5000);
}

// The attack: everything shown, as sums of the parts of the groups. No small part, known or size of a group
// or of all may follow.
class CoachingAttack {
 public:
  explicit CoachingAttack(const std::vector<Counts>& groups) : groups_(groups) {}

  // False where nothing was published.
  bool Run() {
    const auto response = AnswerCoachingOutcomes(Figure(groups_), kThreshold);
    if (!response.ok()) return false;
    std::vector<size_t> all;
    for (size_t i = 0; i < groups_.size(); ++i) all.push_back(i);
    Learn(response->all(), all);
    for (size_t i = 0; i < groups_.size(); ++i) Learn(response->by_method(static_cast<int>(i)), {i});
    for (size_t i = 0; i < groups_.size(); ++i) ExpectNothingSmallFollows({i});
    ExpectNothingSmallFollows(all);
    return true;
  }

 private:
  enum Part : size_t { kSelf, kNot, kUnknown };
  using Parts = std::vector<size_t>;

  testing::Equations::Coefficients Sum(const std::vector<size_t>& groups, const Parts& parts) const {
    testing::Equations::Coefficients sum(groups_.size() * 3, 0);
    for (const size_t group : groups) {
      for (const size_t part : parts) sum[group * 3 + part] = 1;
    }
    return sum;
  }
  int64_t Value(const std::vector<size_t>& groups, const Parts& parts) const {
    int64_t value = 0;
    for (const size_t group : groups) {
      for (const size_t part : parts) value += groups_[group][part];
    }
    return value;
  }
  void LearnCount(const v1::Count& count, const std::vector<size_t>& groups, const Parts& parts) {
    if (count.suppressed()) return;
    EXPECT_EQ(count.value(), Value(groups, parts));
    equations_.Know(Sum(groups, parts), count.value());
  }
  void Learn(const Response::Group& group, const std::vector<size_t>& groups) {
    LearnCount(group.episodes(), groups, {kSelf, kNot, kUnknown});
    LearnCount(group.known(), groups, {kSelf, kNot});
    LearnCount(group.self_obtained(), groups, {kSelf});
    EXPECT_EQ(group.success().suppressed(), group.known().suppressed() || group.self_obtained().suppressed());
    if (!group.hours_suppressed()) {
      EXPECT_FALSE(group.known().suppressed()) << "hours times known are minutes";
    }
  }
  void ExpectNothingSmallFollows(const std::vector<size_t>& groups) {
    for (const Parts& parts :
         std::vector<Parts>{{kSelf}, {kNot}, {kUnknown}, {kSelf, kNot}, {kSelf, kNot, kUnknown}}) {
      const int64_t value = Value(groups, parts);
      if (value == 0 || value >= kThreshold) continue;
      EXPECT_FALSE(equations_.Follows(Sum(groups, parts)))
          << value << " of group " << groups[0] << " part " << parts[0] << ", " << parts.size() << " parts";
    }
  }

  const std::vector<Counts> groups_;
  testing::Equations equations_;
};

TEST(CoachingAnswerAttack, NoSmallNumberFollowsFromEverythingTogether) {
  uint64_t state = 7;
  const auto random = [&state](uint64_t below) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<int64_t>((state >> 33) % below);
  };
  int published = 0;
  for (int round = 0; round < 20000 && !::testing::Test::HasFailure(); ++round) {
    std::vector<Counts> groups(static_cast<size_t>(1 + random(5)));
    for (Counts& counts : groups) {
      for (int64_t& count : counts) count = random(3) == 0 ? random(5) : random(2) * (4 + random(12));
    }
    SCOPED_TRACE(round);
    SCOPED_TRACE(Shown(groups));
    published += CoachingAttack(groups).Run() ? 1 : 0;
  }
  EXPECT_GT(published, 15000);
}

}  // namespace
}  // namespace praksis::services
