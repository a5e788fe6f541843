#include "services/gateway/connect_error.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "google/protobuf/message.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "google/rpc/status.pb.h"
#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "libs/rpc/status.h"
#include "services/gateway/codec.h"

namespace praksis::gateway {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

void Set(Struct& object, const char* name, std::string value) {
  (*object.mutable_fields())[name].set_string_value(std::move(value));
}

// What the detail says, for people who look at it. Nothing where its type is not known here.
void AddDebug(const google::protobuf::Any& detail, std::string_view type, Struct& out) {
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(std::string(type));
  if (descriptor == nullptr) return;
  const auto message = NewMessage(*descriptor);
  if (!message->ParseFromString(detail.value())) return;
  const auto json = ToJson(*message);
  Struct debug;
  if (!json.ok() || !google::protobuf::util::JsonStringToMessage(*json, &debug).ok()) return;
  *(*out.mutable_fields())["debug"].mutable_struct_value() = std::move(debug);
}

Struct ErrorObject(const absl::Status& status) {
  const google::rpc::Status proto = rpc::ToProto(status);
  Struct error;
  Set(error, "code", std::string(ConnectCode(status.code())));
  Set(error, "message", proto.message());
  auto& details = *(*error.mutable_fields())["details"].mutable_list_value();
  for (const google::protobuf::Any& detail : proto.details()) {
    const std::string& url = detail.type_url();
    const std::string type = url.substr(url.rfind('/') + 1);
    Struct& object = *details.add_values()->mutable_struct_value();
    Set(object, "type", type);
    std::string value = absl::Base64Escape(detail.value());
    // Without padding.
    while (value.ends_with('=')) value.pop_back();
    Set(object, "value", std::move(value));
    AddDebug(detail, type, object);
  }
  return error;
}

std::string Json(const Struct& object) {
  std::string json;
  PRAKSIS_CHECK(google::protobuf::util::MessageToJsonString(object, &json).ok());
  return json;
}

}  // namespace

std::string_view ConnectCode(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return "ok";
    case absl::StatusCode::kCancelled:
      return "canceled";
    case absl::StatusCode::kInvalidArgument:
      return "invalid_argument";
    case absl::StatusCode::kDeadlineExceeded:
      return "deadline_exceeded";
    case absl::StatusCode::kNotFound:
      return "not_found";
    case absl::StatusCode::kAlreadyExists:
      return "already_exists";
    case absl::StatusCode::kPermissionDenied:
      return "permission_denied";
    case absl::StatusCode::kResourceExhausted:
      return "resource_exhausted";
    case absl::StatusCode::kFailedPrecondition:
      return "failed_precondition";
    case absl::StatusCode::kAborted:
      return "aborted";
    case absl::StatusCode::kOutOfRange:
      return "out_of_range";
    case absl::StatusCode::kUnimplemented:
      return "unimplemented";
    case absl::StatusCode::kInternal:
      return "internal";
    case absl::StatusCode::kUnavailable:
      return "unavailable";
    case absl::StatusCode::kDataLoss:
      return "data_loss";
    case absl::StatusCode::kUnauthenticated:
      return "unauthenticated";
    default:
      return "unknown";
  }
}

int HttpStatus(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return 200;
    case absl::StatusCode::kCancelled:
      return 499;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return 400;
    case absl::StatusCode::kDeadlineExceeded:
      return 504;
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
      return 409;
    case absl::StatusCode::kPermissionDenied:
      return 403;
    case absl::StatusCode::kResourceExhausted:
      return 429;
    case absl::StatusCode::kUnimplemented:
      return 501;
    case absl::StatusCode::kUnavailable:
      return 503;
    case absl::StatusCode::kUnauthenticated:
      return 401;
    default:
      return 500;
  }
}

std::string ErrorJson(const absl::Status& status) { return Json(ErrorObject(status)); }

http::Response ErrorResponse(const absl::Status& status) {
  http::Response response;
  response.status = HttpStatus(status.code());
  response.content_type = "application/json";
  response.headers.push_back({"Cache-Control", "no-store"});
  response.body = ErrorJson(status);
  return response;
}

std::string EndOfStreamJson(const absl::Status& status) {
  Struct end;
  if (!status.ok()) *(*end.mutable_fields())["error"].mutable_struct_value() = ErrorObject(status);
  return Json(end);
}

}  // namespace praksis::gateway
