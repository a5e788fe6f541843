#include "libs/base/stepping_back.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <thread>

namespace praksis::base {
namespace {

using std::chrono::steady_clock;

void WorkFor(steady_clock::duration time) {
  const auto end = steady_clock::now() + time;
  while (steady_clock::now() < end) {
  }
}

// How long ten pieces of `piece` take, with what the job rests in between.
steady_clock::duration TimeOfTen(BackgroundJob& job, steady_clock::duration piece) {
  job.StepBack();
  const auto begin = steady_clock::now();
  for (int i = 0; i < 10; ++i) {
    WorkFor(piece);
    job.StepBack();
  }
  return steady_clock::now() - begin;
}

// How often this thread has given up the processor by itself.
int64_t TimesGivenUp() {
  rusage usage = {};
  EXPECT_EQ(getrusage(RUSAGE_THREAD, &usage), 0);
  return usage.ru_nvcsw;
}

constexpr auto kPiece = 2 * BackgroundJob::kSlice;
constexpr auto kWithRests = 10 * kPiece * (1 + BackgroundJob::kRestsPerWork);

TEST(Attention, IsPaidWhileSomebodyIsAnsweredAndAMomentLonger) {
  Attention attention;
  EXPECT_FALSE(attention.Paid());
  attention.Begin();
  attention.Begin();
  attention.End();
  std::this_thread::sleep_for(2 * Attention::kMoment);
  EXPECT_TRUE(attention.Paid()) << "one is still answered";
  attention.End();
  EXPECT_TRUE(attention.Paid());
  const auto deadline = steady_clock::now() + std::chrono::seconds(10);
  while (attention.Paid() && steady_clock::now() < deadline) std::this_thread::yield();
  EXPECT_FALSE(attention.Paid());
}

TEST(BackgroundJob, RestsBetweenSlicesWhileSomebodyIsAnswered) {
  Attention attention;
  BackgroundJob job(&attention);
  EXPECT_FALSE(job.stepping_back());
  // What is measured can take longer on a busy machine, but is then far from the rests.
  attention.Begin();
  EXPECT_TRUE(job.stepping_back());
  EXPECT_GE(TimeOfTen(job, kPiece), kWithRests);
  attention.End();
}

TEST(BackgroundJob, DoesNotRestAfterLessThanASlice) {
  Attention attention;
  attention.Begin();
  BackgroundJob job(&attention);
  const int64_t before = TimesGivenUp();
  for (int i = 0; i < 10'000; ++i) job.StepBack();
  // All of it is less than a slice, or on a busy machine a few.
  EXPECT_LT(TimesGivenUp() - before, 1'000);
}

TEST(BackgroundJob, NeverRestsWhereNobodyIsAnsweredOrSomebodyWaitsForIt) {
  BackgroundJob alone(nullptr);
  EXPECT_FALSE(alone.stepping_back());
  Attention attention;
  attention.Begin();
  BackgroundJob hurried(&attention);
  hurried.Hurry();
  EXPECT_FALSE(hurried.stepping_back());
  // A rest is never longer than this, so that work of so many slices with rests would take far longer.
  constexpr auto kLong = std::chrono::milliseconds(20);
  for (BackgroundJob* job : {&alone, &hurried}) {
    EXPECT_LT(TimeOfTen(*job, kLong), 10 * kLong + 9 * BackgroundJob::kLongestRest);
  }
}

}  // namespace
}  // namespace praksis::base
