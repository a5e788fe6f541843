#include "libs/base/refusal.h"

#include "absl/strings/cord.h"
#include "libs/base/check.h"
#include "libs/base/strings.h"

namespace praksis::base {
namespace {

template <typename Message>
std::string UrlOf() {
  return StrCat("type.googleapis.com/", Message::descriptor()->full_name());
}

template <typename Message>
void Attach(const Message& detail, absl::Status& status) {
  status.SetPayload(UrlOf<Message>(), absl::Cord(detail.SerializeAsString()));
}

template <typename Message>
std::optional<Message> Detached(const absl::Status& status) {
  const auto payload = status.GetPayload(UrlOf<Message>());
  Message detail;
  if (!payload || !detail.ParseFromString(std::string(*payload))) return std::nullopt;
  return detail;
}

template <typename Details>
absl::Status RefuseWith(absl::StatusCode code, std::string_view reason, std::string_view message,
                        const Details& details) {
  PRAKSIS_CHECK(code != absl::StatusCode::kOk, "reason=", reason);
  absl::Status status(code, ToAbsl(message));
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain("praksis");
  for (const auto& [name, value] : details) (*info.mutable_metadata())[name] = value;
  Attach(info, status);
  return status;
}

}  // namespace

absl::Status Refuse(absl::StatusCode code, std::string_view reason, std::string_view message,
                    std::initializer_list<Detail> details) {
  return RefuseWith(code, reason, message, details);
}

absl::Status Refuse(absl::StatusCode code, std::string_view reason, std::string_view message,
                    const std::vector<Detail>& details) {
  return RefuseWith(code, reason, message, details);
}

absl::Status RefuseRequest(std::string_view reason, const std::vector<FieldViolation>& violations) {
  PRAKSIS_CHECK(!violations.empty(), "reason=", reason);
  const FieldViolation& first = violations.front();
  std::string message = StrCat(first.field, ": ", first.description);
  if (violations.size() > 1) message += StrCat(" (and ", violations.size() - 1, " more)");
  absl::Status status = Refuse(absl::StatusCode::kInvalidArgument, reason, message,
                               {{"field", first.field},
                                {"description", first.description},
                                {"violations", StrCat(violations.size())}});
  google::rpc::BadRequest bad_request;
  for (const FieldViolation& violation : violations) {
    auto* added = bad_request.add_field_violations();
    added->set_field(violation.field);
    added->set_description(violation.description);
  }
  Attach(bad_request, status);
  return status;
}

absl::Status RefuseOverload(std::string_view reason, std::string_view message, absl::Duration retry_after) {
  absl::Status status = Refuse(absl::StatusCode::kResourceExhausted, reason, message,
                               {{"retry_after_ms", StrCat(absl::ToInt64Milliseconds(retry_after))}});
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(retry_after));
  retry.mutable_retry_delay()->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(retry_after % absl::Seconds(1))));
  Attach(retry, status);
  return status;
}

std::optional<google::rpc::ErrorInfo> ErrorInfoOf(const absl::Status& status) {
  return Detached<google::rpc::ErrorInfo>(status);
}

std::string ReasonOf(const absl::Status& status) {
  const auto info = ErrorInfoOf(status);
  return info ? info->reason() : "";
}

google::rpc::BadRequest BadRequestOf(const absl::Status& status) {
  return Detached<google::rpc::BadRequest>(status).value_or(google::rpc::BadRequest());
}

std::vector<std::string> ViolatedFields(const absl::Status& status) {
  const google::rpc::BadRequest bad_request = BadRequestOf(status);
  std::vector<std::string> fields;
  for (const auto& violation : bad_request.field_violations()) fields.push_back(violation.field());
  return fields;
}

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status message;
  message.set_code(static_cast<int>(status.code()));
  message.set_message(std::string(ToStd(status.message())));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    auto* const detail = message.add_details();
    detail->set_type_url(std::string(ToStd(url)));
    detail->set_value(std::string(payload));
  });
  return message;
}

absl::Status FromRpcStatus(const google::rpc::Status& message) {
  absl::Status status(static_cast<absl::StatusCode>(message.code()), message.message());
  for (const auto& detail : message.details())
    status.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  return status;
}

}  // namespace praksis::base
