// A stream of facts to another recorder, as a passage sees it.
#ifndef PRAKSIS_SERVICES_RELAY_LINE_H_
#define PRAKSIS_SERVICES_RELAY_LINE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "praksis/relay/v1/relay.pb.h"

namespace praksis::services {

class Line {
 public:
  virtual ~Line() = default;
  // Only after OnReady, once for each.
  virtual void Send(relay::v1::ForwardRequest request) = 0;
  // OnEnded follows, once everything under way has been told.
  virtual void Cancel() = 0;

  // Who uses a line, and outlives it. Called on threads of the line's, never within its calls.
  class User {
   public:
    virtual ~User() = default;
    // There is somebody at the other end, or the request before is under way: it takes another.
    virtual void OnReady() = 0;
    virtual void OnAnswers(relay::v1::ForwardResponse response) = 0;
    // The last that is heard of the line.
    virtual void OnEnded(const absl::Status& why) = 0;
  };
};

// Opens a line to the recorder at `address`; failing to is OnEnded.
using OpenLine = std::function<std::shared_ptr<Line>(const std::string& address, Line::User& user)>;

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_RELAY_LINE_H_
