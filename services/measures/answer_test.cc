#include "services/measures/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace praksis::services {
namespace {

using measures::Phase;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

measures::Plan PlanAt(const std::string& site) {
  measures::Plan plan;
  plan.measure = "measure/m";
  plan.decided.mutable_metric()->set_figure(v1::MEASURE_FIGURE_INTERRUPTION);
  plan.decided.set_design(v1::MEASURE_DESIGN_BEFORE_AFTER);
  plan.decided.set_before_days(366);
  plan.decided.set_after_days(365);
  plan.sites.push_back({.site = site, .implemented_on = base::ParseDay("2024-07-01")});
  return plan;
}

struct Counted {
  Phase phase;
  int64_t count;
  bool small = false;
};

measures::Evaluation EvaluationOf(const measures::Plan& plan, const std::vector<Counted>& months) {
  measures::Evaluation evaluation;
  measures::EvaluatedSite site = {.planned = plan.sites[0], .entered = true};
  measures::Month month = measures::MonthOf(*base::ParseDay("2024-01-01"));
  for (const Counted& counted : months) {
    site.months.push_back(
        {.figure = {.month = month++, .value = 0.5, .count = counted.count, .small = counted.small},
         .phase = counted.phase});
  }
  evaluation.sites.push_back(site);
  return evaluation;
}

// The months withheld.
std::vector<std::string> Withheld(const std::vector<Counted>& months) {
  const measures::Plan plan = PlanAt("DK-360");
  const auto response = AnswerEvaluation(plan, EvaluationOf(plan, months), {.position = "p", .k = 5});
  std::vector<std::string> withheld;
  for (const auto& month : response.sites(0).months()) {
    EXPECT_EQ(month.withheld(), month.count() == 0);
    if (month.withheld()) withheld.push_back(month.month());
  }
  EXPECT_EQ(response.suppressed_cells(), static_cast<int>(withheld.size()));
  return withheld;
}

TEST(AnswerEvaluation, WithholdsBesideASmallMonthTheSmallestOtherOfItsPhase) {
  EXPECT_THAT(
      Withheld({{Phase::kBefore, 30}, {Phase::kBefore, 3, true}, {Phase::kBefore, 20}, {Phase::kWith, 9}}),
      ElementsAre("2024-02", "2024-03"));
}

TEST(AnswerEvaluation, LeavesOthersAloneWhereSeveralAreSmallOrNone) {
  EXPECT_THAT(Withheld({{Phase::kBefore, 4, true}, {Phase::kBefore, 3, true}, {Phase::kBefore, 20}}),
              ElementsAre("2024-01", "2024-02"));
  EXPECT_THAT(Withheld({{Phase::kBefore, 30}, {Phase::kWith, 20}}), IsEmpty());
}

TEST(AnswerEvaluation, TellsNoEffectAndNoCountsWhereThereIsTooLittle) {
  const measures::Plan plan = PlanAt("DK-360");
  measures::Evaluation evaluation = EvaluationOf(plan, {{Phase::kBefore, 30}});
  evaluation.observed_without = 30;
  const v1::MeasureEvaluated evaluated =
      AnswerEvaluation(plan, evaluation, {.position = "p", .k = 5}).evaluated();
  EXPECT_EQ(evaluated.verdict(), v1::MEASURE_VERDICT_NOT_ENOUGH_DATA);
  EXPECT_FALSE(evaluated.has_effect_micros());
  EXPECT_EQ(evaluated.observed_without(), 0);
  EXPECT_EQ(evaluated.confidence_percent(), 95);
}

TEST(AnswerEvaluation, EndsTheIntervalOfAShareAtAllOfIt) {
  const measures::Plan plan = PlanAt("DK-360");
  measures::Evaluation evaluation = EvaluationOf(plan, {{Phase::kBefore, 30}, {Phase::kWith, 30}});
  evaluation.effect = effects::Effect{.value = -0.4, .lower = -2.5, .upper = 1.7, .p = 0.4, .degrees = 1.2};
  const v1::MeasureEvaluated evaluated =
      AnswerEvaluation(plan, evaluation, {.position = "p", .k = 5}).evaluated();
  EXPECT_EQ(evaluated.effect_micros(), -400'000);
  EXPECT_EQ(evaluated.interval_low_micros(), -1'000'000);
  EXPECT_EQ(evaluated.interval_high_micros(), 1'000'000);
  EXPECT_THAT(evaluated.sites(), ElementsAre("DK-360"));
}

TEST(SayTheSame, WhateverPositionAndNameTheyHave) {
  v1::MeasureEvaluated one;
  one.set_evaluation_id("a");
  one.set_position("p");
  one.set_effect_micros(5);
  v1::MeasureEvaluated other = one;
  other.set_evaluation_id("b");
  other.set_position("q");
  EXPECT_TRUE(SayTheSame(one, other));
  other.set_effect_micros(6);
  EXPECT_FALSE(SayTheSame(one, other));
}

}  // namespace
}  // namespace praksis::services
