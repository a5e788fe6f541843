#include "services/dashboards/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "services/dashboards/testing/reader.h"

namespace praksis::services {
namespace {

using readmodels::FunnelFigure;
using readmodels::InterruptionsFigure;
using readmodels::ReferralsFigure;
using readmodels::Tally;

Tally Of(int64_t count) {
  static uint32_t next_person = 0;
  Tally tally;
  for (int64_t i = 0; i < count; ++i) tally.Add(1, ++next_person);
  return tally;
}

std::string Text(const v1::Count& count) { return count.suppressed() ? "." : base::StrCat(count.value()); }

// "reached/furthest" by stage.
std::string Steps(const v1::GetFunnelResponse& response) {
  std::string text;
  for (const auto& step : response.steps()) {
    text += base::StrCat(text.empty() ? "" : " ", Text(step.reached()), "/", Text(step.furthest()));
  }
  return text;
}

FunnelFigure Funnel(const std::array<int64_t, readmodels::kFunnelStages>& furthest) {
  FunnelFigure figure;
  for (size_t i = 0; i < furthest.size(); ++i) figure.furthest[i] = Of(furthest[i]);
  return figure;
}

TEST(FunnelAnswer, ReachedIsTheSumOfWhatGotSoFarOrFarther) {
  const auto response = AnswerFunnel(Funnel({10, 20, 0, 5, 6, 7, 8}), 5);
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(Steps(*response), "56/10 46/20 26/0 26/5 21/6 15/7 8/8");
  EXPECT_EQ(response->steps(0).stage(), v1::GetFunnelResponse::OPENED);
  EXPECT_EQ(response->steps(6).stage(), v1::GetFunnelResponse::IN_WORK);
  EXPECT_DOUBLE_EQ(response->steps(1).share().value(), 46.0 / 56);
  EXPECT_EQ(response->metadata().suppressed_cells(), 0);
  EXPECT_EQ(response->metadata().threshold(), 5);
}

TEST(FunnelAnswer, ASmallStageHidesWithANeighbourAndSoDoesWhatLiesBetweenThem) {
  const auto response = AnswerFunnel(Funnel({10, 20, 2, 9, 6, 7, 8}), 5);
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(Steps(*response), "62/10 52/20 32/. ./. 21/6 15/7 8/8");
  EXPECT_TRUE(response->steps(3).share().suppressed()) << "the share would tell what was reached";
  EXPECT_EQ(response->metadata().suppressed_cells(), 4);
}

TEST(FunnelAnswer, OfNobodyIsZero) {
  const auto response = AnswerFunnel(Funnel({}), 5);
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(Steps(*response), "0/0 0/0 0/0 0/0 0/0 0/0 0/0");
}

TEST(FunnelAnswer, OfFewPersonsIsRefusedHoweverManyCasesTheyHave) {
  FunnelFigure figure;
  for (uint32_t person = 0; person < 4; ++person) figure.furthest[0].Add(3, person);
  const auto response = AnswerFunnel(figure, 5);
  EXPECT_EQ(response.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(base::ReasonOf(response.status()), "SELECTION_TOO_NARROW");
}

ReferralsFigure Referrals(int64_t waiting, int64_t accepted, const std::vector<int64_t>& declined) {
  ReferralsFigure figure;
  figure.waiting = Of(waiting);
  figure.accepted = Of(accepted);
  int64_t made = waiting + accepted;
  for (size_t i = 0; i < declined.size(); ++i) {
    figure.declined[{v1::ReferralDeclined::PROVIDER, base::StrCat("R", i)}] = Of(declined[i]);
    made += declined[i];
  }
  figure.worded = Of(made);
  for (int64_t i = 0; i < made - waiting; ++i) {
    figure.days_to_answer.push_back({.day = static_cast<int32_t>(i), .cause = 1, .count = 1});
  }
  return figure;
}

// "made answered accepted | refusals".
std::string Counts(const absl::StatusOr<v1::GetReferralsResponse>& response) {
  if (!response.ok()) return base::ReasonOf(response.status());
  std::string text = base::StrCat(Text(response->made()), " ", Text(response->answered()), " ",
                                  Text(response->accepted()), " |");
  for (const auto& refusal : response->refusals()) text += " " + Text(refusal.count());
  return text;
}

TEST(ReferralsAnswer, CountsAndSharesAddUp) {
  const auto response = AnswerReferrals(Referrals(10, 30, {6, 14}), 5);
  EXPECT_EQ(Counts(response), "60 50 30 | 6 14");
  EXPECT_DOUBLE_EQ(response->acceptance().value(), 0.6);
  EXPECT_DOUBLE_EQ(response->resources_worded().value(), 1);
  EXPECT_EQ(response->median_days_to_answer(), 24);
  EXPECT_EQ(response->median_days_to_answer_lower(), 17);
  EXPECT_EQ(response->median_days_to_answer_upper(), 31);
  EXPECT_EQ(response->refusals(0).decided_by(), "PROVIDER");
  EXPECT_EQ(response->metadata().suppressed_cells(), 0);
}

TEST(ReferralsAnswer, FewUnansweredHideBehindAnsweredAndAccepted) {
  // made - answered would be the unanswered; so would made - accepted - refusals.
  const auto response = AnswerReferrals(Referrals(2, 30, {6, 14}), 5);
  EXPECT_EQ(Counts(response), "52 . . | 6 14");
  EXPECT_TRUE(response->acceptance().suppressed());
}

TEST(ReferralsAnswer, FewRefusalsHideAllOfThem) {
  EXPECT_EQ(Counts(AnswerReferrals(Referrals(10, 30, {1, 2}), 5)), "43 33 . |");
  EXPECT_EQ(Counts(AnswerReferrals(Referrals(10, 30, {2, 7, 9}), 5)), "58 48 30 | . . 9");
  EXPECT_EQ(Counts(AnswerReferrals(Referrals(10, 30, {1, 1, 1, 1, 1}), 5)), "45 35 30 |");
}

TEST(ReferralsAnswer, AShareThatWouldTellOfFewIsWithheld) {
  ReferralsFigure figure = Referrals(10, 30, {6, 14});
  figure.worded = Of(57);
  figure.not_worded = Of(3);
  EXPECT_TRUE(AnswerReferrals(figure, 5)->resources_worded().suppressed());
}

TEST(ReferralsAnswer, TheMedianNeedsEnoughPersonsWhoGotAnAnswer) {
  const auto response = AnswerReferrals(Referrals(20, 4, {}), 5);
  ASSERT_TRUE(response.ok());
  EXPECT_TRUE(response->median_suppressed());
  EXPECT_EQ(response->median_days_to_answer(), -1);
  EXPECT_EQ(response->median_days_to_answer_lower(), -1);
  EXPECT_EQ(response->median_days_to_answer_upper(), -1);
}

TEST(ReferralsAnswer, OfFewPersonsIsRefused) {
  EXPECT_EQ(Counts(AnswerReferrals(Referrals(2, 2, {}), 5)), "SELECTION_TOO_NARROW");
  EXPECT_EQ(Counts(AnswerReferrals(Referrals(0, 0, {}), 5)), "0 0 0 |");
}

TEST(InterruptionsAnswer, WithoutCensoringIsTheShareInterruptedByThen) {
  InterruptionsFigure figure;
  figure.completed[200] = Of(40);
  figure.got_job[50] = Of(10);
  figure.interrupted["NO_SHOW"][10] = Of(30);
  figure.interrupted["TRANSPORT"][100] = Of(20);
  const auto response = AnswerInterruptions(figure, v1::COMPANY, 5);
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->voice(), v1::COMPANY);
  EXPECT_EQ(Text(response->started()), "100");
  EXPECT_EQ(Text(response->interrupted()), "50");
  EXPECT_EQ(Text(response->running()), "0");
  ASSERT_EQ(response->overall_size(), 3);
  EXPECT_DOUBLE_EQ(response->overall(0).incidence().value(), 0.3);
  EXPECT_DOUBLE_EQ(response->overall(1).incidence().value(), 0.3);
  EXPECT_DOUBLE_EQ(response->overall(2).incidence().value(), 0.5);
  EXPECT_EQ(Text(response->overall(1).at_risk()), "60");
  ASSERT_EQ(response->curve_size(), 2);
  EXPECT_EQ(response->curve(0).day(), 10);
  EXPECT_EQ(response->curve(1).day(), 100);
  ASSERT_EQ(response->causes_size(), 4);
  EXPECT_EQ(response->causes(0).code(), "NO_SHOW");
  EXPECT_FALSE(response->causes(0).competing());
  EXPECT_DOUBLE_EQ(response->causes(1).points(2).incidence().value(), 0.2);
  EXPECT_EQ(response->causes(2).code(), "COMPLETED");
  EXPECT_TRUE(response->causes(2).competing());
  EXPECT_EQ(response->causes(3).code(), "GOT_JOB");
  EXPECT_DOUBLE_EQ(response->causes(3).points(1).incidence().value(), 0.1);
}

TEST(InterruptionsAnswer, ACompetingSuccessIsNoFailureAndNoCensoring) {
  // Ten get a job on day 5, five of the other ten are interrupted on day 10. One minus Kaplan–Meier would say
  // 1/2.
  InterruptionsFigure figure;
  figure.got_job[5] = Of(10);
  figure.interrupted["NO_SHOW"][10] = Of(5);
  figure.completed[60] = Of(5);
  const auto response = AnswerInterruptions(figure, v1::JOB_CENTRE, 5);
  ASSERT_TRUE(response.ok());
  EXPECT_DOUBLE_EQ(response->overall(0).incidence().value(), 0.25);
}

TEST(InterruptionsAnswer, FewGotJobsHideBehindThoseRunning) {
  InterruptionsFigure figure;
  figure.running[300] = Of(20);
  figure.completed[200] = Of(40);
  figure.got_job[50] = Of(2);
  figure.interrupted["NO_SHOW"][10] = Of(30);
  const auto response = AnswerInterruptions(figure, v1::JOB_CENTRE, 5);
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(Text(response->running()), ".");
  EXPECT_EQ(Text(response->interrupted()), "30");
  EXPECT_EQ(Text(response->causes(2).count()), ".");
  EXPECT_TRUE(response->overall(1).at_risk().suppressed());
}

TEST(InterruptionsAnswer, NoDayIsShownThatFewReached) {
  InterruptionsFigure figure;
  figure.running[100] = Of(4);
  figure.running[20] = Of(20);
  figure.interrupted["NO_SHOW"][10] = Of(30);
  const auto response = AnswerInterruptions(figure, v1::JOB_CENTRE, 5);
  ASSERT_TRUE(response.ok());
  EXPECT_TRUE(response->overall(0).incidence().suppressed());
  EXPECT_TRUE(response->overall(2).incidence().suppressed());
  EXPECT_EQ(response->curve_size(), 1);
}

TEST(InterruptionsAnswer, OfFewPersonsIsRefused) {
  InterruptionsFigure figure;
  figure.interrupted["NO_SHOW"][10] = Of(4);
  EXPECT_EQ(base::ReasonOf(AnswerInterruptions(figure, v1::JOB_CENTRE, 5).status()), "SELECTION_TOO_NARROW");
  EXPECT_TRUE(AnswerInterruptions({}, v1::JOB_CENTRE, 5).ok());
}

// No small count, of an ending or of a reason, between any of the days that answers speak of, may follow.
class Reader : public testing::Reader {
 public:
  static constexpr std::array<int32_t, 9> kColumns = {10, 27, 28, 60, 91, 120, 182, 183, 300};

