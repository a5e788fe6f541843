// Whether a projector had better wait for more, while the log itself is still being fetched.
//
// What happens to a case in one chunk is put once. So as long as the log grows, a chunk is awaited that is
// worth it: but not where nothing has come for a while, and not for longer than some seconds.
#ifndef PRAKSIS_LIBS_PROJECTION_GATHERING_H_
#define PRAKSIS_LIBS_PROJECTION_GATHERING_H_

#include <cstdint>

namespace praksis::projection {

// Not thread-safe. Knows no clock: who asks waits for a turn whenever it says yes.
class Gathering {
 public:
  static constexpr int kTurnMilliseconds = 20;

  // Whether to wait for another turn, where so many events are there and `enough` would be a large chunk.
  bool Waits(int64_t there, int64_t enough);
  // The next question is the first one.
  void End() { *this = Gathering(); }

 private:
  int turns_ = 0;
  // When there was last more than at the turn before.
  int grown_at_ = 0;
  int64_t there_ = 0;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_GATHERING_H_
