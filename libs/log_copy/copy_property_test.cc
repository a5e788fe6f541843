// Whatever log is copied into however many partitions, and wherever the copy is interrupted: in the end the
// target is what a copy without any trouble would have made, record by record.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/refusal.h"
#include "libs/log/end.h"
#include "libs/log/verify.h"
#include "libs/log_copy/compare.h"
#include "libs/log_copy/copy.h"
#include "libs/log_copy/merged_reader.h"
#include "libs/log_copy/testing/logs.h"

namespace praksis::log {
namespace {

using testing::TestLog;

constexpr int kMostTries = 1000;

class Chance {
 public:
  explicit Chance(uint64_t seed) : engine_(seed) {}
  int Between(int from, int to) {
    return from + static_cast<int>(engine_() % static_cast<uint64_t>(to - from + 1));
  }

 private:
  std::mt19937_64 engine_;
};

// Streams of random length in random interleaving.
void FillAtRandom(Chance& chance, TestLog& log) {
  std::vector<int64_t> versions(static_cast<size_t>(chance.Between(1, 30)), 0);
  const int events = chance.Between(0, 300);
  for (int number = 1; number <= events; ++number) {
    const int stream = chance.Between(0, static_cast<int>(versions.size()) - 1);
    log.Put(base::StrCat("case/", stream), ++versions[static_cast<size_t>(stream)], number);
  }
}

// Ends a call of CopyLog at its `call`-th time of being told, in one of the ways it may end.
class Interruption {
 public:
  enum class Kind { kStop, kFence, kCrash, kNone };
  Interruption(Chance& chance, MemoryLog& target)
      : kind_(static_cast<Kind>(chance.Between(0, 3))), call_(chance.Between(1, 60)), target_(target) {}

  bool operator()(CopyStage /*stage*/, int64_t /*events*/, double /*share*/) {
    if (--call_ != 0) return true;
    switch (kind_) {
      case Kind::kStop:
        return false;
      case Kind::kFence:
        for (int i = 0; i < target_.partition_count(); ++i) target_.Fence(PartitionId(i));
        return true;
      case Kind::kCrash:
        target_.Crash();
        return true;
      case Kind::kNone:
        return true;
    }
    return true;
  }

 private:
  const Kind kind_;
  int call_;
  MemoryLog& target_;
};

RC_GTEST_PROP(CopyProperty, InterruptedAnywhereItEndsAsIfItHadNotBeen, (uint64_t seed)) {
  Chance chance(seed);
  const base::SystemClock clock;
  TestLog source(chance.Between(1, 8));
  FillAtRandom(chance, source);
  const int partitions = chance.Between(1, 8);
  TestLog ideal(partitions);
  RC_ASSERT(CopyLog(source.log(), ideal.log(), clock, {}, [](auto...) { return true; }).ok());

  SeededFaults faults(
      seed, {.refused = 5, .unclear = 15, .read_unavailable = 3, .max_delay = absl::Milliseconds(2)});
  TestLog target(partitions, &faults);
  bool whole = false;
  for (int tries = 0; !whole && tries < kMostTries; ++tries) {
    if (tries == kMostTries / 2) faults.SetQuiet(true);
    Interruption interruption(chance, target.log());
    const auto report = CopyLog(
        source.log(), target.log(), clock,
        {.patience = absl::Milliseconds(20), .window_events = static_cast<size_t>(chance.Between(1, 50))},
        [&](CopyStage stage, int64_t events, double share) { return interruption(stage, events, share); });
    RC_ASSERT(base::ReasonOf(report.status()) != "TARGET_DIFFERS");
    RC_ASSERT(!absl::IsDataLoss(report.status()));
    whole = report.ok() && !report->stopped;
  }
  faults.SetQuiet(true);
  RC_ASSERT(whole);
  RC_ASSERT(target.Contents() == ideal.Contents());
  RC_ASSERT(VerifyLog(target.log()).ok());
  const auto comparison =
      CompareLogs(source.log(), *EndOf(source.log()), target.log(), [](int64_t, double) { return true; });
  RC_ASSERT(comparison->equal());
  RC_ASSERT(comparison->source == comparison->target);
}

// Versions, bytes and streams count; partitions don't.
RC_GTEST_PROP(DigestProperty, DiffersExactlyWhereTheLogsDo, (uint64_t seed)) {
  Chance chance(seed);
  const base::SystemClock clock;
  TestLog source(chance.Between(1, 8));
  FillAtRandom(chance, source);
  TestLog target(chance.Between(1, 8));
  RC_ASSERT(CopyLog(source.log(), target.log(), clock, {}, [](auto...) { return true; }).ok());
  const auto compare = [&] {
    return *CompareLogs(source.log(), *EndOf(source.log()), target.log(),
                        [](int64_t, double) { return true; });
  };
  RC_ASSERT(compare().equal());
  RC_ASSERT(compare().source.digest == compare().target.digest);
  TestLog& changed = chance.Between(0, 1) == 0 ? source : target;
  changed.Put("case/new", 1, 1000);
  const Comparison comparison = compare();
  RC_ASSERT(comparison.streams_different == 1);
  RC_ASSERT(comparison.source.digest != comparison.target.digest);
  RC_ASSERT(comparison.differences.size() == 1U);
}

}  // namespace
}  // namespace praksis::log
