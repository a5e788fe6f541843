#include "libs/measures/evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "google/protobuf/text_format.h"
#include "libs/base/check.h"
#include "libs/base/strings.h"

namespace praksis::measures {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kK = 5;

base::Day Date(std::string_view text) { return *base::ParseDay(text); }

v1::Event Event(const std::string& day, const std::string& body) {
  v1::Event event;
  event.set_stream("measure/m");
  event.mutable_occurred_at()->mutable_date()->set_date(day);
  PRAKSIS_CHECK(google::protobuf::TextFormat::MergeFromString(body, &event), body);
  return event;
}

v1::Event Decided(const std::string& sites, const std::string& design = "BEFORE_AFTER",
                  const std::string& more = "before_days: 366 after_days: 365") {
  return Event("2024-01-01", base::StrCat(R"(measure_decided { cycle: "cycle/c" wording: "w" owner: "o"
    metric { figure: MEASURE_FIGURE_INTERRUPTION better: MEASURE_DIRECTION_LOWER horizon_days: 91 }
    design: MEASURE_DESIGN_)",
                                          design, " ", sites, " ", more, " }"));
}
v1::Event Implemented(const std::string& site, const std::string& day) {
  return Event(day,
               base::StrCat("measure_implemented { site: \"", site, "\" implemented_on: \"", day, "\" }"));
}
v1::Event Stopped(const std::string& site, const std::string& day) {
  return Event(day, base::StrCat("measure_stopped { site: \"", site, "\" stopped_on: \"", day, "\" }"));
}

Plan PlanOf(std::vector<v1::Event> facts) {
  const auto plan = ReadPlan({.name = "measure/m", .version = 1, .facts = std::move(facts)});
  PRAKSIS_CHECK(plan.has_value(), "no plan");
  return *plan;
}

// A site's figures from January 2023 on, `level` and from the day of `begins` on `effect` more.
MonthFigures Figures(double level, double effect, const std::string& begins, unsigned seed, int months = 36) {
  std::mt19937 chance(seed);
  MonthFigures figures;
  const Month first = MonthOf(Date("2023-01-01"));
  for (Month month = first; month < first + months; ++month) {
    const bool with = !begins.empty() && FirstDayOf(month) >= Date(begins);
    std::binomial_distribution<int> hits(50, level + (with ? effect : 0));
    figures.push_back({.month = month, .value = hits(chance) / 50.0, .count = 50});
  }
  return figures;
}

std::vector<Lack> LacksOf(const Evaluation& evaluation) {
  std::vector<Lack> lacks;
  for (const Lacking& lacking : evaluation.lacking) lacks.push_back(lacking.lack);
  return lacks;
}

const std::string kOne = R"(sites { site: "A" })";
const std::string kTwo = R"(sites { site: "A" } sites { site: "B" })";
const std::string kThree = R"(sites { site: "A" } sites { site: "B" } sites { site: "C" })";

TEST(WholeMonths, AreThoseOfWhichEveryDayIsWithin) {
  const Months from_first = WholeMonths(Date("2024-07-01"), Date("2025-07-01"));
  EXPECT_EQ(FirstDayOf(from_first.begin), Date("2024-07-01"));
  EXPECT_EQ(LastDayOf(from_first.end - 1), Date("2025-06-30"));
  const Months from_within = WholeMonths(Date("2024-07-02"), Date("2025-06-30"));
  EXPECT_EQ(FirstDayOf(from_within.begin), Date("2024-08-01"));
  EXPECT_EQ(LastDayOf(from_within.end - 1), Date("2025-05-31"));
  const Months none = WholeMonths(Date("2024-07-02"), Date("2024-07-20"));
  EXPECT_FALSE(none.Has(MonthOf(Date("2024-07-10"))));
  EXPECT_EQ(MonthOf(-1), -1) << "December 1969";
}

TEST(Periods, LeaveOutTheMonthInWhichItCameIntoUse) {
  const Plan plan = PlanOf({Decided(kOne), Implemented("A", "2024-07-15")});
  const auto periods = PeriodsOf(plan, plan.sites[0]);
  ASSERT_TRUE(periods);
  EXPECT_EQ(LastDayOf(periods->before.end - 1), Date("2024-06-30"));
  EXPECT_EQ(FirstDayOf(periods->with.begin), Date("2024-08-01"));
  EXPECT_FALSE(periods->before.Has(MonthOf(Date("2024-07-15"))));
}

TEST(Periods, EndWhereTheMeasureWasStoppedThereOrAltogether) {
  const Plan there = PlanOf({Decided(kTwo), Implemented("A", "2024-07-01"), Implemented("B", "2024-07-01"),
                             Stopped("A", "2025-01-01"), Stopped("", "2025-03-01")});
  EXPECT_EQ(LastDayOf(PeriodsOf(there, there.sites[0])->with.end - 1), Date("2024-12-31"));
  EXPECT_EQ(LastDayOf(PeriodsOf(there, there.sites[1])->with.end - 1), Date("2025-02-28"));
}

