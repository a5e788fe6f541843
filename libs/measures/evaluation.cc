#include "libs/measures/evaluation.h"

#include <algorithm>
#include <set>

#include "libs/effects/interrupted_series.h"
#include "libs/effects/panel.h"
#include "libs/measures/average.h"

namespace praksis::measures {
namespace {

using effects::Effect;

Phase PhaseOf(const std::optional<Periods>& periods, Month month) {
  if (periods && periods->before.Has(month)) return Phase::kBefore;
  if (periods && periods->with.Has(month)) return Phase::kWith;
  return Phase::kNeither;
}

int64_t MonthsIn(const EvaluatedSite& site, Phase phase) {
  return std::count_if(site.months.begin(), site.months.end(),
                       [&](const PhasedMonth& month) { return month.phase == phase; });
}

bool IsWedge(const Plan& plan) { return plan.decided.design() == v1::MEASURE_DESIGN_STEPPED_WEDGE; }

int64_t LeastMonths(const Plan& plan) {
  return plan.decided.design() == v1::MEASURE_DESIGN_BEFORE_AFTER ? effects::kLeastMonths : kLeastPanelMonths;
}

// Whether a site with the measure enters; says why where it does not.
bool Enters(const Plan& plan, const EvaluatedSite& site, base::Day as_of, std::vector<Lacking>& lacking) {
  const std::string& name = site.planned.site;
  const std::optional<Periods> periods = PeriodsOf(plan, site.planned);
  if (!periods) {
    lacking.push_back({.lack = Lack::kNotImplemented, .site = name, .day = site.planned.planned_on});
    return false;
  }
  const base::Day known_from = KnownFrom(plan, *periods);
  if (known_from > as_of) {
    lacking.push_back({.lack = Lack::kPeriodNotOver, .site = name, .day = known_from});
    return false;
  }
  const int64_t found = std::min(MonthsIn(site, Phase::kBefore), MonthsIn(site, Phase::kWith));
  if (found >= LeastMonths(plan)) return true;
  lacking.push_back({.lack = Lack::kTooFewMonths, .site = name, .found = found, .needed = LeastMonths(plan)});
  return false;
}

// The months that comparison sites, and in a wedge sites yet to begin, are asked for.
Months SpanOf(const Plan& plan) {
  std::optional<Months> span;
  for (const PlannedSite& site : plan.sites) {
    const auto periods = PeriodsOf(plan, site);
    if (!periods) continue;
    if (!span) span = Months{.begin = periods->before.begin, .end = periods->with.end};
    span->begin = std::min(span->begin, periods->before.begin);
    span->end = std::max(span->end, periods->with.end);
  }
  return span.value_or(Months{});
}

// In a wedge a site is without the measure in all months of the span before it begins; a site to compare with
// in all of them.
Phase PhaseInPanel(const Plan& plan, const EvaluatedSite& site, const Months& span, Month month) {
  const auto periods = PeriodsOf(plan, site.planned);
  if (periods && site.entered && periods->with.Has(month)) return Phase::kWith;
  const bool without = site.planned.comparison || IsWedge(plan);
  if (!without) return PhaseOf(periods, month);
  if (!span.Has(month)) return Phase::kNeither;
  const base::Day begins = site.planned.implemented_on.value_or(LastDayOf(month) + 1);
  const bool stopped = site.planned.stopped_on && *site.planned.stopped_on <= LastDayOf(month);
  return LastDayOf(month) < begins && !stopped ? Phase::kBefore : Phase::kNeither;
}

EvaluatedSite ReadSite(const Plan& plan, const PlannedSite& planned,
                       const std::map<std::string, MonthFigures>& series) {
  EvaluatedSite site = {.planned = planned};
  const auto figures = series.find(planned.site);
  if (figures == series.end()) return site;
  const auto periods = PeriodsOf(plan, planned);
  for (const MonthFigure& figure : figures->second) {
    site.months.push_back({.figure = figure, .phase = PhaseOf(periods, figure.month)});
  }
  return site;
}

void CountObserved(Evaluation& evaluation) {
  for (const EvaluatedSite& site : evaluation.sites) {
    if (!site.entered) continue;
    for (const PhasedMonth& month : site.months) {
      if (month.phase == Phase::kWith) evaluation.observed_with += month.figure.count;
      if (month.phase == Phase::kBefore) evaluation.observed_without += month.figure.count;
    }
  }
}

v1::MeasureVerdict VerdictOf(const Effect& effect, v1::MeasureDirection better) {
  if (effect.lower <= 0 && effect.upper >= 0) return v1::MEASURE_VERDICT_NO_DIFFERENCE_SHOWN;
  const bool higher = effect.lower > 0;
  return higher == (better == v1::MEASURE_DIRECTION_HIGHER) ? v1::MEASURE_VERDICT_BETTER
                                                            : v1::MEASURE_VERDICT_WORSE;
}

int64_t EnteredSites(const Evaluation& evaluation, bool comparison) {
  return std::count_if(evaluation.sites.begin(), evaluation.sites.end(), [&](const EvaluatedSite& site) {
    return site.entered && site.planned.comparison == comparison;
  });
}

void EstimateBeforeAfter(const Plan& plan, Evaluation& evaluation) {
  std::vector<effects::SeriesPoint> points;
  int64_t with = 0;
  for (const AverageMonth& month : evaluation.average) {
    points.push_back(
        {.month = month.month, .value = month.value, .weight = effects::MonthWeight(month.count)});
    if (month.month >= 0) ++with;
  }
  const int64_t fewest = std::min(with, static_cast<int64_t>(points.size()) - with);
  if (fewest < effects::kLeastMonths) {
    evaluation.lacking.push_back(
        {.lack = Lack::kTooFewMonthsTogether, .found = fewest, .needed = effects::kLeastMonths});
    return;
  }
  const auto series = effects::EstimateInterruptedSeries(points, plan.confidence());
  if (!series) return evaluation.lacking.push_back({.lack = Lack::kNoVariation});
  evaluation.effect = series->step;
  evaluation.slope = series->slope;
  evaluation.line = series->line;
}

// In a wedge sites that have not entered are compared with, as long as they have not begun.
std::vector<effects::PanelCell> CellsOf(const Evaluation& evaluation) {
  std::vector<effects::PanelCell> cells;
  for (size_t i = 0; i < evaluation.sites.size(); ++i) {
    for (const PhasedMonth& month : evaluation.sites[i].months) {
      if (month.phase == Phase::kNeither) continue;
      cells.push_back({.site = static_cast<int32_t>(i),
                       .month = month.figure.month,
                       .value = month.figure.value,
                       .count = month.figure.count,
                       .with_measure = month.phase == Phase::kWith});
    }
  }
  return cells;
}

bool Varies(const std::vector<effects::PanelCell>& cells) {
  return std::any_of(cells.begin(), cells.end(),
                     [&](const effects::PanelCell& cell) { return cell.value != cells.front().value; });
}

void EstimatePanel(const Plan& plan, Evaluation& evaluation) {
  const std::vector<effects::PanelCell> cells = CellsOf(evaluation);
  evaluation.effect = effects::EstimatePanelEffect(cells, plan.confidence());
  if (evaluation.effect) return;
  evaluation.lacking.push_back({.lack = Varies(cells) ? Lack::kHangsOnOneSite : Lack::kNoVariation});
}

// Phases of the panel, once it is known who has entered.
void ArrangePanel(const Plan& plan, Evaluation& evaluation) {
  const Months span = SpanOf(plan);
  for (EvaluatedSite& site : evaluation.sites) {
    for (PhasedMonth& month : site.months) {
      month.phase = PhaseInPanel(plan, site, span, month.figure.month);
    }
    const bool compared = site.planned.comparison || IsWedge(plan);
    if (compared && !site.entered) site.entered = MonthsIn(site, Phase::kBefore) >= kLeastPanelMonths;
    if (site.entered) continue;
    for (PhasedMonth& month : site.months) month.phase = Phase::kNeither;
  }
}

// Two with the measure, and two to compare with. In a wedge, three in all of which two have begun.
bool HasSites(const Plan& plan, int64_t began, Evaluation& evaluation) {
  constexpr int64_t kTwo = 2;
  const bool series = plan.decided.design() == v1::MEASURE_DESIGN_BEFORE_AFTER;
  if (began < (series ? 1 : kTwo)) {
    evaluation.lacking.push_back({.lack = Lack::kTooFewSites, .found = began, .needed = series ? 1 : kTwo});
    return false;
  }
  const int64_t compared = EnteredSites(evaluation, true);
  if (plan.decided.design() == v1::MEASURE_DESIGN_DIFFERENCE_IN_DIFFERENCES && compared < kTwo) {
    evaluation.lacking.push_back({.lack = Lack::kTooFewComparisons, .found = compared, .needed = kTwo});
    return false;
  }
  return true;
}

bool HasCases(int64_t k, Evaluation& evaluation) {
  const int64_t fewest = std::min(evaluation.observed_with, evaluation.observed_without);
  if (fewest >= k) return true;
  evaluation.lacking.push_back({.lack = Lack::kTooFewCases, .needed = k});
  return false;
}

}  // namespace

bool EvaluatedSite::judged() const { return entered && MonthsIn(*this, Phase::kWith) > 0; }

MetricQuestion QuestionOf(const Plan& plan, base::Day as_of, int64_t k) {
  MetricQuestion question = {.metric = plan.decided.metric(), .months = SpanOf(plan), .as_of = as_of, .k = k};
  std::set<std::string> sites;
  for (const PlannedSite& site : plan.sites) sites.insert(site.site);
  question.sites.assign(sites.begin(), sites.end());
  return question;
}

Evaluation Evaluate(const Plan& plan, const std::map<std::string, MonthFigures>& series, base::Day as_of,
                    int64_t k) {
  Evaluation evaluation;
  for (const PlannedSite& planned : plan.sites) {
    EvaluatedSite site = ReadSite(plan, planned, series);
    site.entered = !planned.comparison && Enters(plan, site, as_of, evaluation.lacking);
    evaluation.sites.push_back(std::move(site));
  }
  const int64_t began = EnteredSites(evaluation, false);
  evaluation.average = AverageOf(plan, evaluation.sites);
  const bool panel = plan.decided.design() != v1::MEASURE_DESIGN_BEFORE_AFTER;
  if (panel) ArrangePanel(plan, evaluation);
  CountObserved(evaluation);
  if (!HasSites(plan, began, evaluation) || !HasCases(k, evaluation)) return evaluation;
  panel ? EstimatePanel(plan, evaluation) : EstimateBeforeAfter(plan, evaluation);
  if (evaluation.effect) {
    evaluation.verdict = VerdictOf(*evaluation.effect, plan.decided.metric().better());
  }
  return evaluation;
}

}  // namespace praksis::measures
