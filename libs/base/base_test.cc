#include <gtest/gtest.h>

#include "libs/base/date.h"
#include "libs/base/encoding.h"
#include "libs/base/executor.h"
#include "libs/base/refusal.h"

namespace praksis::base {
namespace {

TEST(Day, ParsesExactlyTheDaysThatExist) {
  EXPECT_EQ(ParseDay("1970-01-01"), 0);
  EXPECT_EQ(ParseDay("1900-01-01"), kFirstDay);
  EXPECT_EQ(ParseDay("2200-12-31"), kLastDay);
  EXPECT_EQ(ParseDay("2024-02-29"), 19782);
  for (const char* wrong : {"2025-02-29", "2025-13-01", "2025-00-10", "1899-12-31", "2201-01-01", "2025-1-01",
                            "2025-01-01 ", "2025/01/01", "", "2025-01-0x", "+025-01-01"}) {
    EXPECT_FALSE(ParseDay(wrong)) << wrong;
  }
}

TEST(Day, FormatIsTheInverseOfParse) {
  for (Day day = kFirstDay; day <= kLastDay; day += 13) EXPECT_EQ(ParseDay(FormatDay(day)), day);
}

TEST(Day, AMonthLaterIsClampedAtTheMonthsEnd) {
  const auto plus_month = [](const char* day) { return FormatDay(AddMonths(*ParseDay(day), 1)); };
  EXPECT_EQ(plus_month("2025-01-15"), "2025-02-15");
  EXPECT_EQ(plus_month("2025-01-31"), "2025-02-28");
  EXPECT_EQ(plus_month("2024-01-30"), "2024-02-29");
  EXPECT_EQ(plus_month("2025-12-31"), "2026-01-31");
}

// The values are those of Kafka's own test, org.apache.kafka.common.utils.UtilsTest.testMurmur2.
TEST(Murmur2, AgreesWithKafka) {
  EXPECT_EQ(static_cast<int32_t>(Murmur2("21")), -973932308);
  EXPECT_EQ(static_cast<int32_t>(Murmur2("foobar")), -790332482);
  EXPECT_EQ(static_cast<int32_t>(Murmur2("a-little-bit-long-string")), -985981536);
  EXPECT_EQ(static_cast<int32_t>(Murmur2("a-little-bit-longer-string")), -1486304829);
  EXPECT_EQ(static_cast<int32_t>(Murmur2("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8")), -58897971);
  EXPECT_EQ(static_cast<int32_t>(Murmur2("abc")), 479470107);
}

TEST(Sha256, AgreesWithTheStandard) {
  EXPECT_EQ(ToHex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Uuid, OnlyTheCanonicalFormParses) {
  const auto bytes = ParseUuid("01956a2c-7b00-7000-8000-00000000000f");
  ASSERT_TRUE(bytes);
  EXPECT_EQ(ToHex(*bytes), "01956a2c7b007000800000000000000f");
  EXPECT_FALSE(ParseUuid("01956A2C-7b00-7000-8000-00000000000f"));
  EXPECT_FALSE(ParseUuid("01956a2c7b007000800000000000000f"));
  EXPECT_FALSE(ParseUuid("01956a2c-7b00-7000-8000-0000000000g0"));
}

TEST(Refusal, CarriesItsReasonDetailsAndAllViolations) {
  const absl::Status status = RefuseRequest("INVALID_FACT", {{"event.a", "is wrong"}, {"event.b", "too"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "INVALID_FACT");
  EXPECT_EQ(BadRequestOf(status).field_violations_size(), 2);
  EXPECT_EQ(status.message(), "event.a: is wrong (and 1 more)");
  EXPECT_EQ(ErrorInfoOf(status)->metadata().at("field"), "event.a");
}

TEST(Refusal, SurvivesTheWayThroughAMessage) {
  const absl::Status status = RefuseOverload("QUEUE_FULL", "Too many.", absl::Milliseconds(1500));
  const google::rpc::Status message = ToRpcStatus(status);
  EXPECT_EQ(message.code(), 8);
  EXPECT_EQ(message.message(), "Too many.");
  EXPECT_EQ(message.details_size(), 2);
  EXPECT_EQ(FromRpcStatus(message), status);
}

TEST(ThreadExecutor, RunsTasksInOrderAndTimersWhenDue) {
  std::vector<int> ran;
  {
    std::mutex mutex;
    std::condition_variable done;
    bool fired = false;
    ThreadExecutor executor("test");
    for (int i = 0; i < 100; ++i) executor.Post([&ran, i] { ran.push_back(i); });
    executor.PostAfter(absl::Milliseconds(5), [&] {
      std::lock_guard lock(mutex);
      fired = true;
      done.notify_one();
    });
    std::unique_lock lock(mutex);
    EXPECT_TRUE(done.wait_for(lock, std::chrono::seconds(30), [&] { return fired; }));
  }
  ASSERT_EQ(ran.size(), 100U);
  EXPECT_TRUE(std::is_sorted(ran.begin(), ran.end()));
}

}  // namespace
}  // namespace praksis::base