TEST(Evaluate, FindsADropAtTheOneSite) {
  const Plan plan = PlanOf({Decided(kOne), Implemented("A", "2024-07-01")});
  const auto evaluation =
      Evaluate(plan, {{"A", Figures(0.5, -0.3, "2024-07-01", 1)}}, Date("2026-06-01"), kK);
  ASSERT_TRUE(evaluation.effect);
  EXPECT_EQ(evaluation.verdict, v1::MEASURE_VERDICT_BETTER);
  EXPECT_LT(evaluation.effect->lower, -0.3);
  EXPECT_GT(evaluation.effect->upper, -0.3);
  EXPECT_EQ(evaluation.average.size(), 24U);
  EXPECT_EQ(evaluation.observed_with, 600);
  EXPECT_EQ(evaluation.observed_without, 600);
}

TEST(Evaluate, CallsARiseWorseWhereLowerIsBetter) {
  const Plan plan = PlanOf({Decided(kOne), Implemented("A", "2024-07-01")});
  EXPECT_EQ(Evaluate(plan, {{"A", Figures(0.2, 0.4, "2024-07-01", 1)}}, Date("2026-06-01"), kK).verdict,
            v1::MEASURE_VERDICT_WORSE);
}

TEST(Evaluate, WaitsUntilThePeriodIsKnownToItsEnd) {
  const Plan plan = PlanOf({Decided(kOne), Implemented("A", "2024-07-01")});
  const std::map<std::string, MonthFigures> series = {{"A", Figures(0.5, -0.3, "2024-07-01", 1)}};
  // June 2025 is followed for 91 days on 29 September; that day must be over.
  const auto before = Evaluate(plan, series, Date("2025-09-29"), kK);
  EXPECT_EQ(before.verdict, v1::MEASURE_VERDICT_NOT_ENOUGH_DATA);
  ASSERT_THAT(LacksOf(before), ElementsAre(Lack::kPeriodNotOver, Lack::kTooFewSites));
  EXPECT_EQ(before.lacking[0].day, Date("2025-09-30"));
  EXPECT_TRUE(Evaluate(plan, series, Date("2025-09-30"), kK).effect);
}

TEST(Evaluate, SaysWhatIsMissingOfMonths) {
  const Plan plan = PlanOf(
      {Decided(kOne, "BEFORE_AFTER", "before_days: 120 after_days: 365"), Implemented("A", "2024-07-01")});
  const auto evaluation =
      Evaluate(plan, {{"A", Figures(0.5, -0.3, "2024-07-01", 1)}}, Date("2026-06-01"), kK);
  ASSERT_THAT(LacksOf(evaluation), ElementsAre(Lack::kTooFewMonths, Lack::kTooFewSites));
  EXPECT_EQ(evaluation.lacking[0].found, 3);
  EXPECT_EQ(evaluation.lacking[0].needed, 6);
}

TEST(Evaluate, PutsSitesTogetherByMonthsSinceTheirOwnBeginning) {
  const Plan plan = PlanOf({Decided(kTwo), Implemented("A", "2024-04-01"), Implemented("B", "2024-07-01")});
  const auto evaluation =
      Evaluate(plan, {{"A", Figures(0.3, -0.2, "2024-04-01", 1)}, {"B", Figures(0.7, -0.2, "2024-07-01", 2)}},
               Date("2026-06-01"), kK);
  ASSERT_EQ(evaluation.average.size(), 24U);
  EXPECT_EQ(evaluation.average.front().month, -12);
  EXPECT_NEAR(evaluation.average.front().value, 0.5, 0.15);
  EXPECT_NEAR(evaluation.average.front().count, 100, 1e-9);
  EXPECT_NEAR(evaluation.effect->value, -0.2, 0.2);
}

TEST(Evaluate, ComparesChangesAtTwoSitesWithThoseAtTwoOthers) {
  const Plan plan =
      PlanOf({Decided(kTwo + R"( comparison_sites: "C" comparison_sites: "D")", "DIFFERENCE_IN_DIFFERENCES"),
              Implemented("A", "2024-07-01"), Implemented("B", "2024-07-01")});
  const std::map<std::string, MonthFigures> series = {{"A", Figures(0.6, -0.3, "2024-07-01", 1)},
                                                      {"B", Figures(0.5, -0.3, "2024-07-01", 2)},
                                                      {"C", Figures(0.6, 0, "", 3)},
                                                      {"D", Figures(0.4, 0, "", 4)}};
  const auto evaluation = Evaluate(plan, series, Date("2026-06-01"), kK);
  ASSERT_TRUE(evaluation.effect);
  EXPECT_LT(evaluation.effect->lower, -0.3);
  EXPECT_GT(evaluation.effect->upper, -0.3);
  EXPECT_TRUE(evaluation.sites[0].judged());
  EXPECT_TRUE(evaluation.sites[2].entered);
  EXPECT_FALSE(evaluation.sites[2].judged());
}

