// Reading what the Connect protocol asks (https://connectrpc.com/docs/protocol). Pure functions of the
// request.
#ifndef PRAKSIS_SERVICES_GATEWAY_CONNECT_REQUEST_H_
#define PRAKSIS_SERVICES_GATEWAY_CONNECT_REQUEST_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/http/message.h"
#include "services/gateway/codec.h"

namespace praksis::gateway {

// What goes on to the service with the message.
struct Surroundings {
  // Of the client; nothing where it set no limit.
  std::optional<absl::Duration> timeout;
  // Names in lower case. Only those that the services know: x-correlation-id, traceparent, tracestate.
  std::vector<http::Field> metadata;
};

struct ConnectRequest {
  Codec codec = Codec::kJson;
  Surroundings surroundings;
  // As the codec writes them. One for a unary call.
  std::vector<std::string> messages;
};

// All refuse with INVALID_ARGUMENT, CONNECT_REQUEST_INVALID (with `field`), or UNIMPLEMENTED,
// COMPRESSION_UNKNOWN.

// The codec of a unary or a streaming call by its Content-Type ("application/json",
// "application/connect+proto"); nothing where it is none of them: 415.
std::optional<Codec> UnaryCodec(std::string_view content_type);
std::optional<Codec> StreamCodec(std::string_view content_type);

// A POST of a unary call, whose codec is known. `max_bytes`: of the message, decompressed.
absl::StatusOr<ConnectRequest> ReadUnaryPost(const http::Request& request, Codec codec, size_t max_bytes);

// A GET of a unary call: ?encoding=json&message=…, with base64=1, compression=gzip and connect=v1 where
// wanted.
absl::StatusOr<ConnectRequest> ReadUnaryGet(const http::Request& request, size_t max_bytes);

// A POST of a streaming call: messages in envelopes.
absl::StatusOr<ConnectRequest> ReadStreamPost(const http::Request& request, Codec codec, size_t max_bytes);

// One message of a stream, behind a byte of flags and its length in four bytes, most significant first.
std::string Envelope(uint8_t flags, std::string_view message);
inline constexpr uint8_t kCompressedFlag = 1;
inline constexpr uint8_t kEndOfStreamFlag = 2;

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_CONNECT_REQUEST_H_
