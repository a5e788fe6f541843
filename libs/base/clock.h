// Time comes in as an argument. Nothing in libs/ reads the machine's clock itself: a main.cc makes the
// SystemClock, a test or the simulation brings its own.
#ifndef PRAKSIS_LIBS_BASE_CLOCK_H_
#define PRAKSIS_LIBS_BASE_CLOCK_H_

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace praksis::base {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // Wall-clock time.
  virtual absl::Time Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

// A clock that stands until it is set. Not thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(absl::Time now) : now_(now) {}
  absl::Time Now() const override { return now_; }
  void Set(absl::Time now) { now_ = now; }
  void Advance(absl::Duration by) { now_ += by; }

 private:
  absl::Time now_;
};

}  // namespace praksis::base

#endif  // PRAKSIS_LIBS_BASE_CLOCK_H_
