// What the recorder and the projector know about the rules of a kind of stream: enough to decide and to fold,
// nothing of what they say. Each stream kind (libs/domain/<kind>) makes one StreamRules.
//
// Rules are pure: no IO, no clock, no threads. All functions are const and may be called from any thread at
// once; a State belongs to one thread at a time.
#ifndef PRAKSIS_LIBS_DOMAIN_RULES_STREAM_RULES_H_
#define PRAKSIS_LIBS_DOMAIN_RULES_STREAM_RULES_H_

#include <memory>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "libs/base/date.h"
#include "praksis/v1/event.pb.h"

namespace praksis::domain {

// What a decision depends on besides the stream itself.
struct Circumstances {
  // Today, in the zone of the server's configuration.
  base::Day today = 0;
  // The person whom the stream is about has been erased.
  bool subject_erased = false;
};

// What the events of one stream add up to.
class StreamState {
 public:
  virtual ~StreamState() = default;
  virtual std::unique_ptr<StreamState> Clone() const = 0;
  // Approximate size in memory, in bytes; caches are bounded by it.
  virtual size_t MemoryUsage() const = 0;
};

class StreamRules {
 public:
  virtual ~StreamRules() = default;

  // "case": the part of a stream's name before the slash.
  virtual std::string_view kind() const = 0;

  // The state before the first event.
  virtual std::unique_ptr<StreamState> Initial() const = 0;

  // May `fact` follow? OK, or a refusal (libs/base/refusal.h). The fact must have passed ValidateFact
  // (libs/domain/fact) and must not rewrite history.
  virtual absl::Status Decide(const StreamState& state, const v1::Event& fact,
                              const Circumstances& circumstances) const = 0;

  // Folds in an accepted event that does not rewrite history. Cannot fail: it accepts everything that Decide
  // let through.
  virtual void Evolve(const v1::Event& event, StreamState& state) const = 0;

  // May `rewrite` (EventCorrected or EventVoided) follow `history`, all the stream's events by version? It
  // may if the history would have been accepted had it been right from the start.
  virtual absl::Status DecideRewrite(std::span<const v1::Event> history, const v1::Event& rewrite,
                                     const Circumstances& circumstances) const = 0;

  // The state after `history`, all the stream's events by version, with every correction and voiding in it
  // applied as if it had been so from the start.
  virtual std::unique_ptr<StreamState> Fold(std::span<const v1::Event> history) const = 0;
};

// EventCorrected and EventVoided change what earlier events said; a stream that gets one is folded anew.
inline bool RewritesHistory(const v1::Event& event) {
  return event.body_case() == v1::Event::kEventCorrected || event.body_case() == v1::Event::kEventVoided;
}

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_RULES_STREAM_RULES_H_
