#include "services/gateway/codec.h"

#include "google/protobuf/util/json_util.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/http/query.h"
#include "libs/rpc/wire.h"

namespace praksis::gateway {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

absl::Status InvalidJson(const Descriptor& type, std::string_view why) {
  return base::Refuse(
      absl::StatusCode::kInvalidArgument, "INVALID_JSON",
      base::StrCat("this is no ", type.full_name(), " in JSON: ", rpc::WithoutInvalidUtf8(why)),
      {{"type", type.full_name()}, {"problem", rpc::WithoutInvalidUtf8(why)}});
}

absl::Status Unreadable(const Descriptor& type) {
  return base::Refuse(absl::StatusCode::kInternal, "ANSWER_UNREADABLE",
                      base::StrCat("the answer is no ", type.full_name()), {{"type", type.full_name()}});
}

}  // namespace

std::unique_ptr<Message> NewMessage(const Descriptor& type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

absl::StatusOr<std::string> ToBytes(const Descriptor& type, Codec codec, std::string_view text) {
  if (codec == Codec::kProto) return std::string(text);
  if (text.empty()) return std::string();
  // protobuf's parser takes bytes that are none, and complains of them much later.
  if (!http::IsUtf8(text)) return InvalidJson(type, "it is not UTF-8");
  const std::unique_ptr<Message> message = NewMessage(type);
  const auto parsed = google::protobuf::util::JsonStringToMessage({text.data(), text.size()}, message.get());
  if (!parsed.ok()) return InvalidJson(type, std::string(parsed.message().data(), parsed.message().size()));
  return message->SerializeAsString();
}

absl::StatusOr<std::string> FromBytes(const Descriptor& type, Codec codec, std::string bytes) {
  if (codec == Codec::kProto) return bytes;
  const std::unique_ptr<Message> message = NewMessage(type);
  if (!message->ParseFromString(bytes)) return Unreadable(type);
  return ToJson(*message);
}

absl::StatusOr<std::string> ToJson(const Message& message, bool everything) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = everything;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) {
    return Unreadable(*message.GetDescriptor());
  }
  return json;
}

}  // namespace praksis::gateway
