#include "services/cli/measure_text.h"

#include <cmath>
#include <cstdio>
#include <optional>
#include <vector>

#include "libs/base/strings.h"
#include "services/cli/plot.h"
#include "services/cli/table.h"

namespace praksis::cli {
namespace {

using base::StrCat;

constexpr double kMicros = 1e6;
constexpr int kPlotWidth = 86;

bool InDays(const v1::MeasureMetric& metric) { return metric.figure() == v1::MEASURE_FIGURE_DAYS_TO_ANSWER; }

std::string Fixed(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

// In points of a hundred, or days; with its sign.
std::string Signed(int64_t micros, const v1::MeasureMetric& metric) {
  const double value = static_cast<double>(micros) / kMicros * (InDays(metric) ? 1 : 100);
  std::string text = Fixed(std::abs(value), 1);
  if (text == "0.0") return text;
  return StrCat(value < 0 ? "−" : "+", text);
}

std::string FigureText(double value, const v1::MeasureMetric& metric) {
  return InDays(metric) ? StrCat(Fixed(value, 1), " days") : StrCat(Fixed(value * 100, 1), " %");
}

std::string PText(int64_t micros) {
  if (micros < 1000) return "p < 0.001";
  return StrCat("p = ", Fixed(static_cast<double>(micros) / kMicros, 3));
}

// "1 month", "2 months".
std::string Months(int months) { return StrCat(months, months == 1 ? " month" : " months"); }

const char* DesignText(v1::MeasureDesign design) {
  switch (design) {
    case v1::MEASURE_DESIGN_BEFORE_AFTER:
      return "before and after";
    case v1::MEASURE_DESIGN_DIFFERENCE_IN_DIFFERENCES:
      return "difference in differences";
    case v1::MEASURE_DESIGN_STEPPED_WEDGE:
      return "stepped wedge";
    default:
      return "";
  }
}

std::string SitesText(const v1::MeasureSummary& measure) {
  std::string text;
  for (const auto& site : measure.sites()) {
    text += StrCat(text.empty() ? "" : ", ", Harmless(site.site()));
    if (!site.implemented_on().empty()) text += StrCat(" since ", site.implemented_on());
    if (!site.stopped_on().empty()) text += StrCat(" until ", site.stopped_on());
    if (site.implemented_on().empty() && site.stopped_on().empty()) {
      text += site.planned_on().empty() ? " (not yet)" : StrCat(" (planned ", site.planned_on(), ")");
    }
  }
  return text;
}

// The mean of a phase's months, each by its count; nothing where one is withheld: that of the others would be
// another.
std::optional<double> MeanOf(const v1::EvaluateMeasureResponse::Site& site, v1::MeasurePhase phase) {
  double sum = 0;
  double count = 0;
  for (const auto& month : site.months()) {
    if (month.phase() != phase) continue;
    if (month.withheld()) return std::nullopt;
    sum += static_cast<double>(month.value_micros()) / kMicros * static_cast<double>(month.count());
    count += static_cast<double>(month.count());
  }
  return count == 0 ? std::nullopt : std::optional(sum / count);
}

std::string PhaseCell(const v1::EvaluateMeasureResponse::Site& site, v1::MeasurePhase phase,
                      const v1::MeasureMetric& metric) {
  int months = 0;
  for (const auto& month : site.months()) months += month.phase() == phase ? 1 : 0;
  if (months == 0) return "";
  const std::optional<double> mean = MeanOf(site, phase);
  return StrCat(mean ? FigureText(*mean, metric) : "·", " in ", Months(months));
}

std::string SiteTable(const v1::EvaluateMeasureResponse& response, const Terminal& terminal) {
  Table table({{"SITE"}, {"SINCE"}, {"WITHOUT"}, {"WITH"}, {"PART", false, Fit::kShortened}});
  const v1::MeasureMetric& metric = response.measure().decided().metric();
  for (const auto& site : response.sites()) {
    const char* part = site.comparison() ? "to compare with" : site.entered() ? "judged" : "not yet";
    table.Add({site.site(), site.implemented_on(), PhaseCell(site, v1::MEASURE_PHASE_BEFORE, metric),
               PhaseCell(site, v1::MEASURE_PHASE_WITH, metric), part});
  }
  return table.Render(terminal);
}

std::string Plot(const v1::EvaluateMeasureResponse& response, const Terminal& terminal) {
  std::vector<MonthPoint> points;
  const bool lines = response.has_slope();
  for (const auto& month : response.average()) {
    MonthPoint point = {.month = month.month()};
    if (!month.withheld()) point.value = static_cast<double>(month.value_micros()) / kMicros;
    if (lines) point.line = static_cast<double>(month.line_micros()) / kMicros;
    if (lines) point.expected = static_cast<double>(month.expected_micros()) / kMicros;
    points.push_back(point);
  }
  return MonthPlot(points, {.width = std::min(terminal.width, kPlotWidth),
                            .shares = !InDays(response.measure().decided().metric())});
}

Style StyleOf(v1::MeasureVerdict verdict) {
  switch (verdict) {
    case v1::MEASURE_VERDICT_BETTER:
      return Style::kGreen;
    case v1::MEASURE_VERDICT_WORSE:
      return Style::kRed;
    default:
      return Style::kBold;
  }
}

std::string Headline(const v1::EvaluateMeasureResponse& response, const Terminal& terminal) {
  const v1::MeasureMetric& metric = response.measure().decided().metric();
  const v1::MeasureEvaluated& evaluated = response.evaluated();
  std::string text = StrCat(MetricText(metric), ": ",
                            Styled(terminal, StyleOf(evaluated.verdict()), VerdictText(evaluated.verdict())));
  if (!evaluated.has_effect_micros()) return text + "\n";
  text += StrCat("\n  effect ", EffectText(evaluated, metric), ", ", evaluated.confidence_percent(),
                 " % interval; ", PText(response.p_micros()), ", ",
                 Fixed(static_cast<double>(response.degrees_permille()) / 1000, 1), " degrees of freedom\n");
  if (response.has_slope()) {
    text += StrCat("  change a month: ", Signed(response.slope().value_micros(), metric), " (",
                   Signed(response.slope().low_micros(), metric), " to ",
                   Signed(response.slope().high_micros(), metric), ")\n");
  }
  return text + StrCat("  ", Grouped(evaluated.observed_with()), " with the measure, ",
                       Grouped(evaluated.observed_without()), " without\n");
}

std::string Notes(const v1::EvaluateMeasureResponse& response) {
  std::string text;
  for (const auto& lack : response.lacking()) text += StrCat("  ", Harmless(lack.sentence()), "\n");
  if (response.suppressed_cells() > 0) {
    text += StrCat("  ", Months(response.suppressed_cells()), " withheld: fewer than ", response.threshold(),
                   " persons, or they would give such a month away.\n");
  }
  return text;
}

}  // namespace

std::string MetricText(const v1::MeasureMetric& metric) {
  switch (metric.figure()) {
    case v1::MEASURE_FIGURE_INTERRUPTION:
      return StrCat("interrupted by day ", metric.horizon_days());
    case v1::MEASURE_FIGURE_REFERRALS_ACCEPTED:
      return "referrals accepted";
    case v1::MEASURE_FIGURE_DAYS_TO_ANSWER:
      return "days to answer";
    case v1::MEASURE_FIGURE_RETURN_TO_WORK:
      return StrCat("back in work by day ", metric.horizon_days());
    case v1::MEASURE_FIGURE_TWELVE_WEEK_OUTCOME:
      return "occupation found by day 84";
    case v1::MEASURE_FIGURE_BELIEF:
      return "high belief in the job chance";
    case v1::MEASURE_FIGURE_RESOURCES_WORDED:
      return "resources worded";
    default:
      return "";
  }
}

std::string VerdictText(v1::MeasureVerdict verdict) {
  switch (verdict) {
    case v1::MEASURE_VERDICT_BETTER:
      return "better";
    case v1::MEASURE_VERDICT_WORSE:
      return "worse";
    case v1::MEASURE_VERDICT_NO_DIFFERENCE_SHOWN:
      return "no difference shown";
    case v1::MEASURE_VERDICT_NOT_ENOUGH_DATA:
      return "not enough data";
    default:
      return "";
  }
}

std::string EffectText(const v1::MeasureEvaluated& evaluated, const v1::MeasureMetric& metric) {
  if (!evaluated.has_effect_micros()) return "not enough data";
  return StrCat(Signed(evaluated.effect_micros(), metric), InDays(metric) ? " days (" : " points (",
                Signed(evaluated.interval_low_micros(), metric), " to ",
                Signed(evaluated.interval_high_micros(), metric), ")");
}

std::string RenderMeasures(const v1::ListMeasuresResponse& response, const Terminal& terminal) {
  Table table({{"MEASURE"},
               {"DECIDED"},
               {"FIGURE", false, Fit::kShortened},
               {"DESIGN"},
               {"SITES", false, Fit::kWrapped},
               {"VERDICT"},
               {"EFFECT"},
               {"ON"}});
  for (const auto& measure : response.measures()) {
    const bool evaluated = measure.has_latest();
    table.Add(
        {measure.measure(), measure.decided_on(), MetricText(measure.decided().metric()),
         DesignText(measure.decided().design()), SitesText(measure),
         evaluated ? VerdictText(measure.latest().verdict()) : "",
         measure.latest().has_effect_micros() ? EffectText(measure.latest(), measure.decided().metric()) : "",
         measure.latest_on()});
  }
  if (table.empty() && terminal.interactive) return "No measures.\n";
  return table.Render(terminal);
}

std::string RenderMeasure(const v1::MeasureSummary& measure, const Terminal& terminal) {
  const v1::MeasureDecided& decided = measure.decided();
  std::string text = StrCat(Styled(terminal, Style::kBold, Harmless(measure.measure())), "  version ",
                            measure.version(), "\n  ", Harmless(decided.wording()), "\n");
  text += StrCat("  decided   ", measure.decided_on(), " in ", Harmless(decided.cycle()),
                 ", answered for by ", Harmless(decided.owner()), "\n");
  text += StrCat("  judged by ", MetricText(decided.metric()), ", ",
                 decided.metric().better() == v1::MEASURE_DIRECTION_LOWER ? "lower" : "higher",
                 " is better; ", DesignText(decided.design()), ", ", decided.before_days(), " days before, ",
                 decided.after_days(), " with it, ", decided.confidence_percent(), " %\n");
  text += StrCat("  sites     ", SitesText(measure), "\n");
  if (decided.comparison_sites_size() > 0) {
    std::string sites;
    for (const std::string& site : decided.comparison_sites()) {
      sites += StrCat(sites.empty() ? "" : ", ", Harmless(site));
    }
    text += StrCat("  beside    ", sites, "\n");
  }
  if (!measure.has_latest()) return text + "  evaluated never\n";
  text += StrCat("  evaluated ", measure.evaluations(), measure.evaluations() == 1 ? " time" : " times",
                 ", last ", measure.latest_on(), ": ", VerdictText(measure.latest().verdict()));
  if (measure.latest().has_effect_micros()) {
    text += StrCat(", ", EffectText(measure.latest(), decided.metric()));
  }
  return text + "\n";
}

std::string RenderEvaluation(const v1::EvaluateMeasureResponse& response, const Terminal& terminal) {
  if (!terminal.interactive) return SiteTable(response, terminal);
  std::string text = RenderMeasure(response.measure(), terminal);
  text += StrCat("\nAs of ", response.as_of(), ": ", Headline(response, terminal), Notes(response));
  const std::string plot = Plot(response, terminal);
  if (!plot.empty()) text += StrCat("\n", plot);
  return text + StrCat("\n", SiteTable(response, terminal));
}

}  // namespace praksis::cli
