#include "libs/rpc/status.h"

#include <string>
#include <string_view>
#include <utility>

#include "google/rpc/error_details.pb.h"
#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/rpc/wire.h"

namespace praksis::rpc {
namespace {

constexpr size_t kMaxMetadataValueBytes = 256;

// At most `max` bytes of valid UTF-8, which string fields of protobuf and HTTP/2 clients insist on.
std::string Readable(std::string_view text, size_t max) {
  std::string readable = WithoutInvalidUtf8(text.substr(0, max));
  if (text.size() > max) {
    // A character cut in two is no character.
    while (!readable.empty() && readable.back() == '?' && text[readable.size() - 1] != '?')
      readable.pop_back();
    readable += "…";
  }
  return readable;
}

google::rpc::ErrorInfo InfoFor(absl::StatusCode code) {
  google::rpc::ErrorInfo info;
  info.set_reason(absl::StatusCodeToString(code));
  info.set_domain("praksis");
  return info;
}

// Leaves out violations until `proto` fits. Returns whether it does.
bool DropViolations(google::rpc::Status& proto) {
  for (auto& detail : *proto.mutable_details()) {
    google::rpc::BadRequest bad_request;
    if (!detail.Is<google::rpc::BadRequest>() || !detail.UnpackTo(&bad_request)) continue;
    const int all = bad_request.field_violations_size();
    auto* violations = bad_request.mutable_field_violations();
    while (violations->size() > 1 && proto.ByteSizeLong() > kMaxDetailsBytes - 64) {
      // By an eighth at a time: an Any must be packed again to be measured.
      const int drop = violations->size() / 8 + 1;
      violations->DeleteSubrange(violations->size() - drop, drop);
      if (violations->empty()) break;
      detail.set_value(bad_request.SerializeAsString());
    }
    if (violations->size() < all && !violations->empty()) {
      auto& last = *violations->rbegin();
      last.set_description(Readable(last.description(), kMaxMetadataValueBytes) +
                           base::StrCat(" (", all - violations->size(), " more violations are left out)"));
      detail.set_value(bad_request.SerializeAsString());
    }
  }
  return proto.ByteSizeLong() <= kMaxDetailsBytes;
}

// Shortens what the ErrorInfo says, and drops every other detail.
void KeepOnlyErrorInfo(google::rpc::Status& proto) {
  google::rpc::ErrorInfo info;
  PRAKSIS_CHECK(proto.details(0).UnpackTo(&info), proto.details(0).type_url());
  size_t left = kMaxDetailsBytes / 2;
  google::rpc::ErrorInfo shortened;
  shortened.set_reason(Readable(info.reason(), kMaxMetadataValueBytes));
  shortened.set_domain(Readable(info.domain(), kMaxMetadataValueBytes));
  for (const auto& [name, value] : info.metadata()) {
    std::string short_value = Readable(value, kMaxMetadataValueBytes);
    const size_t size = name.size() + short_value.size() + 8;
    if (size > left) continue;
    left -= size;
    (*shortened.mutable_metadata())[name] = std::move(short_value);
  }
  proto.clear_details();
  proto.add_details()->PackFrom(shortened);
}

}  // namespace

google::rpc::Status ToProto(const absl::Status& status) {
  PRAKSIS_CHECK(!status.ok());
  google::rpc::Status proto = base::ToRpcStatus(status);
  proto.set_message(Readable(proto.message(), kMaxMessageBytes));
  auto* details = proto.mutable_details();
  for (int i = 0; i < details->size(); ++i) {
    if (!details->Get(i).Is<google::rpc::ErrorInfo>()) continue;
    details->SwapElements(0, i);
    return proto;
  }
  details->Add()->PackFrom(InfoFor(status.code()));
  details->SwapElements(0, details->size() - 1);
  return proto;
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status proto = ToProto(status);
  if (proto.ByteSizeLong() > kMaxDetailsBytes && !DropViolations(proto)) KeepOnlyErrorInfo(proto);
  return grpc::Status(static_cast<grpc::StatusCode>(proto.code()), proto.message(),
                      proto.SerializeAsString());
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status proto;
  const bool detailed = !status.error_details().empty() && proto.ParseFromString(status.error_details());
  if (!detailed) proto.Clear();
  // The trailer's own code and message are what gRPC guarantees; the details are only believed for
  // themselves.
  proto.set_code(status.error_code());
  proto.set_message(status.error_message());
  return base::FromRpcStatus(proto);
}

}  // namespace praksis::rpc
