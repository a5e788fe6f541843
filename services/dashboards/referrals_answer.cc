#include <array>
#include <vector>

#include "libs/figures/kaplan_meier.h"
#include "services/dashboards/answers.h"
#include "services/dashboards/cells_out.h"
#include "services/dashboards/withholding.h"

namespace praksis::services {
namespace {

using readmodels::ReferralsFigure;
using readmodels::Tally;

// made = accepted + declined + unanswered; declined = the refusals. Where unanswered is withheld, answered
// would give it away.
enum Part : size_t { kAccepted, kDeclined, kUnanswered };

void PutRefusals(const ReferralsFigure& figure, int64_t k, CellsOut& out,
                 v1::GetReferralsResponse& response) {
  std::vector<Tally> cells;
  for (const auto& [refusal, tally] : figure.declined) cells.push_back(tally);
  const auto withheld = Withhold(cells, k, Next::kSmallest);
  if (!withheld) return out.Omit();
  size_t cell = 0;
  for (const auto& [refusal, tally] : figure.declined) {
    auto& added = *response.add_refusals();
    added.set_decided_by(v1::ReferralDeclined::Decider_Name(refusal.first));
    added.set_reason(refusal.second);
    out.Put(tally.count, (*withheld)[cell++], *added.mutable_count());
  }
}

// The median and its interval are shown where enough persons are behind the answers that decide it.
void PutMedian(const ReferralsFigure& figure, const Tally& answered, int64_t k, CellsOut& out,
               v1::GetReferralsResponse& response) {
  if (IsSmall(answered, k)) {
    response.set_median_days_to_answer(-1);
    response.set_median_days_to_answer_lower(-1);
    response.set_median_days_to_answer_upper(-1);
    response.set_median_suppressed(true);
    return out.Omit();
  }
  const figures::DaysQuantile median = figures::KaplanMeier(figure.days_to_answer).Median();
  response.set_median_days_to_answer(median.day.value_or(-1));
  response.set_median_days_to_answer_lower(median.lower.value_or(-1));
  response.set_median_days_to_answer_upper(median.upper.value_or(-1));
}

}  // namespace

absl::StatusOr<v1::GetReferralsResponse> AnswerReferrals(const ReferralsFigure& figure, int64_t k) {
  std::array<Tally, 3> parts;
  parts[kAccepted] = figure.accepted;
  for (const auto& [refusal, tally] : figure.declined) parts[kDeclined].Add(tally);
  parts[kUnanswered] = figure.waiting;
  parts[kUnanswered].Add(figure.withdrawn);
  const auto withheld = Withhold(parts, k, Next::kInOrder);
  if (!withheld) return RefuseTooNarrow(k);

  Tally answered = parts[kAccepted];
  answered.Add(parts[kDeclined]);
  const int64_t made = answered.count + parts[kUnanswered].count;

  v1::GetReferralsResponse response;
  CellsOut out(k);
  out.Put(made, false, *response.mutable_made());
  out.Put(answered.count, (*withheld)[kUnanswered], *response.mutable_answered());
  out.Put(parts[kAccepted].count, (*withheld)[kAccepted], *response.mutable_accepted());
  const bool any_withheld = (*withheld)[kAccepted] || (*withheld)[kDeclined] || (*withheld)[kUnanswered];
  out.Put(figures::WilsonProportion(parts[kAccepted].count, answered.count), any_withheld,
          *response.mutable_acceptance());
  PutMedian(figure, answered, k, out, response);
  out.Put(figures::WilsonProportion(figure.worded.count, made),
          IsSmall(figure.worded, k) || IsSmall(figure.not_worded, k), *response.mutable_resources_worded());
  if ((*withheld)[kDeclined]) {
    out.Omit();
  } else {
    PutRefusals(figure, k, out, response);
  }
  out.Finish(*response.mutable_metadata());
  return response;
}

}  // namespace praksis::services
