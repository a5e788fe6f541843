// The Connect protocol (https://connectrpc.com/docs/protocol) over HTTP/1.1, in JSON and in protobuf's bytes,
// for every service of the contract: what a browser's fetch or a script's curl needs to speak with praksis.
//
//   POST /praksis.v1.Dashboards/GetFunnel   a message, answered with a message
//   GET  …?connect=v1&encoding=json&message=…  the same, for calls that change nothing
//   POST /praksis.v1.Feed/Subscribe         messages in envelopes, answered with a stream of envelopes
//
// A call that streams both ways is half duplex: all that the client sends comes first.
// How it fails: errors of the services as they are; see connect_error.h. 404 for a method that does not
// exist, 405 for a GET of a call that changes something, 415 for a Content-Type that does not fit the call.
#ifndef PRAKSIS_SERVICES_GATEWAY_CONNECT_H_
#define PRAKSIS_SERVICES_GATEWAY_CONNECT_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "libs/base/clock.h"
#include "libs/base/executor.h"
#include "libs/http/routes.h"
#include "services/gateway/backend.h"
#include "services/gateway/connect_request.h"

namespace praksis::gateway {

// Everything given must outlive it, and it the server of its routes. Thread-safe.
class Connect {
 public:
  struct Options {
    size_t max_message_bytes = size_t{4} << 20;
    // How long a call is waited for where the client says nothing. Streams have no end.
    absl::Duration unary_limit = absl::Seconds(60);
  };
  // `worker`: where messages are turned from one form into the other, so that connections need not wait for
  // that.
  Connect(Backend& backend, base::Executor& worker, const base::Clock& clock, const Options& options)
      : backend_(backend), worker_(worker), clock_(clock), options_(options) {}

  void AddTo(http::Routes& routes);

 private:
  using Method = google::protobuf::MethodDescriptor;
  using Asked = std::shared_ptr<http::Exchange>;

  void Handle(const Asked& exchange);
  void HandleUnary(const Asked& exchange, const Method& method);
  void HandleStream(const Asked& exchange, const Method& method);
  void CallUnary(const Asked& exchange, const Method& method, ConnectRequest request);
  void AnswerUnary(const Asked& exchange, const Method& method, Codec codec, UnaryAnswer answer);
  void CallStream(const Asked& exchange, const Method& method, ConnectRequest request);
  CallSettings SettingsFor(const Surroundings& surroundings, absl::Duration otherwise) const;

  Backend& backend_;
  base::Executor& worker_;
  const base::Clock& clock_;
  const Options options_;
};

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_CONNECT_H_
