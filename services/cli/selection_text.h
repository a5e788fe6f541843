// A choice of learning cases, with its reasons and its proof, on a terminal.
#ifndef PRAKSIS_SERVICES_CLI_SELECTION_TEXT_H_
#define PRAKSIS_SERVICES_CLI_SELECTION_TEXT_H_

#include <string>

#include "praksis/v1/learning.pb.h"
#include "services/cli/terminal.h"
#include "services/cli/wording.h"

namespace praksis::cli {

// "at least 97.3 % of the best possible".
std::string CertificateInWords(const v1::SelectCasesResponse::Certificate& certificate);

// "reason_citizen=TRANSPORT" → "citizen: Transport".
std::string FeatureInWords(const std::string& feature_value, const Words& words);

// Piped: a tab-separated row per pick.
std::string RenderSelection(const v1::SelectCasesResponse& response, const Words& words,
                            const Terminal& terminal);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_SELECTION_TEXT_H_
