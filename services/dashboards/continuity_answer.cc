// How the parts of this answer hang together, and what is therefore shown:
//   - open = with a worker + without: one table. open = contact within 14 days + 15 to 30 + longer ago:
//     another, cumulated, cut where its runs end (withholding.h). They share nothing but open, which is
//     shown.
//   - Cases per worker is with a worker / workers: only where with a worker is shown, too, as a fraction
//     tells what it is made of. It is a mean over workers: there must be k of them and none may dominate.
//   - Workers per case-year is a mean over persons: enough of them, none dominating either sum.
//   - What is overdue is part of nothing that is shown.
#include <algorithm>
#include <array>
#include <vector>

#include "services/dashboards/answers.h"
#include "services/dashboards/cells_out.h"
#include "services/dashboards/withholding.h"

namespace praksis::services {
namespace {

using readmodels::ContinuityFigure;
using readmodels::Tally;
using Response = v1::GetContinuityResponse;

constexpr double kDaysOfAYear = 365.25;

void PutWorkersPerCaseYear(const ContinuityFigure& figure, int64_t k, CellsOut& out, Response& response) {
  if (figure.cases.count == 0) return;
  const int64_t days = figure.days_open.total();
  if (days == 0 || !figure.workers.MayBeKnown(k) || !figure.days_open.MayBeKnown(k)) {
    response.set_workers_per_case_year_suppressed(true);
    return out.Omit();
  }
  response.set_workers_per_case_year(static_cast<double>(figure.workers.total()) * kDaysOfAYear /
                                     static_cast<double>(days));
}

// With a worker, without.
void PutWorkers(const ContinuityFigure& figure, bool withhold, int64_t k, CellsOut& out, Response& response) {
  const std::array<Tally, 2> parts = {figure.with_worker, figure.without_worker};
  const auto withheld = Withhold(parts, k, Next::kInOrder);
  const bool hide = withhold || !withheld || (*withheld)[0] || (*withheld)[1];
  out.Put(figure.without_worker.count, hide, *response.mutable_without_worker());
  const auto& by_worker = figure.cases_by_worker;
  if (by_worker.owners() == 0 && !hide) return;
  if (hide || !by_worker.MayBeKnown(k)) {
    response.set_open_cases_per_worker_suppressed(true);
    return out.Omit();
  }
  response.set_open_cases_per_worker(static_cast<double>(by_worker.total()) /
                                     static_cast<double>(by_worker.owners()));
}

void PutContact(const ContinuityFigure& figure, bool withhold, int64_t k, CellsOut& out, Response& response) {
  // The longest without contact first, so that a run's beginning is cumulated to what is before it.
  const std::vector<Tally> parts = {figure.no_contact, figure.contact_30_days, figure.contact_14_days};
  const std::vector<size_t> begins = withhold ? std::vector<size_t>() : CutIntoRuns(parts, k);
  const auto cut_at = [&](size_t part) {
    return std::find(begins.begin(), begins.end(), part) != begins.end();
  };
  out.Put(figure.no_contact.count + figure.contact_30_days.count, !cut_at(2),
          *response.mutable_no_contact_14_days());
  out.Put(figure.no_contact.count, !cut_at(1), *response.mutable_no_contact_30_days());
}

}  // namespace

absl::StatusOr<Response> AnswerContinuity(const ContinuityFigure& figure, int64_t k) {
  if (IsSmall(figure.cases, k)) return RefuseTooNarrow(k);
  Tally open = figure.with_worker;
  open.Add(figure.without_worker);
  const bool few_open = IsSmall(open, k);

  Response response;
  CellsOut out(k);
  out.Put(open.count, few_open, *response.mutable_open());
  PutWorkersPerCaseYear(figure, k, out, response);
  PutWorkers(figure, few_open, k, out, response);
  PutContact(figure, few_open, k, out, response);
  out.Put(figure.overdue_answers.count, few_open || IsSmall(figure.overdue_answers, k),
          *response.mutable_overdue_answers());
  out.Put(figure.overdue_flags.count, few_open || IsSmall(figure.overdue_flags, k),
          *response.mutable_overdue_flags());
  out.Finish(*response.mutable_metadata());
  return response;
}

}  // namespace praksis::services
