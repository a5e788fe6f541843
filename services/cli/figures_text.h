// The figures of the dashboards on a terminal. What is suppressed shows as "·", with a note that says so.
#ifndef PRAKSIS_SERVICES_CLI_FIGURES_TEXT_H_
#define PRAKSIS_SERVICES_CLI_FIGURES_TEXT_H_

#include <string>
#include <string_view>

#include "praksis/v1/dashboards.pb.h"
#include "services/cli/terminal.h"
#include "services/cli/wording.h"

namespace praksis::cli {

// "·" where suppressed.
std::string CountText(const v1::Count& count);
// "41.2 % (36.0–46.6)"; "·" where suppressed.
std::string EstimateText(const v1::Estimate& estimate);

// "0.42 (0.31–0.53)" of a number that is no share; "·" where suppressed.
std::string NumberText(const v1::Estimate& estimate);

// Piped, each is its table in tab-separated values, without plots and notes.
std::string RenderFunnel(const v1::GetFunnelResponse& response, const Terminal& terminal);
std::string RenderReferrals(const v1::GetReferralsResponse& response, const Words& words,
                            const Terminal& terminal);
std::string RenderInterruptions(const v1::GetInterruptionsResponse& response, const Words& words,
                                const Terminal& terminal);
std::string RenderCoachingOutcomes(const v1::GetCoachingOutcomesResponse& response, const Words& words,
                                   const Terminal& terminal);
std::string RenderBelief(const v1::GetBeliefResponse& response, const Terminal& terminal);
std::string RenderContinuity(const v1::GetContinuityResponse& response, const Terminal& terminal);

std::string RenderComparison(const v1::CompareSelectionsResponse& response, const Terminal& terminal);
std::string RenderDisagreement(const v1::GetDisagreementResponse& response, const Terminal& terminal);
std::string RenderReturnToWork(const v1::GetReturnToWorkResponse& response, const Terminal& terminal);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_FIGURES_TEXT_H_