  explicit Reader(size_t rows) : testing::Reader(rows * kColumns.size()) {}

  // Cells of `rows` with first <= day <= last.
  static Cells Of(const std::vector<size_t>& rows, int32_t first, int32_t last) {
    Cells cells;
    for (const size_t row : rows) {
      for (size_t column = 0; column < kColumns.size(); ++column) {
        if (kColumns[column] >= first && kColumns[column] <= last)
          cells.insert(row * kColumns.size() + column);
      }
    }
    return cells;
  }
};

class InterruptionsAttack {
 public:
  // Rows: running, completed, got job, then the reasons.
  explicit InterruptionsAttack(const std::vector<std::vector<int64_t>>& table)
      : table_(table), reader_(table.size()) {
    const auto by_day = [&](size_t row) {
      InterruptionsFigure::ByDay days;
      for (size_t column = 0; column < Reader::kColumns.size(); ++column) {
        if (table[row][column] > 0) days[Reader::kColumns[column]] = services::Of(table[row][column]);
      }
      return days;
    };
    figure_.running = by_day(0);
    figure_.completed = by_day(1);
    figure_.got_job = by_day(2);
    for (size_t row = 3; row < table.size(); ++row) {
      auto days = by_day(row);
      if (days.empty()) continue;
      figure_.interrupted[base::StrCat("R", row)] = std::move(days);
      reasons_.push_back(row);
    }
  }