TEST(Evaluate, OfOneSiteAndOneOtherIsNotEnough) {
  const Plan plan = PlanOf({Decided(kOne + R"( comparison_sites: "C")", "DIFFERENCE_IN_DIFFERENCES"),
                            Implemented("A", "2024-07-01")});
  const auto evaluation =
      Evaluate(plan, {{"A", Figures(0.6, -0.3, "2024-07-01", 1)}, {"C", Figures(0.6, 0, "", 3)}},
               Date("2026-06-01"), kK);
  EXPECT_FALSE(evaluation.effect);
  ASSERT_THAT(LacksOf(evaluation), ElementsAre(Lack::kTooFewSites));
  EXPECT_EQ(evaluation.lacking[0].needed, 2);
}

TEST(Evaluate, OfTwoSitesNeedsTwoOthers) {
  const Plan plan = PlanOf({Decided(kTwo + R"( comparison_sites: "C")", "DIFFERENCE_IN_DIFFERENCES"),
                            Implemented("A", "2024-07-01"), Implemented("B", "2024-07-01")});
  const auto evaluation = Evaluate(plan,
                                   {{"A", Figures(0.6, -0.3, "2024-07-01", 1)},
                                    {"B", Figures(0.6, -0.3, "2024-07-01", 2)},
                                    {"C", Figures(0.6, 0, "", 3)}},
                                   Date("2026-06-01"), kK);
  EXPECT_THAT(LacksOf(evaluation), ElementsAre(Lack::kTooFewComparisons));
}

TEST(Evaluate, InAWedgeSitesYetToBeginAreTheComparison) {
  const Plan plan = PlanOf({Decided(kThree, "STEPPED_WEDGE"), Implemented("A", "2023-10-01"),
                            Implemented("B", "2024-04-01"), Implemented("C", "2024-10-01")});
  const auto evaluation = Evaluate(plan,
                                   {{"A", Figures(0.6, -0.3, "2023-10-01", 1)},
                                    {"B", Figures(0.5, -0.3, "2024-04-01", 2)},
                                    {"C", Figures(0.4, -0.3, "2024-10-01", 3)}},
                                   Date("2026-06-01"), kK);
  ASSERT_TRUE(evaluation.effect);
  EXPECT_THAT(evaluation.lacking, IsEmpty());
  EXPECT_NEAR(evaluation.effect->value, -0.3, 0.08);
  // C, before it began, is compared with from the first month of the span on.
  EXPECT_EQ(evaluation.sites[2].months.front().phase, Phase::kBefore);
}

TEST(Evaluate, AWedgeInWhichAllBeginAtOnceTellsNothing) {
  const Plan plan = PlanOf({Decided(kThree, "STEPPED_WEDGE"), Implemented("A", "2024-04-01"),
                            Implemented("B", "2024-04-01"), Implemented("C", "2024-04-01")});
  const auto evaluation = Evaluate(plan,
                                   {{"A", Figures(0.6, -0.3, "2024-04-01", 1)},
                                    {"B", Figures(0.5, -0.3, "2024-04-01", 2)},
                                    {"C", Figures(0.4, -0.3, "2024-04-01", 3)}},
                                   Date("2026-06-01"), kK);
  EXPECT_THAT(LacksOf(evaluation), ElementsAre(Lack::kHangsOnOneSite));
}

TEST(Evaluate, OfAFigureThatNeverVariesTellsNothing) {
  const Plan plan = PlanOf({Decided(kOne), Implemented("A", "2024-07-01")});
  const auto evaluation = Evaluate(plan, {{"A", Figures(0, 0, "", 1)}}, Date("2026-06-01"), kK);
  EXPECT_THAT(LacksOf(evaluation), ElementsAre(Lack::kNoVariation));
}

TEST(Evaluate, OfAMeasureNotInUseSaysSo) {
  const Plan plan = PlanOf({Decided(kOne)});
  EXPECT_THAT(LacksOf(Evaluate(plan, {}, Date("2026-06-01"), kK)),
              ElementsAre(Lack::kNotImplemented, Lack::kTooFewSites));
}

TEST(ReadPlan, OfAVoidedDecisionIsNothing) {
  EXPECT_FALSE(ReadPlan({.name = "measure/m", .version = 2, .facts = {}}));
  EXPECT_FALSE(ReadPlan({.name = "measure/m", .version = 2, .facts = {Implemented("A", "2024-07-01")}}));
}

}  // namespace
}  // namespace praksis::measures
