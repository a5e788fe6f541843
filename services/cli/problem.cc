#include "services/cli/problem.h"

#include <string_view>

#include "google/rpc/error_details.pb.h"
#include "libs/base/strings.h"

namespace praksis::cli {
namespace {

void AddInfo(const google::rpc::ErrorInfo& info, Problem& problem) {
  problem.reason = info.reason();
  for (const auto& [name, value] : info.metadata()) problem.facts.emplace_back(name, value);
}

void AddViolations(const google::rpc::BadRequest& request, Problem& problem) {
  for (const auto& violation : request.field_violations()) {
    problem.violations.push_back({violation.field(), violation.description()});
  }
}

std::string_view CodeName(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return "OK";
    case absl::StatusCode::kCancelled:
      return "CANCELLED";
    case absl::StatusCode::kInvalidArgument:
      return "INVALID_ARGUMENT";
    case absl::StatusCode::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case absl::StatusCode::kNotFound:
      return "NOT_FOUND";
    case absl::StatusCode::kAlreadyExists:
      return "ALREADY_EXISTS";
    case absl::StatusCode::kPermissionDenied:
      return "PERMISSION_DENIED";
    case absl::StatusCode::kResourceExhausted:
      return "RESOURCE_EXHAUSTED";
    case absl::StatusCode::kFailedPrecondition:
      return "FAILED_PRECONDITION";
    case absl::StatusCode::kAborted:
      return "ABORTED";
    case absl::StatusCode::kOutOfRange:
      return "OUT_OF_RANGE";
    case absl::StatusCode::kUnimplemented:
      return "UNIMPLEMENTED";
    case absl::StatusCode::kInternal:
      return "INTERNAL";
    case absl::StatusCode::kUnavailable:
      return "UNAVAILABLE";
    case absl::StatusCode::kDataLoss:
      return "DATA_LOSS";
    case absl::StatusCode::kUnauthenticated:
      return "UNAUTHENTICATED";
    default:
      return "UNKNOWN";
  }
}

// A refusal of the server's, which was reached.
constexpr std::string_view kChoiceTakesTooLong = "CHOICE_TAKES_TOO_LONG";

// What somebody at a command line can do about it, where the message does not say.
std::string_view RemedyFor(const Problem& problem) {
  if (problem.reason == "TLS_MISMATCH") return "";
  if (problem.reason == kChoiceTakesTooLong) return "--timeout allows more time.";
  if (problem.reason == "KAFKA_UNAVAILABLE")
    return "Do brokers run there? deploy/kafka/up starts one; --kafka or PRAKSIS_KAFKA names others.";
  switch (problem.code) {
    case absl::StatusCode::kUnavailable:
      return problem.reason.empty()
                 ? "Is praksisd running there? deploy/up starts it; --server or PRAKSIS_SERVER names another."
                 : "Try again in a moment.";
    case absl::StatusCode::kDeadlineExceeded:
      return "Try again, or allow more time with --timeout.";
    case absl::StatusCode::kUnauthenticated:
      return "The server wants to know who you are.";
    case absl::StatusCode::kUnimplemented:
      return problem.reason.empty() ? "The server does not have this service: is it an older release?" : "";
    default:
      break;
  }
  if (problem.reason == "CONCURRENT_CHANGE") return "Read the case again and decide anew: praksis case show.";
  if (problem.reason == "EVENT_ID_REUSED") return "Leave eventId out to have a new one made.";
  return "";
}

}  // namespace

Problem Understand(const google::rpc::Status& status) {
  Problem problem{static_cast<absl::StatusCode>(status.code()), status.message(), "", {}, {}};
  for (const auto& detail : status.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest request;
    if (detail.UnpackTo(&info)) AddInfo(info, problem);
    if (detail.UnpackTo(&request)) AddViolations(request, problem);
  }
  return problem;
}

Problem Understand(const absl::Status& status) {
  Problem problem{status.code(), std::string(base::ToStd(status.message())), "", {}, {}};
  if (const auto info = base::ErrorInfoOf(status)) AddInfo(*info, problem);
  AddViolations(base::BadRequestOf(status), problem);
  return problem;
}

ExitCode ExitCodeOf(const Problem& problem) {
  if (problem.reason == kChoiceTakesTooLong) return kFailed;
  switch (problem.code) {
    case absl::StatusCode::kOk:
      return kOk;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kUnauthenticated:
      return kUnreachable;
    case absl::StatusCode::kPermissionDenied:
      // A person's missing consent is an answer of the domain, not a matter of our rights.
      return problem.reason == "CONSENT_MISSING" ? kFailed : kUnreachable;
    default:
      return kFailed;
  }
}

std::string Describe(const Problem& problem, const Terminal& terminal) {
  const std::string name = problem.reason.empty() ? std::string(CodeName(problem.code)) : problem.reason;
  std::string text =
      base::StrCat(Styled(terminal, Style::kRed, Harmless(name)), ": ", Harmless(problem.message), "\n");
  for (const auto& violation : problem.violations) {
    text += base::StrCat("  ", Styled(terminal, Style::kBold, Harmless(violation.field)), ": ",
                         Harmless(violation.description), "\n");
  }
  if (const std::string_view remedy = RemedyFor(problem); !remedy.empty())
    text += base::StrCat("  ", remedy, "\n");
  return text;
}

}  // namespace praksis::cli
