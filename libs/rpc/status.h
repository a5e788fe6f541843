// absl::Status <-> what travels: google.rpc.Status, and grpc::Status with it in the trailer
// grpc-status-details-bin. The one place where the two meet. Knows the google.rpc details by their type URLs
// only, as absl::Status holds them.
#ifndef PRAKSIS_LIBS_RPC_STATUS_H_
#define PRAKSIS_LIBS_RPC_STATUS_H_

#include <cstddef>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace praksis::rpc {

// Clients drop a whole answer whose trailers are larger than they accept: 8 KiB by default in gRPC, base64
// and message included. ToGrpc therefore keeps the serialized details and the message within these.
inline constexpr size_t kMaxDetailsBytes = 4096;
inline constexpr size_t kMaxMessageBytes = 1024;

// Every payload whose name is a type URL becomes a detail, the ErrorInfo first; a status without ErrorInfo
// gets one with the code as its reason, so that every error has exactly one. `status` must not be OK.
google::rpc::Status ToProto(const absl::Status& status);
absl::Status FromProto(const google::rpc::Status& proto);

// OK for OK. What does not fit kMaxDetailsBytes is left out from the end: violations first (the last one kept
// then says how many more there are), then other details.
grpc::Status ToGrpc(const absl::Status& status);
// For clients: the payloads are there again where the server sent details.
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace praksis::rpc

#endif  // PRAKSIS_LIBS_RPC_STATUS_H_
