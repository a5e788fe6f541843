// Where callers leave facts for a sequencer: bounded in facts and bytes, and telling who has to wake whom. A
// fact takes its room until it is answered, so that no stage behind the inbox needs a bound of its own.
//
// Thread-safe.
#ifndef PRAKSIS_LIBS_RECORDING_INBOX_H_
#define PRAKSIS_LIBS_RECORDING_INBOX_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "libs/recording/submission.h"

namespace praksis::recording {

class Inbox {
 public:
  Inbox(size_t max_facts, size_t max_bytes)
      : max_facts_(static_cast<int64_t>(max_facts)), max_bytes_(static_cast<int64_t>(max_bytes)) {}

  enum class Entry {
    kTaken,
    // Taken, and the reader sleeps: wake it.
    kTakenByASleeper,
    kFull,
    kClosed,
  };
  // `submission` is moved from only where it is taken.
  Entry Put(std::unique_ptr<Submission>& submission);

  // Appends what there is to `out`.
  void Take(std::vector<std::unique_ptr<Submission>>& out);

  // The reader goes to sleep and has to be woken, unless there is something to take.
  [[nodiscard]] bool Sleep();

  // Gives back the room of a fact that has been answered.
  void Leave(const Submission& submission);

  // Takes nothing more …
  void Close();
  // … until it is opened again, with these before all others, for which there is always room.
  void Open(std::vector<std::unique_ptr<Submission>> first);

  // Facts taken and not answered.
  int64_t facts() const { return facts_.load(std::memory_order_relaxed); }

 private:
  bool Reserve(const Submission& submission, bool whatever_comes = false);

  const int64_t max_facts_;
  const int64_t max_bytes_;
  std::atomic<int64_t> facts_{0};
  std::atomic<int64_t> bytes_{0};

  std::mutex mutex_;
  std::vector<std::unique_ptr<Submission>> submissions_;  // guarded by mutex_
  bool closed_ = false;                                   // guarded by mutex_
  bool asleep_ = false;                                   // guarded by mutex_
};

}  // namespace praksis::recording

#endif  // PRAKSIS_LIBS_RECORDING_INBOX_H_
