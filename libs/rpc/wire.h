// Messages to and from bytes. Services take calls as bytes (gRPC's raw methods) and parse here, because
// gRPC 1.51 itself answers UNIMPLEMENTED without a word for a request that does not parse.
#ifndef PRAKSIS_LIBS_RPC_WIRE_H_
#define PRAKSIS_LIBS_RPC_WIRE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace praksis::rpc {

// Reads `bytes` into `message` (cleared first). INVALID_ARGUMENT, INVALID_MESSAGE with the path of the field
// where the message is malformed or a text is not UTF-8; `message` then holds what could be read.
absl::Status Parse(const grpc::ByteBuffer& bytes, google::protobuf::Message& message);
absl::Status Parse(std::string_view bytes, google::protobuf::Message& message);

// Never fails for a message below 2 GiB.
void Serialize(const google::protobuf::Message& message, grpc::ByteBuffer& bytes);

// The first place where `bytes` are no message of this type, as Parse refuses it. OK where there is none.
absl::Status ExplainMalformed(const google::protobuf::Descriptor& type, std::string_view bytes);

// Every byte that is not part of a well-formed UTF-8 character becomes '?'.
std::string WithoutInvalidUtf8(std::string_view text);

}  // namespace praksis::rpc

#endif  // PRAKSIS_LIBS_RPC_WIRE_H_
