// One request and its answer.
#ifndef PRAKSIS_LIBS_HTTP_EXCHANGE_H_
#define PRAKSIS_LIBS_HTTP_EXCHANGE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "libs/http/message.h"

namespace praksis::http {

// Handed to a handler, which answers whenever it likes, from any thread: either by Answer, or by Begin, any
// number of Write, and End. One that is dropped unanswered is answered with 500; one that is dropped between
// Begin and End has its connection cut, so that nobody takes half an answer for a whole one.
//
// Calls on one exchange must not overlap. What is said after the client is gone goes nowhere, and that is
// fine.
class Exchange {
 public:
  virtual ~Exchange() = default;

  virtual const Request& request() const = 0;

  // The whole answer. A body that is worth it is sent compressed to clients that take gzip, unless it has a
  // Content-Encoding already.
  virtual void Answer(Response response) = 0;

  // An answer in pieces: `head.body` is not looked at. The head goes out at once.
  virtual void Begin(Response head) = 0;
  // Sends a piece, which must not be empty. `written` is called once, on the server's thread: with true when
  // the system has taken the piece, so that one may follow, with false when the client is gone. Only then may
  // Write be called again: a slow client costs one piece.
  virtual void Write(std::string piece, absl::AnyInvocable<void(bool)> written) = 0;
  virtual void End() = 0;

  // `gone` is called at most once, on the server's thread, when the client has hung up or the connection was
  // cut before the answer was complete. It is dropped uncalled when the answer is complete.
  virtual void OnGone(absl::AnyInvocable<void()> gone) = 0;
};

// Called on the server's thread: must not block.
using Handler = std::function<void(std::shared_ptr<Exchange>)>;

}  // namespace praksis::http

#endif  // PRAKSIS_LIBS_HTTP_EXCHANGE_H_
