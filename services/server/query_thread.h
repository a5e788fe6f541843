// Where questions that may take long are answered, so that neither gRPC's threads, of which there are few and
// which everybody's facts come through, nor other kinds of questions wait for them.
#ifndef PRAKSIS_SERVICES_SERVER_QUERY_THREAD_H_
#define PRAKSIS_SERVICES_SERVER_QUERY_THREAD_H_

#include <atomic>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/executor.h"
#include "libs/base/refusal.h"
#include "libs/base/stepping_back.h"
#include "libs/base/thread.h"

namespace praksis::services {

// Thread-safe. Destruction answers what has queued. From a question's arrival until the thread is done with
// it, the process' attention is on it (libs/base/stepping_back.h).
class QueryThread {
 public:
  QueryThread(const std::string& name, size_t max_queued, const base::Clock& clock)
      : max_queued_(max_queued), clock_(clock), thread_(name, base::Priority::kPrompt) {}

  // Calls `answer(reply)` on the thread; or `reply` at once with RESOURCE_EXHAUSTED, QUEUE_FULL where too
  // many are waiting, and later with DEADLINE_EXCEEDED, DEADLINE where nobody waits for the answer any more.
  template <typename ReplyType, typename Answer>
  void Run(absl::Time deadline, ReplyType reply, Answer answer) {
    if (queued_.fetch_add(1, std::memory_order_relaxed) >= max_queued_) {
      queued_.fetch_sub(1, std::memory_order_relaxed);
      std::move(reply)(base::RefuseOverload(
          "QUEUE_FULL", "too many questions are waiting; ask again in a moment", absl::Seconds(1)));
      return;
    }
    base::Attention::OfProcess().Begin();
    thread_.Post([this, deadline, reply = std::move(reply), answer = std::move(answer)]() mutable {
      queued_.fetch_sub(1, std::memory_order_relaxed);
      const absl::Cleanup done = [] { base::Attention::OfProcess().End(); };
      if (clock_.Now() >= deadline) {
        std::move(reply)(
            base::Refuse(absl::StatusCode::kDeadlineExceeded, "DEADLINE",
                         "the question could not be looked at in time; ask again with more time"));
        return;
      }
      answer(std::move(reply));
    });
  }

  size_t queued() const { return queued_.load(std::memory_order_relaxed); }

 private:
  const size_t max_queued_;
  const base::Clock& clock_;
  std::atomic<size_t> queued_ = 0;
  base::ThreadExecutor thread_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_QUERY_THREAD_H_
