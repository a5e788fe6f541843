#include "libs/base/executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <vector>

namespace praksis::base {
namespace {

TEST(ThreadExecutor, RunsWhatIsPostedInOrderOnItsThread) {
  std::vector<int> ran;
  std::thread::id thread;
  {
    ThreadExecutor executor("test");
    for (int i = 0; i < 100; ++i) executor.Post([&, i] { ran.push_back(i); });
    executor.Post([&] { thread = std::this_thread::get_id(); });
  }
  ASSERT_EQ(ran.size(), 100U);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(ran[static_cast<size_t>(i)], i);
  EXPECT_NE(thread, std::this_thread::get_id());
}

TEST(ThreadExecutor, RunsAShortTaskWithinTheCallWhereItIsIdle) {
  ThreadExecutor executor("test");
  std::thread::id thread;
  executor.RunOrPost([&] { thread = std::this_thread::get_id(); });
  EXPECT_EQ(thread, std::this_thread::get_id());
}

TEST(ThreadExecutor, PostsWhereATaskIsRunningEvenOneOfTheSameCaller) {
  ThreadExecutor executor("test");
  std::promise<void> done;
  std::vector<int> order;
  executor.RunOrPost([&] {
    executor.RunOrPost([&] {
      order.push_back(2);
      done.set_value();
    });
    order.push_back(1);
  });
  done.get_future().wait();
  EXPECT_THAT(order, ::testing::ElementsAre(1, 2));
}

TEST(ThreadExecutor, LateTasksWaitForTheOneThatRuns) {
  ThreadExecutor executor("test");
  std::promise<void> late;
  std::future<void> over = late.get_future();
  std::atomic<bool> running = true;
  std::atomic<bool> overlapped = false;
  executor.RunOrPost([&] {
    executor.PostAfter(absl::ZeroDuration(), [&] {
      overlapped = running.load();
      late.set_value();
    });
    EXPECT_EQ(over.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
    running = false;
  });
  over.wait();
  EXPECT_FALSE(overlapped);
}

TEST(ThreadExecutor, NeverRunsTwoTasksAtOnceWhoeverCalls) {
  int sum = 0;  // Guarded by the executor alone.
  {
    ThreadExecutor executor("test");
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 4; ++caller) {
      callers.emplace_back([&] {
        for (int i = 0; i < 2'000; ++i) {
          executor.RunOrPost([&] { ++sum; });
          executor.Post([&] { ++sum; });
        }
      });
    }
    for (std::thread& caller : callers) caller.join();
  }
  EXPECT_EQ(sum, 4 * 2 * 2'000);
}

TEST(SharedExecutor, RunsOnTheThreadUntilItIsGone) {
  const auto thread = std::make_shared<ThreadExecutor>("test");
  std::vector<int> ran;
  std::atomic<bool> late = false;
  SharedExecutor stays(thread);
  {
    SharedExecutor goes(thread);
    for (int i = 0; i < 100; i += 2) {
      goes.Post([&ran, i] { ran.push_back(i); });
      stays.Post([&ran, i] { ran.push_back(i + 1); });
    }
    goes.PostAfter(absl::Milliseconds(20), [&] { late = true; });
  }
  // What was posted before is done; one thread ran both's tasks, in the order posted.
  ASSERT_EQ(ran.size(), 100U);
  EXPECT_TRUE(std::is_sorted(ran.begin(), ran.end()));
  std::promise<void> later;
  stays.PostAfter(absl::Milliseconds(40), [&] { later.set_value(); });
  later.get_future().wait();
  EXPECT_FALSE(late);
}

}  // namespace
}  // namespace praksis::base
