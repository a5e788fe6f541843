#include "libs/measures/metric.h"

#include <optional>
#include <utility>

#include "libs/base/status.h"
#include "libs/figures/disclosure.h"
#include "libs/figures/kaplan_meier.h"
#include "libs/measures/belief_months.h"
#include "libs/readmodels/coaching_outcomes.h"
#include "libs/readmodels/interruptions.h"
#include "libs/readmodels/referrals.h"
#include "libs/readmodels/return_to_work.h"

namespace praksis::measures {
namespace {

using readmodels::CellSelection;
using readmodels::Tally;

MonthFigure ShareOf(Month month, const Tally& hits, const Tally& misses, int64_t k) {
  Tally all = hits;
  all.Add(misses);
  return {.month = month,
          .value = all.count == 0 ? 0 : static_cast<double>(hits.count) / static_cast<double>(all.count),
          .count = all.count,
          .small = all.persons.size() < k || figures::IsSmall(hits.persons.size(), k) ||
                   figures::IsSmall(misses.persons.size(), k)};
}

// Those of a map by days: up to and with `horizon` into `hits`, the others into `misses`.
void Split(const std::map<int32_t, Tally>& by_day, int32_t horizon, Tally& hits, Tally& misses) {
  for (const auto& [days, tally] : by_day) (days <= horizon ? hits : misses).Add(tally);
}

void AddAll(const std::map<int32_t, Tally>& by_day, Tally& into) {
  for (const auto& [days, tally] : by_day) into.Add(tally);
}

// Everybody is followed to the horizon: the Aalen-Johansen incidence is then this share.
absl::StatusOr<MonthFigure> Interruption(const projection::View& view, const CellSelection& selection,
                                         Month month, const MetricQuestion& question) {
  ASSIGN_OR_RETURN(const auto figure, readmodels::ReadInterruptions(view, selection, v1::JOB_CENTRE,
                                                                    question.as_of, question.k));
  Tally hits;
  Tally misses;
  for (const auto& [reason, by_day] : figure.interrupted) {
    Split(by_day, question.metric.horizon_days(), hits, misses);
  }
  for (const auto* others : {&figure.running, &figure.completed, &figure.got_job}) AddAll(*others, misses);
  return ShareOf(month, hits, misses, question.k);
}

absl::StatusOr<MonthFigure> ReturnToWork(const projection::View& view, const CellSelection& selection,
                                         Month month, const MetricQuestion& question) {
  ASSIGN_OR_RETURN(const auto figure,
                   readmodels::ReadReturnToWork(view, selection, question.as_of, question.k));
  Tally hits;
  Tally misses;
  for (const auto& [by, by_day] : figure.returned) {
    Split(by_day, question.metric.horizon_days(), hits, misses);
  }
  AddAll(figure.waiting, misses);
  AddAll(figure.exited, misses);
  return ShareOf(month, hits, misses, question.k);
}

absl::StatusOr<MonthFigure> TwelveWeekOutcome(const projection::View& view, const CellSelection& selection,
                                              Month month, const MetricQuestion& question) {
  ASSIGN_OR_RETURN(const auto figure,
                   readmodels::ReadCoachingOutcomes(view, selection, question.as_of, question.k));
  Tally hits;
  Tally misses;
  for (const auto& [method, group] : figure.groups) {
    hits.Add(group.self_obtained);
    misses.Add(group.not_obtained);
  }
  return ShareOf(month, hits, misses, question.k);
}

// A median that half of them have not reached is no figure.
std::optional<MonthFigure> DaysToAnswer(const readmodels::ReferralsFigure& figure, Month month, int64_t k) {
  const figures::KaplanMeier survival(figure.days_to_answer);
  const std::optional<int32_t> median = survival.Median().day;
  if (!median) return std::nullopt;
  Tally answered = figure.accepted;
  for (const auto& [refusal, tally] : figure.declined) answered.Add(tally);
  return MonthFigure{.month = month,
                     .value = static_cast<double>(*median),
                     .count = survival.subjects(),
                     .small = answered.persons.size() < k};
}

absl::StatusOr<std::optional<MonthFigure>> Referrals(const projection::View& view,
                                                     const CellSelection& selection, Month month,
                                                     const MetricQuestion& question) {
  ASSIGN_OR_RETURN(const auto figure, readmodels::ReadReferrals(view, selection, question.as_of, question.k));
  switch (question.metric.figure()) {
    case v1::MEASURE_FIGURE_DAYS_TO_ANSWER:
      return DaysToAnswer(figure, month, question.k);
    case v1::MEASURE_FIGURE_RESOURCES_WORDED:
      return ShareOf(month, figure.worded, figure.not_worded, question.k);
    default: {
      Tally declined;
      for (const auto& [refusal, tally] : figure.declined) declined.Add(tally);
      return ShareOf(month, figure.accepted, declined, question.k);
    }
  }
}

absl::StatusOr<std::optional<MonthFigure>> ReadMonth(const projection::View& view,
                                                     const CellSelection& selection, Month month,
                                                     const MetricQuestion& question) {
  switch (question.metric.figure()) {
    case v1::MEASURE_FIGURE_INTERRUPTION:
      return Interruption(view, selection, month, question);
    case v1::MEASURE_FIGURE_RETURN_TO_WORK:
      return ReturnToWork(view, selection, month, question);
    case v1::MEASURE_FIGURE_TWELVE_WEEK_OUTCOME:
      return TwelveWeekOutcome(view, selection, month, question);
    case v1::MEASURE_FIGURE_REFERRALS_ACCEPTED:
    case v1::MEASURE_FIGURE_DAYS_TO_ANSWER:
    case v1::MEASURE_FIGURE_RESOURCES_WORDED:
      return Referrals(view, selection, month, question);
    default:
      return std::nullopt;
  }
}

}  // namespace

int32_t FollowedDays(const v1::MeasureMetric& metric) {
  switch (metric.figure()) {
    case v1::MEASURE_FIGURE_INTERRUPTION:
    case v1::MEASURE_FIGURE_RETURN_TO_WORK:
      return metric.horizon_days();
    case v1::MEASURE_FIGURE_TWELVE_WEEK_OUTCOME:
      return readmodels::kTwelveWeeks;
    default:
      return 0;
  }
}

bool IsKnown(const v1::MeasureMetric& metric, Month month, base::Day as_of) {
  return LastDayOf(month) + FollowedDays(metric) < as_of;
}

absl::StatusOr<std::map<std::string, MonthFigures>> ReadMetric(const projection::View& view,
                                                               const MetricQuestion& question) {
  if (question.metric.figure() == v1::MEASURE_FIGURE_BELIEF) return ReadBeliefMonths(view, question);
  std::map<std::string, MonthFigures> series;
  for (const std::string& site : question.sites) {
    MonthFigures& figures = series[site];
    for (Month month = question.months.begin; month < question.months.end; ++month) {
      if (!IsKnown(question.metric, month, question.as_of)) break;
      const CellSelection selection = {
          .municipalities = {site}, .from = FirstDayOf(month), .to = LastDayOf(month)};
      ASSIGN_OR_RETURN(const auto figure, ReadMonth(view, selection, month, question));
      if (figure && figure->count > 0) figures.push_back(*figure);
    }
  }
  return series;
}

}  // namespace praksis::measures
