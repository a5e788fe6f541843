// A small JavaScript engine (Duktape, ECMAScript 5) for scripts of our own: no files, no network, no timers.
#ifndef PRAKSIS_SERVICES_GATEWAY_SCRIPT_ENGINE_H_
#define PRAKSIS_SERVICES_GATEWAY_SCRIPT_ENGINE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace praksis::gateway {

// Not thread-safe. One whose Call has failed with RESOURCE_EXHAUSTED or DEADLINE_EXCEEDED is to be thrown
// away.
//
// Time is looked at whenever the script wants memory, for the distribution's Duktape has no other hook: a
// loop that makes nothing is not stopped.
class ScriptEngine {
 public:
  struct Limits {
    size_t memory_bytes = size_t{128} << 20;
    // Of loading, and of each call.
    absl::Duration time = absl::Seconds(10);
  };

  // Runs the script, which defines functions. Fails as Call.
  static absl::StatusOr<std::unique_ptr<ScriptEngine>> Load(std::string_view script, const Limits& limits);
  ~ScriptEngine();
  ScriptEngine(const ScriptEngine&) = delete;
  ScriptEngine& operator=(const ScriptEngine&) = delete;

  // Calls the global function with texts and, last, an object given as JSON; its result as a text.
  //   INTERNAL            SCRIPT_FAILED: what it threw.
  //   RESOURCE_EXHAUSTED  SCRIPT_TOO_LARGE: it wanted more memory than it may have.
  //   DEADLINE_EXCEEDED   SCRIPT_TOO_SLOW.
  absl::StatusOr<std::string> Call(const std::string& function, const std::vector<std::string>& texts,
                                   const std::string& object);

  // What the script holds now.
  size_t memory_bytes() const;

 private:
  struct Rep;
  explicit ScriptEngine(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_SCRIPT_ENGINE_H_
