#include "libs/base/thread.h"

#include <gtest/gtest.h>
#include <sched.h>

namespace praksis::base {
namespace {

int PolicyOf(Priority priority) {
  int policy = -1;
  // The policy is set by who starts the thread, perhaps after it has begun.
  StartWorker(
      "test",
      [&, wanted = priority == Priority::kPrompt   ? SCHED_OTHER
                   : priority == Priority::kNormal ? SCHED_BATCH
                                                   : SCHED_IDLE] {
        for (int i = 0; i < 1'000'000 && policy != wanted; ++i) policy = sched_getscheduler(0);
      },
      priority)
      .join();
  return policy;
}

TEST(StartWorker, TellsTheSchedulerWhatWaitsForTheThread) {
  EXPECT_EQ(PolicyOf(Priority::kPrompt), SCHED_OTHER);
  EXPECT_EQ(PolicyOf(Priority::kNormal), SCHED_BATCH);
  EXPECT_EQ(PolicyOf(Priority::kBackground), SCHED_IDLE);
}

}  // namespace
}  // namespace praksis::base
