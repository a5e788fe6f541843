// Projections as people and programs read them.
#include "services/cli/projections_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace praksis::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

google::protobuf::Duration Seconds(int64_t seconds) {
  google::protobuf::Duration duration;
  duration.set_seconds(seconds);
  return duration;
}

TEST(ProjectionsText, SizesAndTimesHaveTheUnitThatFits) {
  EXPECT_EQ(BytesText(0), "0 B");
  EXPECT_EQ(BytesText(1023), "1023 B");
  EXPECT_EQ(BytesText(12 << 20), "12.0 MiB");
  EXPECT_EQ(BytesText(int64_t{5} << 40), "5.0 TiB");
  EXPECT_EQ(DurationText(Seconds(0)), "0 s");
  EXPECT_EQ(DurationText(Seconds(119)), "119 s");
  EXPECT_EQ(DurationText(Seconds(120)), "2 min");
  EXPECT_EQ(DurationText(Seconds(7'200)), "2 h");
  EXPECT_EQ(DurationText(Seconds(172'800)), "2 d");
}

TEST(ProjectionsText, ABuildSaysHowFarItIsAndHowLongItTakes) {
  v1::Projection projection;
  projection.set_name("v-1a2b3c4d-2");
  projection.set_state(v1::Projection::BUILDING);
  projection.mutable_progress()->set_done(41);
  projection.mutable_progress()->set_total(100);
  *projection.mutable_progress()->mutable_left() = Seconds(90);
  v1::PartitionLag& lag = *projection.add_lags();
  lag.set_events(59);
  *lag.mutable_age() = Seconds(300);
  const std::string row = RenderProjections({{"127.0.0.1:1", projection}}, false, Terminal());
  EXPECT_THAT(row, HasSubstr("v-1a2b3c4d-2\tBUILDING 41 %, 90 s left\t59 events, 5 min\t0 B"));
  EXPECT_THAT(row, Not(HasSubstr("127.0.0.1")));
  EXPECT_THAT(RenderProjections({{"127.0.0.1:1", projection}}, true, Terminal()),
              HasSubstr("127.0.0.1:1\tv-"));
}

TEST(ProjectionsText, WhatIsKeptSaysUpToWhenItKnows) {
  v1::Projection projection;
  projection.set_name("v-1a2b3c4d-3");
  projection.set_state(v1::Projection::KEPT);
  projection.mutable_known()->set_seconds(1'760'000'000);  // 2025-10-09
  EXPECT_THAT(RenderProjections({{"", projection}}, false, Terminal()),
              HasSubstr("KEPT\tas known 2025-10-09 "));
}

TEST(ProjectionsText, AProblemIsShownInTheModelsPlace) {
  v1::Projection projection;
  projection.add_models("funnel@1");
  EXPECT_THAT(RenderProjections({{"", projection}}, false, Terminal()), HasSubstr("funnel@1"));
  projection.mutable_problem()->set_message("the disk is full");
  const std::string row = RenderProjections({{"", projection}}, false, Terminal());
  EXPECT_THAT(row, HasSubstr("the disk is full"));
  EXPECT_THAT(row, Not(HasSubstr("funnel@1")));
}

TEST(ProjectionsText, DifferentRowsAreShownWithoutHarm) {
  v1::Comparison comparison;
  comparison.set_left("v-1");
  comparison.set_right("v-2");
  comparison.set_rows_compared(1'234);
  Terminal people;
  people.interactive = true;
  EXPECT_THAT(RenderComparison(comparison, people), HasSubstr("1,234 rows of v-1 and v-2"));
  EXPECT_THAT(RenderComparison(comparison, people), HasSubstr("all are equal"));
  comparison.set_rows_different(1);
  v1::Comparison::Row& row = *comparison.add_differences();
  row.set_table("funnel.rows");
  row.set_key("a\x1b[31m");
  row.set_left("x");
  EXPECT_THAT(RenderComparison(comparison, people), HasSubstr("1 are different"));
  EXPECT_EQ(RenderComparison(comparison, Terminal()), "funnel.rows\ta\\x1b[31m\tx\t(absent)\n");
}

}  // namespace
}  // namespace praksis::cli
