// Messages as JSON (the proto3 mapping) and as bytes, of any type in the contract.
//
// JSON that does not fit is refused: INVALID_ARGUMENT, INVALID_JSON, with what protobuf says of it. A field
// that the type does not have is among that: a misspelt condition must not silently be no condition.
#ifndef PRAKSIS_SERVICES_GATEWAY_CODEC_H_
#define PRAKSIS_SERVICES_GATEWAY_CODEC_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace praksis::gateway {

enum class Codec { kJson, kProto };

// An empty message of the type.
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor& type);

// The bytes of the message that `text` is. Bytes stay as they are: who is asked says what is wrong with them.
// No text at all is an empty message.
absl::StatusOr<std::string> ToBytes(const google::protobuf::Descriptor& type, Codec codec,
                                    std::string_view text);

// The other way round. INTERNAL, ANSWER_UNREADABLE where the bytes are no such message.
absl::StatusOr<std::string> FromBytes(const google::protobuf::Descriptor& type, Codec codec,
                                      std::string bytes);

// Fields with their default values are left out, but for `everything`.
absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message, bool everything = false);

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_CODEC_H_
