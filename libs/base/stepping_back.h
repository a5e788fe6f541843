// How work that nobody waits for steps back while somebody is answered. A scheduler that lets it run only
// where a processor is free (Priority::kBackground) is not enough on few processors: what the work has begun
// within the kernel, and what it has taken of caches and of the disk, is waited for all the same.
#ifndef PRAKSIS_LIBS_BASE_STEPPING_BACK_H_
#define PRAKSIS_LIBS_BASE_STEPPING_BACK_H_

#include <atomic>
#include <chrono>
#include <cstdint>

namespace praksis::base {

// Whether somebody is being answered, or was a moment ago. Thread-safe.
class Attention {
 public:
  // That of this process: processors are shared by all that it serves.
  static Attention& OfProcess();

  // From its first answer under way to this long after its last, somebody is attended to.
  static constexpr std::chrono::milliseconds kMoment{50};

  void Begin() { under_way_.fetch_add(1, std::memory_order_relaxed); }
  void End();
  bool Paid() const;

 private:
  std::atomic<int64_t> under_way_ = 0;
  // Of the steady clock; 0: never.
  std::atomic<int64_t> last_end_ns_ = 0;
};

// A job in the background, on any number of threads, which call StepBack between small pieces of work.
// Thread-safe.
class BackgroundJob {
 public:
  // While somebody is attended to, a thread that has worked this long rests so many times as long, but no
  // longer than kLongestRest.
  static constexpr std::chrono::microseconds kSlice{500};
  static constexpr int kRestsPerWork = 7;
  static constexpr std::chrono::milliseconds kLongestRest{50};

  // `attention` must outlive it; null: nobody is ever attended to.
  explicit BackgroundJob(const Attention* attention) : attention_(attention) {}

  // Returns at once where nobody is attended to, or the calling thread has worked for less than a slice since
  // it last returned from here; else rests.
  void StepBack() const;
  // Whether threads rest between slices now, and pieces of work should be small.
  bool stepping_back() const { return attention_ != nullptr && !hurried_ && attention_->Paid(); }
  // Somebody waits for it: from now on it does not step back.
  void Hurry() { hurried_ = true; }

 private:
  const Attention* const attention_;
  std::atomic<bool> hurried_ = false;
};

}  // namespace praksis::base

#endif  // PRAKSIS_LIBS_BASE_STEPPING_BACK_H_
