#include "libs/log/traces.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/strings.h"

namespace praksis::log {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The trace of this number, sampled or not.
std::string Trace(int number, bool sampled = true) {
  std::string digits = std::to_string(number);
  digits.insert(0, 32 - digits.size(), '0');
  return base::StrCat("00-", digits, "-00f067aa0ba902b7-0", sampled ? 1 : 0);
}

constexpr PartitionId kFirst{0};
constexpr PartitionId kSecond{1};

TEST(TracesTest, ATraceIsFoundWhereItsRecordIs) {
  Traces traces;
  traces.Keep();
  traces.Note(kFirst, Offset(5), Trace(1));
  traces.Note(kSecond, Offset(5), Trace(2));
  traces.Note(kFirst, Offset(7), Trace(3));
  EXPECT_THAT(
      traces.Find(kFirst, Offset(5), Offset(8)),
      ElementsAre(Traces::Traced{kFirst, Offset(5), Trace(1)}, Traces::Traced{kFirst, Offset(7), Trace(3)}));
  EXPECT_THAT(traces.Find(kFirst, Offset(6), Offset(7)), IsEmpty());
  EXPECT_THAT(traces.Find(kSecond, Offset(0), Offset(6)),
              ElementsAre(Traces::Traced{kSecond, Offset(5), Trace(2)}));
}

TEST(TracesTest, WhatIsNotSampledIsNotKept) {
  Traces traces;
  traces.Keep();
  traces.Note(kFirst, Offset(0), "");
  traces.Note(kFirst, Offset(1), Trace(1, /*sampled=*/false));
  traces.Note(kFirst, Offset(2), "nonsense1");
  EXPECT_THAT(traces.Find(kFirst, Offset(0), Offset(9)), IsEmpty());
}

TEST(TracesTest, NothingIsKeptUntilSomebodyWantsIt) {
  Traces traces;
  traces.Note(kFirst, Offset(0), Trace(1));
  traces.Keep();
  traces.Note(kFirst, Offset(1), Trace(2));
  EXPECT_THAT(traces.Find(kFirst, Offset(0), Offset(2)),
              ElementsAre(Traces::Traced{kFirst, Offset(1), Trace(2)}));
}

TEST(TracesTest, OnlyTheNewestAreKept) {
  Traces traces;
  traces.Keep();
  const auto count = static_cast<int>(Traces::kMaxTraces);
  for (int i = 0; i <= count; ++i) traces.Note(kFirst, Offset(i), Trace(i + 1));
  EXPECT_THAT(traces.Find(kFirst, Offset(0), Offset(1)), IsEmpty());
  EXPECT_THAT(traces.Find(kFirst, Offset(count), Offset(count + 1)),
              ElementsAre(Traces::Traced{kFirst, Offset(count), Trace(count + 1)}));
  EXPECT_EQ(traces.Find(kFirst, Offset(0), Offset(count + 1)).size(), Traces::kMaxTraces);
}

}  // namespace
}  // namespace praksis::log
