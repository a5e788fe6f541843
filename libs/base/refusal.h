// Refusals: absl::Status values that carry google.rpc details, so that any layer can say precisely what is
// wrong and the rpc layer only has to copy. Every refusal has exactly one ErrorInfo (domain "praksis").
#ifndef PRAKSIS_LIBS_BASE_REFUSAL_H_
#define PRAKSIS_LIBS_BASE_REFUSAL_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace praksis::base {

// A fact behind a refusal: name and value. AIP-193: every variable in the message is among them.
using Detail = std::pair<std::string, std::string>;

// A status with an ErrorInfo. `reason` is UPPER_SNAKE_CASE and stable; `message` is a sentence a person can
// act on. `code` must not be OK.
[[nodiscard]] absl::Status Refuse(absl::StatusCode code, std::string_view reason, std::string_view message,
                                  std::initializer_list<Detail> details = {});
[[nodiscard]] absl::Status Refuse(absl::StatusCode code, std::string_view reason, std::string_view message,
                                  const std::vector<Detail>& details);

// What is wrong with one field of a request.
struct FieldViolation {
  std::string field;        // "event.placement_started.start"
  std::string description;  // "\"2025-02-30\" is no date; write YYYY-MM-DD"
};

// INVALID_ARGUMENT with BadRequest (all violations at once) and ErrorInfo. `violations` must not be empty.
[[nodiscard]] absl::Status RefuseRequest(std::string_view reason,
                                         const std::vector<FieldViolation>& violations);

// RESOURCE_EXHAUSTED with RetryInfo and ErrorInfo.
[[nodiscard]] absl::Status RefuseOverload(std::string_view reason, std::string_view message,
                                          absl::Duration retry_after);

// The ErrorInfo of a refusal; nothing where the status has none.
[[nodiscard]] std::optional<google::rpc::ErrorInfo> ErrorInfoOf(const absl::Status& status);
// Its reason, "" where it has none.
[[nodiscard]] std::string ReasonOf(const absl::Status& status);
// The fields that its BadRequest complains of, in order.
[[nodiscard]] std::vector<std::string> ViolatedFields(const absl::Status& status);
// The BadRequest of a refusal; empty where it has none.
[[nodiscard]] google::rpc::BadRequest BadRequestOf(const absl::Status& status);

// As a message within a response: code, message and all details. Back again, a status is equal to what it
// was.
[[nodiscard]] google::rpc::Status ToRpcStatus(const absl::Status& status);
[[nodiscard]] absl::Status FromRpcStatus(const google::rpc::Status& message);

}  // namespace praksis::base

#endif  // PRAKSIS_LIBS_BASE_REFUSAL_H_
