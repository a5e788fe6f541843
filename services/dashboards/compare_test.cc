#include "services/dashboards/compare.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "libs/base/date.h"

namespace praksis::services {
namespace {

using readmodels::CellSelection;

void Set(v1::Estimate& estimate, double value, double lower, double upper) {
  estimate.set_value(value);
  estimate.set_lower(lower);
  estimate.set_upper(upper);
}

// An answer in which a reason's incidence on two days is shown.
v1::GetInterruptionsResponse Answer(const std::string& code, double day_28, double day_91) {
  v1::GetInterruptionsResponse answer;
  auto& cause = *answer.add_causes();
  cause.set_code(code);
  int32_t day = 28;
  for (const double value : {day_28, day_91}) {
    auto& point = *cause.add_points();
    point.set_day(day);
    Set(*point.mutable_incidence(), value, value - 0.1, value + 0.1);
    day = 91;
  }
  return answer;
}

v1::CompareSelectionsResponse Compare(const google::protobuf::Message& first,
                                      const google::protobuf::Message& second) {
  v1::CompareSelectionsResponse response;
  CompareAnswers(first, second, response);
  return response;
}

TEST(Compare, EveryEstimateThatBothHaveIsComparedUnderTheNameOfItsPlace) {
  const auto response = Compare(Answer("ILLNESS", 0.3, 0.5), Answer("ILLNESS", 0.2, 0.6));
  ASSERT_EQ(response.comparisons_size(), 2);
  EXPECT_EQ(response.comparisons(0).measure(), "causes[code=ILLNESS].points[day=28].incidence");
  EXPECT_EQ(response.comparisons(1).measure(), "causes[code=ILLNESS].points[day=91].incidence");
  const v1::Estimate& difference = response.comparisons(0).difference();
  EXPECT_NEAR(difference.value(), 0.1, 1e-12);
  EXPECT_NEAR(difference.lower(), 0.1 - std::hypot(0.1, 0.1), 1e-12);
  EXPECT_NEAR(difference.upper(), 0.1 + std::hypot(0.1, 0.1), 1e-12);
}

TEST(Compare, ElementsAreMatchedByWhatTheyAreNotByTheirPlace) {
  v1::GetInterruptionsResponse first = Answer("ILLNESS", 0.3, 0.5);
  first.MergeFrom(Answer("TRANSPORT", 0.1, 0.1));
  const auto response = Compare(first, Answer("TRANSPORT", 0.1, 0.2));
  ASSERT_EQ(response.comparisons_size(), 2);
  EXPECT_EQ(response.comparisons(0).measure(), "causes[code=TRANSPORT].points[day=28].incidence");
  EXPECT_NEAR(response.comparisons(1).difference().value(), -0.1, 1e-12);
}

TEST(Compare, WhatOneSideWithholdsHasNoDifference) {
  v1::GetReferralsResponse first;
  v1::GetReferralsResponse second;
  Set(*first.mutable_acceptance(), 0.5, 0.4, 0.6);
  second.mutable_acceptance()->set_suppressed(true);
  const auto response = Compare(first, second);
  ASSERT_EQ(response.comparisons_size(), 1);
  EXPECT_TRUE(response.comparisons(0).difference().suppressed());
  EXPECT_EQ(response.comparisons(0).difference().value(), 0);
  EXPECT_TRUE(response.comparisons(0).second().suppressed());
}

TEST(Compare, CurvesHaveDaysOfTheirOwnAndAreLeftOut) {
  v1::GetInterruptionsResponse answer;
  auto& point = *answer.add_curve();
  point.set_day(3);
  Set(*point.mutable_incidence(), 0.5, 0.4, 0.6);
  EXPECT_EQ(Compare(answer, answer).comparisons_size(), 0);
}

CellSelection Period(const char* from, const char* to) {
  CellSelection selection;
  selection.from = base::ParseDay(from);
  selection.to = base::ParseDay(to);
  return selection;
}

TEST(Compare, SelectionsExcludeEachOtherByAnyConditionThatBothHave) {
  CellSelection lolland;
  lolland.municipalities = {"DK-360"};
  CellSelection both = lolland;
  both.municipalities.emplace_back("DK-376");
  CellSelection guldborgsund;
  guldborgsund.municipalities = {"DK-376"};
  EXPECT_TRUE(ExcludeEachOther(lolland, guldborgsund));
  EXPECT_FALSE(ExcludeEachOther(lolland, both));
  EXPECT_FALSE(ExcludeEachOther(lolland, {})) << "everywhere includes Lolland";

  EXPECT_TRUE(ExcludeEachOther(Period("2024-01-01", "2024-12-31"), Period("2025-01-01", "2025-12-31")));
  EXPECT_TRUE(ExcludeEachOther(Period("2025-01-01", "2025-12-31"), Period("2024-01-01", "2024-12-31")));
  EXPECT_FALSE(ExcludeEachOther(Period("2024-01-01", "2025-01-01"), Period("2025-01-01", "2025-12-31")));
  EXPECT_FALSE(ExcludeEachOther(Period("2024-01-01", "2024-12-31"), lolland));

  CellSelection ready;
  ready.target_groups = {"JOB_READY"};
  CellSelection active;
  active.target_groups = {"ACTIVITY_READY"};
  EXPECT_TRUE(ExcludeEachOther(ready, active));
  CellSelection trade;
  trade.industry_sections = {"G"};
  CellSelection care;
  care.industry_sections = {"Q"};
  EXPECT_TRUE(ExcludeEachOther(trade, care));
}

}  // namespace
}  // namespace praksis::services
