// Calling the services: any method, by its path, in bytes.
#ifndef PRAKSIS_SERVICES_GATEWAY_BACKEND_H_
#define PRAKSIS_SERVICES_GATEWAY_BACKEND_H_

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "libs/http/message.h"

namespace grpc {
class ClientContext;
}  // namespace grpc

namespace praksis::gateway {

// Gives the channel to ask for a service ("praksis.v1.Dashboards").
using ChannelFor = std::function<std::shared_ptr<grpc::Channel>(const std::string& service)>;

struct CallSettings {
  // When to stop waiting; absl::InfiniteFuture() for never.
  absl::Time deadline = absl::InfiniteFuture();
  // To send with it, names in lower case.
  std::vector<http::Field> metadata;
};

struct UnaryAnswer {
  absl::StatusOr<std::string> bytes;
  // What the service sent behind its answer (but for gRPC's own), e.g. x-correlation-id.
  std::vector<http::Field> trailers;
};

// A call under way.
class LiveCall {
 public:
  virtual ~LiveCall() = default;
  // It will end with CANCELLED, unless it has ended. Any thread.
  virtual void Cancel() = 0;
  virtual bool IsStream() const = 0;
};

// What comes back on a stream. Called by gRPC's threads, one call at a time.
class StreamUser {
 public:
  virtual ~StreamUser() = default;
  // The next is read when Next has been called.
  virtual void OnMessage(std::string bytes) = 0;
  // The last call.
  virtual void OnEnd(absl::Status status) = 0;
};

class LiveStream : public LiveCall {
 public:
  // Has one more message read. Once for each OnMessage; the first is read without it.
  virtual void Next() = 0;
};

// Thread-safe.
class Backend {
 public:
  // `figures_only`: tells the services that who asks may see figures, and not what is withheld from them.
  Backend(ChannelFor channel_for, bool figures_only);
  // Stop.
  ~Backend();
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  // `done` is called once, by one of gRPC's threads. `method`: "/praksis.v1.Dashboards/GetFunnel".
  std::shared_ptr<LiveCall> Call(const std::string& method, const CallSettings& settings,
                                 const std::string& request, absl::AnyInvocable<void(UnaryAnswer)> done);

  // Sends all messages and says that there are no more, and reads at the user's pace. The user is kept until
  // OnEnd.
  std::shared_ptr<LiveStream> Stream(const std::string& method, const CallSettings& settings,
                                     std::vector<std::string> requests, std::shared_ptr<StreamUser> user);

  // Ends the streams that are under way with CANCELLED.
  void CancelStreams();
  // Cancels what is under way, refuses what comes (UNAVAILABLE, STOPPING), and returns when all have ended.
  void Stop();

  struct Registry;

 private:
  const ChannelFor channel_for_;
  const bool figures_only_;
  const std::shared_ptr<Registry> registry_;
};

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_BACKEND_H_
