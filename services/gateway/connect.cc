#include "services/gateway/connect.h"

#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "services/gateway/connect_error.h"
#include "services/gateway/contract.h"
#include "services/gateway/stream_relay.h"

namespace praksis::gateway {
namespace {

using google::protobuf::MethodDescriptor;

http::Response UnsupportedType(const MethodDescriptor& method) {
  const std::string_view types = IsUnary(method) ? "application/json, application/proto"
                                                 : "application/connect+json, application/connect+proto";
  http::Response refusal = http::Problem(
      415, "invalid_argument", base::StrCat(method.full_name(), " is called with a Content-Type of ", types));
  refusal.headers.push_back({"Accept-Post", std::string(types)});
  return refusal;
}

http::Response OnlyByPost(const MethodDescriptor& method) {
  http::Response refusal =
      http::Problem(405, "unimplemented",
                    base::StrCat(method.full_name(), IsUnary(method) ? " changes something" : " is a stream",
                                 " and is called by POST"));
  refusal.headers.push_back({"Allow", "POST, OPTIONS"});
  return refusal;
}

}  // namespace

void Connect::AddTo(http::Routes& routes) {
  for (const auto* service : Services()) {
    routes.Add(base::StrCat("/", service->full_name(), "/"), {"GET", "POST"},
               [this](const Asked& exchange) { Handle(exchange); });
  }
}

void Connect::Handle(const Asked& exchange) {
  const http::Request& request = exchange->request();
  const Method* const method = FindMethod(request.path);
  if (method == nullptr) {
    return exchange->Answer(
        http::Problem(404, "unimplemented", base::StrCat("there is no method ", request.path)));
  }
  if (!IsUnary(*method)) return HandleStream(exchange, *method);
  HandleUnary(exchange, *method);
}

void Connect::HandleUnary(const Asked& exchange, const Method& method) {
  const http::Request& request = exchange->request();
  const bool get = request.method != "POST";
  if (get && !ChangesNothing(method)) return exchange->Answer(OnlyByPost(method));
  const auto codec = get ? Codec::kJson : UnaryCodec(request.Header("Content-Type"));
  if (!codec) return exchange->Answer(UnsupportedType(method));
  worker_.Post([this, exchange, &method, get, codec] {
    auto read = get ? ReadUnaryGet(exchange->request(), options_.max_message_bytes)
                    : ReadUnaryPost(exchange->request(), *codec, options_.max_message_bytes);
    if (!read.ok()) return exchange->Answer(ErrorResponse(read.status()));
    CallUnary(exchange, method, *std::move(read));
  });
}

CallSettings Connect::SettingsFor(const Surroundings& surroundings, absl::Duration otherwise) const {
  return {.deadline = clock_.Now() + surroundings.timeout.value_or(otherwise),
          .metadata = surroundings.metadata};
}

void Connect::CallUnary(const Asked& exchange, const Method& method, ConnectRequest request) {
  const auto bytes = ToBytes(*method.input_type(), request.codec, request.messages.front());
  if (!bytes.ok()) return exchange->Answer(ErrorResponse(bytes.status()));
  const auto call =
      backend_.Call(exchange->request().path, SettingsFor(request.surroundings, options_.unary_limit), *bytes,
                    [this, exchange, &method, codec = request.codec](UnaryAnswer answer) {
                      worker_.Post([this, exchange, &method, codec, answer = std::move(answer)]() mutable {
                        AnswerUnary(exchange, method, codec, std::move(answer));
                      });
                    });
  exchange->OnGone([call] { call->Cancel(); });
}

void Connect::AnswerUnary(const Asked& exchange, const Method& method, Codec codec, UnaryAnswer answer) {
  absl::StatusOr<std::string> body = std::move(answer.bytes);
  if (body.ok()) body = FromBytes(*method.output_type(), codec, *std::move(body));
  http::Response response;
  if (body.ok()) {
    response.content_type = codec == Codec::kJson ? "application/json" : "application/proto";
    response.headers.push_back({"Cache-Control", "no-cache"});
    response.body = *std::move(body);
  } else {
    response = ErrorResponse(body.status());
  }
  for (auto& [name, value] : answer.trailers) {
    response.headers.push_back({base::StrCat("Trailer-", name), std::move(value)});
  }
  exchange->Answer(std::move(response));
}

void Connect::HandleStream(const Asked& exchange, const Method& method) {
  const http::Request& request = exchange->request();
  if (request.method != "POST") return exchange->Answer(OnlyByPost(method));
  const auto codec = StreamCodec(request.Header("Content-Type"));
  if (!codec) return exchange->Answer(UnsupportedType(method));
  worker_.Post([this, exchange, &method, codec = *codec] {
    auto read = ReadStreamPost(exchange->request(), codec, options_.max_message_bytes);
    if (read.ok() && !method.client_streaming() && read->messages.size() != 1) {
      read = base::Refuse(
          absl::StatusCode::kInvalidArgument, "CONNECT_REQUEST_INVALID",
          base::StrCat(method.full_name(), " takes exactly one message, not ", read->messages.size()),
          {{"field", "body"}, {"messages", base::StrCat(read->messages.size())}});
    }
    if (!read.ok()) return RefuseStream(*exchange, codec, read.status());
    CallStream(exchange, method, *std::move(read));
  });
}

void Connect::CallStream(const Asked& exchange, const Method& method, ConnectRequest request) {
  std::vector<std::string> messages;
  for (const std::string& message : request.messages) {
    auto bytes = ToBytes(*method.input_type(), request.codec, message);
    if (!bytes.ok()) return RefuseStream(*exchange, request.codec, bytes.status());
    messages.push_back(*std::move(bytes));
  }
  const auto relay = std::make_shared<StreamRelay>(exchange, worker_, *method.output_type(), request.codec);
  const auto stream =
      backend_.Stream(exchange->request().path, SettingsFor(request.surroundings, absl::InfiniteDuration()),
                      std::move(messages), relay);
  relay->Begin(stream);
}

}  // namespace praksis::gateway
