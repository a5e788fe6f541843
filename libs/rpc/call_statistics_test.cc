#include "libs/rpc/call_statistics.h"

#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/metrics/page.h"
#include "praksis/v1/feed.pb.h"
#include "praksis/v1/journal.pb.h"

namespace praksis::rpc {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string TextOf(const CallStatistics& statistics) {
  metrics::Page page;
  statistics.Write(page);
  return page.Text();
}

TEST(MethodOfTest, AMessageNamesTheMethodThatTakesIt) {
  EXPECT_EQ(MethodOf<v1::RecordRequest>().name, "praksis.v1.Journal/Record");
  EXPECT_FALSE(MethodOf<v1::RecordRequest>().streams);
  EXPECT_EQ(MethodOf<v1::RecordManyRequest>().name, "praksis.v1.Journal/RecordMany");
  EXPECT_TRUE(MethodOf<v1::RecordManyRequest>().streams);
  EXPECT_TRUE(MethodOf<v1::SubscribeRequest>().streams);
  EXPECT_EQ(&MethodOf<v1::RecordRequest>(), &MethodOf(*v1::RecordRequest::descriptor()));
}

TEST(MethodOfDeathTest, AMessageThatNoMethodTakesIsAMistake) {
  EXPECT_DEATH(MethodOf(*v1::RecordResponse::descriptor()), "no method takes praksis.v1.RecordResponse");
}

TEST(CallStatisticsTest, CallsAreCountedByMethodAndCodeWithTheirTimes) {
  CallStatistics statistics;
  statistics.CountEnded(MethodOf<v1::RecordRequest>(), absl::StatusCode::kOk, absl::Microseconds(700));
  statistics.CountEnded(MethodOf<v1::RecordRequest>(), absl::StatusCode::kOk, absl::Milliseconds(30));
  statistics.CountEnded(MethodOf<v1::RecordRequest>(), absl::StatusCode::kAborted, absl::Seconds(60));
  const std::string text = TextOf(statistics);
  const std::string ok = "{method=\"praksis.v1.Journal/Record\",code=\"OK\"";
  EXPECT_THAT(text, HasSubstr("praksis_rpc_requests_total" + ok + "} 2\n"));
  EXPECT_THAT(text, HasSubstr("praksis_rpc_duration_seconds_bucket" + ok + ",le=\"0.0005\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("praksis_rpc_duration_seconds_bucket" + ok + ",le=\"0.001\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("praksis_rpc_duration_seconds_bucket" + ok + ",le=\"0.05\"} 2\n"));
  const std::string aborted = "{method=\"praksis.v1.Journal/Record\",code=\"ABORTED\"";
  EXPECT_THAT(text, HasSubstr("praksis_rpc_requests_total" + aborted + "} 1\n"));
  EXPECT_THAT(text, HasSubstr("praksis_rpc_duration_seconds_bucket" + aborted + ",le=\"10\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("praksis_rpc_duration_seconds_bucket" + aborted + ",le=\"+Inf\"} 1\n"));
}

TEST(CallStatisticsTest, MethodsThatAreExpectedAreShownBeforeTheirFirstCall) {
  CallStatistics statistics;
  EXPECT_EQ(TextOf(statistics), "");
  statistics.Expect("praksis.v1.Journal");
  const std::string text = TextOf(statistics);
  EXPECT_THAT(text,
              HasSubstr("praksis_rpc_requests_total{method=\"praksis.v1.Journal/Record\",code=\"OK\"} 0\n"));
  EXPECT_THAT(
      text,
      HasSubstr("praksis_rpc_requests_total{method=\"praksis.v1.Journal/RecordMany\",code=\"OK\"} 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("History")));
}

TEST(CallStatisticsTest, HowLongAStreamLastsIsNotACallsTime) {
  CallStatistics statistics;
  statistics.CountEnded(MethodOf<v1::SubscribeRequest>(), absl::StatusCode::kCancelled, absl::Hours(5));
  const std::string text = TextOf(statistics);
  EXPECT_THAT(
      text,
      HasSubstr("praksis_rpc_requests_total{method=\"praksis.v1.Feed/Subscribe\",code=\"CANCELLED\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("praksis_rpc_duration_seconds")));
}

TEST(CallStatisticsTest, RefusalsAreCountedByReason) {
  CallStatistics statistics;
  const Method& record = MethodOf<v1::RecordRequest>();
  statistics.CountRefused(record, base::Refuse(absl::StatusCode::kAborted, "CONCURRENT_CHANGE", "…"));
  statistics.CountRefused(record, base::Refuse(absl::StatusCode::kAborted, "CONCURRENT_CHANGE", "…"));
  statistics.CountRefused(record, absl::CancelledError("without ErrorInfo"));
  const std::string text = TextOf(statistics);
  EXPECT_THAT(text, HasSubstr("praksis_rpc_refusals_total{method=\"praksis.v1.Journal/Record\","
                              "reason=\"CONCURRENT_CHANGE\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("reason=\"CANCELLED\"} 1\n"));
}

TEST(CallStatisticsTest, ReasonsWithoutEndDoNotMakeMetricsWithoutEnd) {
  CallStatistics statistics;
  for (int i = 0; i < 1'000; ++i) {
    statistics.CountRefused(MethodOf<v1::RecordRequest>(),
                            base::Refuse(absl::StatusCode::kAborted, base::StrCat("REASON_", i), "…"));
  }
  EXPECT_THAT(TextOf(statistics), HasSubstr(base::StrCat("reason=\"OTHER\"} ", 1'000 - 64, "\n")));
}

TEST(CallStatisticsTest, WhatManyThreadsCountIsAllThere) {
  CallStatistics statistics;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&statistics] {
      for (int k = 0; k < 5'000; ++k) {
        statistics.CountEnded(MethodOf<v1::CheckRequest>(), absl::StatusCode::kOk, absl::Milliseconds(1));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(
      TextOf(statistics),
      HasSubstr("praksis_rpc_requests_total{method=\"praksis.v1.Journal/Check\",code=\"OK\"} 40000\n"));
}

}  // namespace
}  // namespace praksis::rpc