  // False where nothing was published.
  bool Run() {
    const auto response = AnswerInterruptions(figure_, v1::JOB_CENTRE, kThreshold);
    if (!response.ok()) return false;
    for (size_t row = 0; row < table_.size(); ++row) all_.push_back(row);
    Learn(response->started(), all_);
    Learn(response->interrupted(), reasons_);
    Learn(response->running(), {0});
    LearnPoints(response->overall(), reasons_);
    for (const auto& point : response->curve()) LearnSum(reader_.Of(reasons_, 0, point.day()));
    for (const auto& cause : response->causes()) {
      const std::vector<size_t> rows = {cause.code() == "COMPLETED" ? 1
                                        : cause.code() == "GOT_JOB"
                                            ? 2
                                            : static_cast<size_t>(std::stoi(cause.code().substr(1)))};
      Learn(cause.count(), rows);
      LearnPoints(cause.points(), rows);
    }
    reader_.FindZeros();
    ExpectNothingSmallFollows();
    return true;
  }

 private:
  static constexpr int64_t kThreshold = 5;
  static constexpr int32_t kEver = 1000;

  int64_t Sum(const Reader::Cells& cells) const {
    int64_t sum = 0;
    for (const size_t cell : cells)
      sum += table_[cell / Reader::kColumns.size()][cell % Reader::kColumns.size()];
    return sum;
  }
  void LearnSum(const Reader::Cells& cells) { reader_.Know(cells, Sum(cells)); }
  void Learn(const v1::Count& count, const std::vector<size_t>& rows) {
    if (count.suppressed()) return;
    LearnSum(reader_.Of(rows, 0, kEver));
    EXPECT_EQ(count.value(), Sum(reader_.Of(rows, 0, kEver)));
  }
  template <typename Points>
  void LearnPoints(const Points& points, const std::vector<size_t>& rows) {
    for (const auto& point : points) {
      if (!point.incidence().suppressed()) LearnSum(reader_.Of(rows, 0, point.day()));
      if (point.at_risk().suppressed()) continue;
      LearnSum(reader_.Of(all_, point.day(), kEver));
      EXPECT_EQ(point.at_risk().value(), Sum(reader_.Of(all_, point.day(), kEver)));
    }
  }
  void ExpectNothingSmallFollows() {
    std::vector<std::vector<size_t>> groups = {{0}, {1}, {2}, reasons_, all_};
    for (const size_t reason : reasons_) groups.push_back({reason});
    const std::vector<int32_t> bounds = {0, 28, 29, 91, 92, 182, 183, kEver + 1};
    for (const auto& group : groups) {
      for (size_t first = 0; first < bounds.size(); ++first) {
        for (size_t last = first + 1; last < bounds.size(); ++last) {
          const auto cells = reader_.Of(group, bounds[first], bounds[last] - 1);
          const int64_t sum = Sum(cells);
          if (sum == 0 || sum >= kThreshold) continue;
          EXPECT_FALSE(reader_.Follows(cells)) << sum << " of row " << group[0] << " … from day "
                                               << bounds[first] << " to " << bounds[last] - 1;
        }
      }
    }
  }

  const std::vector<std::vector<int64_t>> table_;
  Reader reader_;
  InterruptionsFigure figure_;
  std::vector<size_t> reasons_;
  std::vector<size_t> all_;
};

TEST(InterruptionsAnswerAttack, NoSmallNumberFollowsFromEverythingTogether) {
  uint64_t state = 42;
  const auto random = [&state](uint64_t below) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (state >> 33) % below;
  };
  int published = 0;
  for (int round = 0; round < 1500 && !::testing::Test::HasFailure(); ++round) {
    std::vector<std::vector<int64_t>> table(3 + 1 + random(3),
                                            std::vector<int64_t>(Reader::kColumns.size(), 0));
    const uint64_t density = 1 + random(4);
    for (auto& row : table) {
      for (int64_t& cell : row) {
        if (random(4) < density)
          cell = random(3) == 0 ? static_cast<int64_t>(random(5)) : 5 * static_cast<int64_t>(random(4));
      }
    }
    SCOPED_TRACE(round);
    published += InterruptionsAttack(table).Run() ? 1 : 0;
  }
  EXPECT_GT(published, 1000);
}

}  // namespace
}  // namespace praksis::services
