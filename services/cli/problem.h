// What went wrong, in words and as an exit code.
#ifndef PRAKSIS_SERVICES_CLI_PROBLEM_H_
#define PRAKSIS_SERVICES_CLI_PROBLEM_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"
#include "libs/base/refusal.h"
#include "services/cli/terminal.h"

namespace praksis::cli {

enum ExitCode : int {
  kOk = 0,
  // It failed, or something of it was refused.
  kFailed = 1,
  // Called wrongly.
  kUsage = 2,
  // The server cannot be reached, or does not let us.
  kUnreachable = 4,
};

struct Problem {
  absl::StatusCode code = absl::StatusCode::kUnknown;
  std::string message;
  // Of the ErrorInfo; "" where there is none.
  std::string reason;
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<base::FieldViolation> violations;
};

Problem Understand(const google::rpc::Status& status);
Problem Understand(const absl::Status& status);

ExitCode ExitCodeOf(const Problem& problem);

// "INVALID_FACT: the fact has 2 errors", then one line per violated field, then what to do where we know.
// Lines end in a newline; all but the first are indented.
std::string Describe(const Problem& problem, const Terminal& terminal);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_PROBLEM_H_
