#include "services/measures/answer.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/encoding.h"
#include "libs/base/strings.h"
#include "services/measures/definition.h"
#include "services/measures/lacks.h"
#include "services/measures/summary.h"

namespace praksis::services {
namespace {

using measures::EvaluatedSite;
using measures::Evaluation;
using measures::Phase;
using measures::PhasedMonth;
using Response = v1::EvaluateMeasureResponse;

constexpr double kMicros = 1e6;
// What MeasureEvaluated takes.
constexpr int64_t kMostMicros = 1'000'000'000'000;

int64_t Micros(double value) {
  if (!(std::abs(value) * kMicros < static_cast<double>(kMostMicros))) {
    return value < 0 ? -kMostMicros : kMostMicros;
  }
  return std::llround(value * kMicros);
}

bool IsShare(const v1::MeasureMetric& metric) { return metric.figure() != v1::MEASURE_FIGURE_DAYS_TO_ANSWER; }

// No share can change by more than all of it.
double Within(double bound, const measures::Plan& plan) {
  return IsShare(plan.decided.metric()) ? std::clamp(bound, -1.0, 1.0) : bound;
}

std::string MonthText(measures::Month month) {
  return base::FormatDay(measures::FirstDayOf(month)).substr(0, 7);
}

v1::MeasurePhase PhaseOf(Phase phase) {
  switch (phase) {
    case Phase::kBefore:
      return v1::MEASURE_PHASE_BEFORE;
    case Phase::kWith:
      return v1::MEASURE_PHASE_WITH;
    case Phase::kNeither:
      break;
  }
  return v1::MEASURE_PHASE_NEITHER;
}

// By month of the site: withhold it?
std::vector<bool> Withheld(const EvaluatedSite& site) {
  std::vector<bool> withheld(site.months.size(), false);
  for (const Phase phase : {Phase::kBefore, Phase::kWith, Phase::kNeither}) {
    int64_t small = 0;
    std::optional<size_t> next;
    for (size_t i = 0; i < site.months.size(); ++i) {
      const PhasedMonth& month = site.months[i];
      if (month.phase != phase) continue;
      if (month.figure.small) {
        withheld[i] = true;
        ++small;
      } else if (!next || month.figure.count < site.months[*next].figure.count) {
        next = i;
      }
    }
    if (small == 1 && next) withheld[*next] = true;
  }
  return withheld;
}

void PutSite(const EvaluatedSite& site, Response& response) {
  auto& added = *response.add_sites();
  added.set_site(site.planned.site);
  added.set_comparison(site.planned.comparison);
  added.set_implemented_on(DayText(site.planned.implemented_on));
  added.set_stopped_on(DayText(site.planned.stopped_on));
  added.set_entered(site.entered);
  const std::vector<bool> withheld = Withheld(site);
  for (size_t i = 0; i < site.months.size(); ++i) {
    auto& month = *added.add_months();
    month.set_month(MonthText(site.months[i].figure.month));
    month.set_phase(PhaseOf(site.months[i].phase));
    month.set_withheld(withheld[i]);
    if (withheld[i]) {
      response.set_suppressed_cells(response.suppressed_cells() + 1);
      continue;
    }
    month.set_value_micros(Micros(site.months[i].figure.value));
    month.set_count(site.months[i].figure.count);
  }
}

// An average month is withheld where one of its sites' months is.
bool IsWithheld(const Response& response, const measures::Plan& plan, int32_t month) {
  for (int i = 0; i < response.sites_size(); ++i) {
    const auto periods = measures::PeriodsOf(plan, plan.sites[static_cast<size_t>(i)]);
    if (!periods || !response.sites(i).entered()) continue;
    const std::string text = MonthText(periods->with.begin + month);
    const auto& months = response.sites(i).months();
    if (std::any_of(months.begin(), months.end(),
                    [&](const auto& each) { return each.month() == text && each.withheld(); })) {
      return true;
    }
  }
  return false;
}

void PutAverage(const Evaluation& evaluation, const measures::Plan& plan, Response& response) {
  for (const measures::AverageMonth& month : evaluation.average) {
    auto& added = *response.add_average();
    added.set_month(month.month);
    added.set_withheld(IsWithheld(response, plan, month.month));
    if (!added.withheld()) added.set_value_micros(Micros(month.value));
    if (!evaluation.line) continue;
    const auto& line = *evaluation.line;
    const double expected = line[0] + line[1] * month.month;
    const double with = month.month >= 0 ? line[2] + line[3] * month.month : 0;
    added.set_expected_micros(Micros(expected));
    added.set_line_micros(Micros(expected + with));
  }
}

void PutEffect(const Evaluation& evaluation, const measures::Plan& plan, Response& response) {
  if (!evaluation.effect) return;
  const effects::Effect& effect = *evaluation.effect;
  auto& evaluated = *response.mutable_evaluated();
  evaluated.set_effect_micros(Micros(effect.value));
  evaluated.set_interval_low_micros(std::min(Micros(effect.value), Micros(Within(effect.lower, plan))));
  evaluated.set_interval_high_micros(std::max(Micros(effect.value), Micros(Within(effect.upper, plan))));
  // That of all months: with too little to tell an effect, it would tell of few.
  evaluated.set_observed_with(static_cast<int32_t>(evaluation.observed_with));
  evaluated.set_observed_without(static_cast<int32_t>(evaluation.observed_without));
  response.set_p_micros(Micros(effect.p));
  response.set_degrees_permille(std::llround(effect.degrees * 1000));
  if (!evaluation.slope) return;
  response.mutable_slope()->set_value_micros(Micros(evaluation.slope->value));
  response.mutable_slope()->set_low_micros(Micros(evaluation.slope->lower));
  response.mutable_slope()->set_high_micros(Micros(evaluation.slope->upper));
}

void PutEvaluated(const Evaluation& evaluation, const measures::Plan& plan, const Asked& asked,
                  Response& response) {
  auto& evaluated = *response.mutable_evaluated();
  evaluated.set_evaluation_id(base::StrCat("evaluation-", EvaluationDigits(plan.measure, asked)));
  evaluated.set_confidence_percent(plan.confidence_percent());
  evaluated.set_verdict(evaluation.verdict);
  evaluated.set_position(asked.position);
  evaluated.set_definition_revision(kMeasureDefinitionRevision);
  evaluated.set_cycle(asked.cycle);
  for (const EvaluatedSite& site : evaluation.sites) {
    if (evaluation.effect && site.judged()) evaluated.add_sites(site.planned.site);
  }
  PutEffect(evaluation, plan, response);
}

}  // namespace

std::string EvaluationDigits(const std::string& measure, const Asked& asked) {
  const std::string digest = base::Sha256(base::StrCat("measure evaluation\n", measure, "\n", asked.position,
                                                       "\n", asked.as_of, "\n", asked.cycle));
  return absl::BytesToHexString(digest.substr(0, 8));
}

bool SayTheSame(const v1::MeasureEvaluated& one, const v1::MeasureEvaluated& other) {
  v1::MeasureEvaluated first = one;
  v1::MeasureEvaluated second = other;
  for (v1::MeasureEvaluated* evaluated : {&first, &second}) {
    evaluated->clear_evaluation_id();
    evaluated->clear_position();
    evaluated->clear_cycle();
  }
  return google::protobuf::util::MessageDifferencer::Equals(first, second);
}

v1::EvaluateMeasureResponse AnswerEvaluation(const measures::Plan& plan, const Evaluation& evaluation,
                                             const Asked& asked) {
  Response response;
  *response.mutable_measure() = SummaryOf(plan);
  for (const EvaluatedSite& site : evaluation.sites) PutSite(site, response);
  PutAverage(evaluation, plan, response);
  PutEvaluated(evaluation, plan, asked, response);
  for (const measures::Lacking& lacking : evaluation.lacking) {
    *response.add_lacking() = LackOf(lacking, asked.k);
  }
  response.set_changed(plan.evaluations.empty() ||
                       !SayTheSame(plan.evaluations.back(), response.evaluated()));
  response.set_definition(MeasureDefinition(plan.decided));
  response.set_position(asked.position);
  response.set_as_of(base::FormatDay(asked.as_of));
  response.set_threshold(static_cast<int32_t>(asked.k));
  return response;
}

}  // namespace praksis::services
