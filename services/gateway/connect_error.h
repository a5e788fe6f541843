// Errors as the Connect protocol writes them (https://connectrpc.com/docs/protocol#error-end-stream).
#ifndef PRAKSIS_SERVICES_GATEWAY_CONNECT_ERROR_H_
#define PRAKSIS_SERVICES_GATEWAY_CONNECT_ERROR_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "libs/http/message.h"

namespace praksis::gateway {

// "invalid_argument".
std::string_view ConnectCode(absl::StatusCode code);
int HttpStatus(absl::StatusCode code);

// {"code": "…", "message": "…", "details": [{"type": "google.rpc.ErrorInfo", "value": <base64>, "debug":
// {…}}, …]}. Every error has an ErrorInfo among its details, as it has over gRPC. `status` must not be OK.
std::string ErrorJson(const absl::Status& status);

// The answer to a unary call that failed.
http::Response ErrorResponse(const absl::Status& status);

// What ends a stream: {} for OK, else {"error": …}.
std::string EndOfStreamJson(const absl::Status& status);

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_CONNECT_ERROR_H_
