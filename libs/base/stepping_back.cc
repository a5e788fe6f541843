#include "libs/base/stepping_back.h"

#include <algorithm>
#include <thread>

namespace praksis::base {
namespace {

using SteadyClock = std::chrono::steady_clock;

int64_t NowNs() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(SteadyClock::now().time_since_epoch()).count();
}

// When this thread last rested, or saw that it need not.
thread_local SteadyClock::time_point slice_begun;

}  // namespace

Attention& Attention::OfProcess() {
  static Attention attention;
  return attention;
}

void Attention::End() {
  last_end_ns_.store(NowNs(), std::memory_order_relaxed);
  under_way_.fetch_sub(1, std::memory_order_relaxed);
}

bool Attention::Paid() const {
  if (under_way_.load(std::memory_order_relaxed) > 0) return true;
  const int64_t last_end_ns = last_end_ns_.load(std::memory_order_relaxed);
  return last_end_ns != 0 && NowNs() - last_end_ns < std::chrono::nanoseconds(kMoment).count();
}

void BackgroundJob::StepBack() const {
  const SteadyClock::time_point now = SteadyClock::now();
  const SteadyClock::duration worked = now - slice_begun;
  if (worked < kSlice) return;
  slice_begun = now;
  if (!stepping_back()) return;
  std::this_thread::sleep_for(std::min<SteadyClock::duration>(worked * kRestsPerWork, kLongestRest));
  slice_begun = SteadyClock::now();
}

}  // namespace praksis::base
