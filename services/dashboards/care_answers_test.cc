// The answers about belief and continuity. Their tables stand beside each other and share no more than the
// number of open cases, so that the attacks go through every small table there can be.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "services/dashboards/answers.h"
#include "services/dashboards/testing/equations.h"

namespace praksis::services {
namespace {

using readmodels::BeliefFigure;
using readmodels::ContinuityFigure;
using readmodels::Tally;
using Rater = v1::BeliefAssessed;
using Coefficients = testing::Equations::Coefficients;

constexpr int64_t kThreshold = 5;

Tally Of(int64_t count) {
  static uint32_t next_person = 0;
  Tally tally;
  for (int64_t i = 0; i < count; ++i) tally.Add(1, ++next_person);
  return tally;
}

std::string Text(const v1::Count& count) { return count.suppressed() ? "." : base::StrCat(count.value()); }

// Scores 1 … 5, and not assessed; `closed` further cases.
BeliefFigure Belief(const std::array<int64_t, 6>& open, int64_t closed = 100) {
  BeliefFigure figure;
  for (size_t i = 0; i < readmodels::kScores; ++i) figure.scores[i] = Of(open[i]);
  figure.not_assessed = Of(open[5]);
  int64_t cases = closed;
  for (const int64_t count : open) cases += count;
  figure.cases = Of(cases);
  return figure;
}

// "open assessed | scores".
std::string Shown(const absl::StatusOr<v1::GetBeliefResponse>& response) {
  if (!response.ok()) return base::ReasonOf(response.status());
  std::string text = base::StrCat(Text(response->open()), " ", Text(response->assessed()), " |");
  for (const auto& score : response->scores()) text += " " + Text(score.cases());
  return text;
}

std::string Shown(const BeliefFigure& figure) {
  return Shown(AnswerBelief(figure, Rater::CITIZEN, kThreshold));
}

TEST(BeliefAnswer, CountsOpenCasesByScore) {
  const auto response = AnswerBelief(Belief({10, 20, 30, 15, 25, 50}), Rater::CITIZEN, kThreshold);
  EXPECT_EQ(Shown(response), "150 100 | 10 20 30 15 25");
  EXPECT_DOUBLE_EQ(response->high().value(), 0.4);
  EXPECT_EQ(response->rater(), Rater::CITIZEN);
  EXPECT_EQ(response->scores(0).score(), 1);
  EXPECT_EQ(response->scores(4).score(), 5);
  EXPECT_EQ(response->metadata().suppressed_cells(), 0);
}

TEST(BeliefAnswer, AFewWithOneScoreHideBehindAnotherOfTheirSide) {
  const auto response = AnswerBelief(Belief({2, 20, 30, 15, 25, 50}), Rater::CITIZEN, kThreshold);
  EXPECT_EQ(Shown(response), "142 92 | . . 30 15 25");
  EXPECT_FALSE(response->high().suppressed()) << "high and low are known without them";
}

TEST(BeliefAnswer, FewNotAssessedHideBehindLowAndTheShareWithThem) {
  const auto response = AnswerBelief(Belief({10, 20, 30, 15, 25, 2}), Rater::CITIZEN, kThreshold);
  EXPECT_EQ(Shown(response), "102 . | . . . 15 25");
  EXPECT_TRUE(response->high().suppressed());
}

TEST(BeliefAnswer, WhereFewCasesAreOpenTheRestIsAnsweredAllTheSame) {
  BeliefFigure figure = Belief({1, 0, 0, 0, 1, 1});
  figure.outcomes[3] = {Of(30), Of(10)};
  const auto response = AnswerBelief(figure, Rater::CITIZEN, kThreshold);
  EXPECT_EQ(Shown(response), ". . | . . . . .");
  EXPECT_DOUBLE_EQ(response->calibration(3).in_work().value(), 0.75);
  EXPECT_EQ(Shown(Belief({1, 0, 0, 0, 1, 1}, 0)), "SELECTION_TOO_NARROW");
  EXPECT_EQ(Shown(Belief({}, 0)), "0 0 | 0 0 0 0 0");
}

TEST(BeliefAnswer, AShareOfAQuarterOrOfAnOutcomeThatWouldTellOfFewIsWithheld) {
  BeliefFigure figure = Belief({});
  figure.quarters[20089] = {.high = Of(3), .low = Of(10)};
  figure.quarters[20179] = {.high = Of(6), .low = Of(4)};
  figure.quarters[20270] = {.high = Of(30), .low = Of(10)};
  figure.quarters[20362] = {.high = Of(2), .low = Of(1)};
  figure.outcomes[0] = {.in_work = Of(1), .not_in_work = Of(20)};
  const auto response = AnswerBelief(figure, Rater::CITIZEN, kThreshold);
  ASSERT_EQ(response->quarters_size(), 4);
  EXPECT_EQ(response->quarters(0).from(), "2025-01-01");
  EXPECT_EQ(Text(response->quarters(0).cases()), "13");
  EXPECT_TRUE(response->quarters(0).high().suppressed());
  EXPECT_TRUE(response->quarters(1).high().suppressed()) << "the few with a low score are as few";
  EXPECT_DOUBLE_EQ(response->quarters(2).high().value(), 0.75);
  EXPECT_EQ(Text(response->quarters(3).cases()), ".");
  EXPECT_TRUE(response->calibration(0).in_work().suppressed());
  EXPECT_EQ(Text(response->calibration(0).cases()), "21");
}

TEST(BeliefAnswer, HasTheLastFortyQuarters) {
  BeliefFigure figure = Belief({});
  for (base::Day quarter = 0; quarter < 41; ++quarter)
    figure.quarters[100 * quarter] = {.high = Of(5), .low = Of(5)};
  const auto response = AnswerBelief(figure, Rater::CITIZEN, kThreshold);
  ASSERT_EQ(response->quarters_size(), 40);
  EXPECT_EQ(response->quarters(39).from(), base::FormatDay(4000));
}

TEST(BeliefAnswerAttack, NoSmallNumberFollowsFromEverythingTogether) {
  const std::array<int64_t, 5> values = {0, 1, 4, 5, 9};
  for (int table = 0; table < 5 * 5 * 5 * 5 * 5 * 5 && !::testing::Test::HasFailure(); ++table) {
    std::array<int64_t, 6> cells{};
    for (int i = 0, rest = table; i < 6; ++i, rest /= 5)
      cells[static_cast<size_t>(i)] = values[static_cast<size_t>(rest % 5)];
    const auto response = AnswerBelief(Belief(cells), Rater::CASEWORKER, kThreshold);
    ASSERT_TRUE(response.ok());
    testing::Equations equations;
    const auto value = [&](const Coefficients& sum) {
      int64_t total = 0;
      for (size_t i = 0; i < cells.size(); ++i) total += sum[i] > 0 ? cells[i] : 0;
      return total;
    };
    const auto know = [&](const v1::Count& count, const Coefficients& sum) {
      if (count.suppressed()) return;
      EXPECT_EQ(count.value(), value(sum));
      equations.Know(sum, count.value());
    };
    know(response->open(), {1, 1, 1, 1, 1, 1});
    know(response->assessed(), {1, 1, 1, 1, 1, 0});
    // A share with its interval tells both of its numbers.
    if (!response->high().suppressed()) {
      equations.Know({1, 1, 1, 1, 1, 0}, value({1, 1, 1, 1, 1, 0}));
      equations.Know({0, 0, 0, 1, 1, 0}, value({0, 0, 0, 1, 1, 0}));
    }
    for (size_t i = 0; i < readmodels::kScores; ++i) {
      Coefficients one(6, 0);
      one[i] = 1;
      know(response->scores(static_cast<int>(i)).cases(), one);
    }
    std::vector<Coefficients> targets = {
        {1, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 0}, {1, 1, 1, 0, 0, 0}, {0, 0, 0, 1, 1, 0}};
    for (size_t i = 0; i < 6; ++i) targets.emplace_back(6, 0).at(i) = 1;
    for (const Coefficients& target : targets) {
      const int64_t count = value(target);
      if (count == 0 || count >= kThreshold) continue;
      EXPECT_FALSE(equations.Follows(target)) << count << " in " << Shown(response) << ", table " << table;
    }
  }
}

struct Caseload {
  int64_t with_worker = 0;
  int64_t without_worker = 0;
  std::array<int64_t, 3> contact{};  // within 14 days, within 30, longer ago
  int64_t workers = 10;
};

ContinuityFigure Continuity(const Caseload& load) {
  ContinuityFigure figure;
  figure.with_worker = Of(load.with_worker);
  figure.without_worker = Of(load.without_worker);
  for (int64_t i = 0; i < load.with_worker; ++i) {
    figure.cases_by_worker.Add(1, static_cast<readmodels::WorkerNumber>(i % load.workers));
  }
  figure.contact_14_days = Of(load.contact[0]);
  figure.contact_30_days = Of(load.contact[1]);
  figure.no_contact = Of(load.contact[2]);
  figure.cases = Of(100);
  for (uint32_t person = 0; person < 100; ++person) {
    figure.workers.Add(2, person);
    figure.days_open.Add(487, person);
  }
  return figure;
}

// "open without no-contact-14 no-contact-30".
std::string Shown(const absl::StatusOr<v1::GetContinuityResponse>& response) {
  if (!response.ok()) return base::ReasonOf(response.status());
  return base::StrCat(Text(response->open()), " ", Text(response->without_worker()), " ",
                      Text(response->no_contact_14_days()), " ", Text(response->no_contact_30_days()));
}

TEST(ContinuityAnswer, CountsOpenCasesWithAndWithoutWorkerAndContact) {
  ContinuityFigure figure = Continuity({.with_worker = 60, .without_worker = 6, .contact = {36, 20, 10}});
  figure.overdue_answers = Of(12);
  figure.overdue_flags = Of(4);
  const auto response = AnswerContinuity(figure, kThreshold);
  EXPECT_EQ(Shown(response), "66 6 30 10");
  EXPECT_DOUBLE_EQ(response->open_cases_per_worker(), 6);
  EXPECT_DOUBLE_EQ(response->workers_per_case_year(), 1.5);
  EXPECT_EQ(Text(response->overdue_answers()), "12");
  EXPECT_EQ(Text(response->overdue_flags()), ".");
  EXPECT_EQ(response->metadata().suppressed_cells(), 1);
}

TEST(ContinuityAnswer, OfNobodyIsZeroAndOfFewIsRefused) {
  const auto response = AnswerContinuity(ContinuityFigure(), kThreshold);
  EXPECT_EQ(Shown(response), "0 0 0 0");
  EXPECT_FALSE(response->workers_per_case_year_suppressed());
  EXPECT_FALSE(response->open_cases_per_worker_suppressed());
  ContinuityFigure figure;
  figure.cases = Of(4);
  EXPECT_EQ(Shown(AnswerContinuity(figure, kThreshold)), "SELECTION_TOO_NARROW");
}

TEST(ContinuityAnswer, WhereFewCasesAreOpenOnlyWhatIsAboutAllIsAnswered) {
  ContinuityFigure figure = Continuity({.with_worker = 4, .contact = {4, 0, 0}});
  figure.overdue_flags = Of(7);  // of some of the four
  const auto response = AnswerContinuity(figure, kThreshold);
  EXPECT_EQ(Shown(response), ". . . .");
  EXPECT_TRUE(response->open_cases_per_worker_suppressed());
  EXPECT_TRUE(response->overdue_flags().suppressed());
  EXPECT_DOUBLE_EQ(response->workers_per_case_year(), 1.5);
}

TEST(ContinuityAnswer, CasesPerWorkerWouldTellOfTheFewWithoutOne) {
  // 58 of 60: that it is 58 / 10 would follow from 5.8 and there being 60.
  const auto response = AnswerContinuity(
      Continuity({.with_worker = 58, .without_worker = 2, .contact = {60, 0, 0}}), kThreshold);
  EXPECT_EQ(Text(response->without_worker()), ".");
  EXPECT_TRUE(response->open_cases_per_worker_suppressed());
}

TEST(ContinuityAnswer, CasesPerWorkerNeedEnoughWorkersNoneOfWhomDominates) {
  EXPECT_TRUE(
      AnswerContinuity(Continuity({.with_worker = 60, .contact = {60, 0, 0}, .workers = 4}), kThreshold)
          ->open_cases_per_worker_suppressed());
  ContinuityFigure figure = Continuity({.with_worker = 60, .contact = {60, 0, 0}, .workers = 5});
  EXPECT_FALSE(AnswerContinuity(figure, kThreshold)->open_cases_per_worker_suppressed());
  figure.cases_by_worker.Add(1000, 0);
  EXPECT_TRUE(AnswerContinuity(figure, kThreshold)->open_cases_per_worker_suppressed());
}

TEST(ContinuityAnswer, WorkersPerCaseYearMustNotBeMostlyAboutOnePerson) {
  ContinuityFigure figure = Continuity({.with_worker = 60, .contact = {60, 0, 0}});
  figure.workers.Add(3000, 1);
  EXPECT_TRUE(AnswerContinuity(figure, kThreshold)->workers_per_case_year_suppressed());
  figure = Continuity({.with_worker = 60, .contact = {60, 0, 0}});
  figure.days_open.Add(2'000'000, 1);
  EXPECT_TRUE(AnswerContinuity(figure, kThreshold)->workers_per_case_year_suppressed());
}

TEST(ContinuityAnswerAttack, NoSmallNumberFollowsFromEverythingTogether) {
  // Unknown: with a worker, without; within 14 days, within 30, longer ago. The open cases are the sum of
  // either.
  const Coefficients open_by_worker = {1, 1, 0, 0, 0}, open_by_contact = {0, 0, 1, 1, 1};
  for (int64_t open = 0; open <= 24 && !::testing::Test::HasFailure(); ++open) {
    for (int64_t without = 0; without <= open; ++without) {
      for (int64_t days_14 = 0; days_14 <= open; ++days_14) {
        for (int64_t days_30 = 0; days_14 + days_30 <= open; ++days_30) {
          const std::array<int64_t, 5> cells = {open - without, without, days_14, days_30,
                                                open - days_14 - days_30};
          const auto response = AnswerContinuity(Continuity({.with_worker = cells[0],
                                                             .without_worker = without,
                                                             .contact = {cells[2], cells[3], cells[4]}}),
                                                 kThreshold);
          ASSERT_TRUE(response.ok());
          testing::Equations equations;
          const auto know = [&](const v1::Count& count, const Coefficients& sum) {
            if (!count.suppressed()) equations.Know(sum, count.value());
          };
          know(response->open(), open_by_worker);
          know(response->open(), open_by_contact);
          know(response->without_worker(), {0, 1, 0, 0, 0});
          know(response->no_contact_14_days(), {0, 0, 0, 1, 1});
          know(response->no_contact_30_days(), {0, 0, 0, 0, 1});
          if (!response->open_cases_per_worker_suppressed()) equations.Know({1, 0, 0, 0, 0}, cells[0]);
          for (size_t i = 0; i < cells.size(); ++i) {
            if (cells[i] == 0 || cells[i] >= kThreshold) continue;
            Coefficients one(5, 0);
            one[i] = 1;
            EXPECT_FALSE(equations.Follows(one)) << cells[i] << " in " << Shown(response) << ", cell " << i;
          }
          const int64_t not_within_14 = cells[3] + cells[4];
          if (not_within_14 > 0 && not_within_14 < kThreshold) {
            EXPECT_FALSE(equations.Follows({0, 0, 0, 1, 1}));
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace praksis::services
