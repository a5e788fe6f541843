#include "services/gateway/connect_error.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "google/protobuf/message.h"
#include "google/rpc/status.pb.h"
#include "libs/base/strings.h"
#include "libs/rpc/status.h"
#include "services/gateway/codec.h"

namespace praksis::gateway {
namespace {

// What the detail says, for people who look at it. Empty where its type is not known here.
std::string DebugJson(const google::protobuf::Any& detail, const std::string& type) {
  const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  if (descriptor == nullptr) return "";
  const auto message = NewMessage(*descriptor);
  if (!message->ParseFromString(detail.value())) return "";
  return ToJson(*message).value_or("");
}

std::string DetailJson(const google::protobuf::Any& detail) {
  const std::string& url = detail.type_url();
  const std::string type = url.substr(url.rfind('/') + 1);
  std::string value = absl::Base64Escape(detail.value());
  // Without padding.
  while (value.ends_with('=')) value.pop_back();
  const std::string debug = DebugJson(detail, type);
  return base::StrCat("{\"type\":", http::JsonText(type), ",\"value\":\"", value, "\"",
                      debug.empty() ? "" : ",\"debug\":", debug, "}");
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

std::string ErrorJson(const absl::Status& status) {
  const google::rpc::Status proto = rpc::ToProto(status);
  std::string details;
  for (const google::protobuf::Any& detail : proto.details()) {
    details += (details.empty() ? "" : ",") + DetailJson(detail);
  }
  return base::StrCat("{\"code\":\"", ConnectCode(status.code()),
                      "\",\"message\":", http::JsonText(proto.message()), ",\"details\":[", details, "]}");
}

http::Response ErrorResponse(const absl::Status& status) {
  http::Response response;
  response.status = HttpStatus(status.code());
  response.content_type = "application/json";
  response.headers.push_back({"Cache-Control", "no-store"});
  response.body = ErrorJson(status);
  return response;
}

std::string EndOfStreamJson(const absl::Status& status) {
  return status.ok() ? "{}" : base::StrCat("{\"error\":", ErrorJson(status), "}");
}

}  // namespace praksis::gateway
