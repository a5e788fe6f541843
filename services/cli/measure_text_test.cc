#include "services/cli/measure_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/text_format.h"
#include "services/cli/plot.h"

namespace praksis::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::EvaluateMeasureResponse Evaluation(const std::string& evaluated) {
  v1::EvaluateMeasureResponse response;
  const std::string text = R"(
    measure { measure: "measure/m" version: 2 decided_on: "2025-01-01"
      decided { cycle: "cycle/c" wording: "Call after a week." owner: "o"
        metric { figure: MEASURE_FIGURE_INTERRUPTION better: MEASURE_DIRECTION_LOWER horizon_days: 91 }
        design: MEASURE_DESIGN_BEFORE_AFTER before_days: 365 after_days: 365 confidence_percent: 95 }
      sites { site: "DK-360" implemented_on: "2025-02-01" } }
    as_of: "2026-06-01" threshold: 5
    sites { site: "DK-360" implemented_on: "2025-02-01" entered: true
      months { month: "2025-01" phase: MEASURE_PHASE_BEFORE value_micros: 400000 count: 10 }
      months { month: "2025-02" phase: MEASURE_PHASE_WITH value_micros: 250000 count: 20 }
      months { month: "2025-03" phase: MEASURE_PHASE_WITH withheld: true } }
    average { month: -1 value_micros: 400000 } average { month: 0 value_micros: 250000 }
    average { month: 1 withheld: true } )" +
                           evaluated;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &response));
  return response;
}

TEST(MeasureText, SaysEffectIntervalAndVerdict) {
  const auto response = Evaluation(R"(evaluated { verdict: MEASURE_VERDICT_BETTER confidence_percent: 95
    effect_micros: -102400 interval_low_micros: -151000 interval_high_micros: -53000
    observed_with: 1200 observed_without: 900 } p_micros: 3000 degrees_permille: 20000)");
  const std::string text = RenderEvaluation(response, {.interactive = true});
  EXPECT_THAT(text, HasSubstr("interrupted by day 91: better"));
  EXPECT_THAT(text, HasSubstr("effect −10.2 points (−15.1 to −5.3), 95 % interval; p = 0.003"));
  EXPECT_THAT(text, HasSubstr("1,200 with the measure, 900 without"));
  EXPECT_THAT(text, HasSubstr("40.0 % in 1 month"));
  EXPECT_THAT(text, HasSubstr("· in 2 months"));
}

TEST(MeasureText, SaysWhatIsMissingWhereThereIsTooLittle) {
  const auto response = Evaluation(R"(evaluated { verdict: MEASURE_VERDICT_NOT_ENOUGH_DATA }
    lacking { sentence: "Fewer than 5 cases." } suppressed_cells: 1)");
  const std::string text = RenderEvaluation(response, {.interactive = true});
  EXPECT_THAT(text, HasSubstr("not enough data"));
  EXPECT_THAT(text, HasSubstr("Fewer than 5 cases."));
  EXPECT_THAT(text, HasSubstr("1 month withheld"));
  EXPECT_THAT(text, Not(HasSubstr("effect ")));
}

TEST(MeasureText, OfDaysHasDays) {
  v1::MeasureMetric metric;
  metric.set_figure(v1::MEASURE_FIGURE_DAYS_TO_ANSWER);
  v1::MeasureEvaluated evaluated;
  evaluated.set_effect_micros(2'500'000);
  evaluated.set_interval_low_micros(-1'000'000);
  evaluated.set_interval_high_micros(6'000'000);
  EXPECT_EQ(EffectText(evaluated, metric), "+2.5 days (−1.0 to +6.0)");
}

TEST(MonthPlot, MarksTheChangeAndEndsEveryLine) {
  std::vector<MonthPoint> points;
  for (int month = -6; month < 6; ++month) {
    points.push_back({.month = month, .value = month < 0 ? 0.4 : 0.2, .line = 0.3, .expected = 0.4});
  }
  const std::string plot = MonthPlot(points, {.width = 60, .height = 8});
  EXPECT_THAT(plot, HasSubstr(" 40 % ┤"));
  EXPECT_THAT(plot, HasSubstr("┴"));
  EXPECT_THAT(plot, HasSubstr("-6"));
  EXPECT_EQ(plot.back(), '\n');
  EXPECT_EQ(std::count(plot.begin(), plot.end(), '\n'), 8);
}

TEST(MonthPlot, OfNothingIsNothing) {
  EXPECT_EQ(MonthPlot({}, {}), "");
  EXPECT_EQ(MonthPlot({{.month = 0}}, {}), "");
}

}  // namespace
}  // namespace praksis::cli
