// From what the read models counted to what may leave: statistics, then disclosure control. Pure.
//
// Each answer lacks only its metadata's figure, definition, position and as_of; suppressed_cells and
// threshold are there. Refused with FAILED_PRECONDITION, SELECTION_TOO_NARROW where it is about somebody, but
// too few.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_ANSWERS_H_
#define PRAKSIS_SERVICES_DASHBOARDS_ANSWERS_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "libs/readmodels/disagreement.h"
#include "libs/readmodels/funnel.h"
#include "libs/readmodels/interruptions.h"
#include "libs/readmodels/referrals.h"
#include "libs/readmodels/return_to_work.h"
#include "praksis/v1/dashboards.pb.h"

namespace praksis::services {

absl::StatusOr<v1::GetFunnelResponse> AnswerFunnel(const readmodels::FunnelFigure& figure, int64_t k);
absl::StatusOr<v1::GetReferralsResponse> AnswerReferrals(const readmodels::ReferralsFigure& figure,
                                                         int64_t k);
// `figure` was read for `voice`.
absl::StatusOr<v1::GetInterruptionsResponse> AnswerInterruptions(
    const readmodels::InterruptionsFigure& figure, v1::Voice voice, int64_t k);

absl::StatusOr<v1::GetDisagreementResponse> AnswerDisagreement(const readmodels::DisagreementFigure& figure,
                                                               int64_t k);
absl::StatusOr<v1::GetReturnToWorkResponse> AnswerReturnToWork(const readmodels::ReturnToWorkFigure& figure,
                                                               int64_t k);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_ANSWERS_H_
