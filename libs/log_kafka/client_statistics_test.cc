#include "libs/log_kafka/client_statistics.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace praksis::log::kafka {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

// Of librdkafka 2.0.2, shortened.
constexpr char kReader[] =
    R"({"name": "rdkafka#consumer-2", "client_id": "rdkafka", "type": "consumer", "ts": 120,
  "replyq": 3, "msg_cnt": 0, "msg_size": 0,
  "brokers": {
    "127.0.0.1:9092/bootstrap": {"name": "127.0.0.1:9092/bootstrap", "nodeid": -1, "nodename": "127.0.0.1:9092",
      "source": "configured", "state": "UP", "outbuf_cnt": 0, "waitresp_cnt": 0, "tx": 3, "txerrs": 0, "rxerrs": 0,
      "req_timeouts": 0, "rtt": {"min": 1, "max": 2, "avg": 1, "p99": 2}},
    "kafka-1:9092/1": {"name": "kafka-1:9092/1", "nodeid": 1, "nodename": "kafka-1:9092", "source": "learned",
      "state": "UP", "outbuf_cnt": 1, "waitresp_cnt": 2, "tx": 200, "txerrs": 1, "rxerrs": 2, "req_timeouts": 4,
      "rtt": {"min": 100, "max": 9000, "avg": 1500, "p99": 8000}},
    "kafka-2:9092/2": {"name": "kafka-2:9092/2", "nodeid": 2, "nodename": "kafka-2:9092", "source": "learned",
      "state": "TRY_CONNECT", "outbuf_cnt": 0, "waitresp_cnt": 0, "tx": 7, "txerrs": 0, "rxerrs": 0,
      "req_timeouts": 0, "rtt": {"min": 0, "max": 0, "avg": 0, "p99": 0}}},
  "topics": {"praksis.events": {"topic": "praksis.events", "partitions": {
      "0": {"partition": 0, "consumer_lag": 12}, "1": {"partition": 1, "consumer_lag": -1},
      "-1": {"partition": -1, "consumer_lag": -1}}}}})";
constexpr char kWriter[] = R"({"name": "rdkafka#producer-3", "type": "producer", "replyq": 1, "msg_cnt": 40,
  "msg_size": 12000, "brokers": {
    "kafka-1:9092/1": {"nodeid": 1, "nodename": "kafka-1:9092", "state": "UP", "outbuf_cnt": 0, "waitresp_cnt": 1,
      "tx": 50, "rtt": {"avg": 2500, "p99": 3000}}},
  "eos": {"idemp_state": "Assigned", "txn_state": "InTransaction", "epoch_cnt": 1}})";

TEST(ParseTrafficTest, AReaderTellsOfItsBrokersAndHowFarItIs) {
  const std::optional<Traffic> traffic = ParseTraffic(kReader);
  ASSERT_TRUE(traffic.has_value());
  EXPECT_EQ(traffic->readers.clients, 1);
  EXPECT_EQ(traffic->writers.clients, 0);
  EXPECT_EQ(traffic->readers.events_waiting, 3);
  ASSERT_THAT(traffic->readers.brokers,
              ElementsAre(Pair("kafka-1:9092", testing::_), Pair("kafka-2:9092", testing::_)));
  const BrokerTraffic& first = traffic->readers.brokers.at("kafka-1:9092");
  EXPECT_EQ(first.connections, 1);
  EXPECT_EQ(first.requests_waiting, 3);
  EXPECT_EQ(first.round_trip_average, absl::Microseconds(1500));
  EXPECT_EQ(first.round_trip_p99, absl::Milliseconds(8));
  EXPECT_EQ(first.requests, 200);
  EXPECT_EQ(first.errors, 3);
  EXPECT_EQ(first.timeouts, 4);
  EXPECT_EQ(traffic->readers.brokers.at("kafka-2:9092").connections, 0);
  EXPECT_THAT(traffic->lag, ElementsAre(Pair(0, 12)));
  EXPECT_THAT(traffic->transactions, IsEmpty());
}

TEST(ParseTrafficTest, AWriterTellsOfItsTransaction) {
  const std::optional<Traffic> traffic = ParseTraffic(kWriter);
  ASSERT_TRUE(traffic.has_value());
  EXPECT_EQ(traffic->writers.clients, 1);
  EXPECT_EQ(traffic->writers.queued_messages, 40);
  EXPECT_EQ(traffic->writers.queued_bytes, 12'000);
  EXPECT_THAT(traffic->transactions, ElementsAre(Pair("InTransaction", 1)));
}

TEST(ParseTrafficTest, WhatIsNoJsonTellsNothing) {
  EXPECT_FALSE(ParseTraffic("").has_value());
  EXPECT_FALSE(ParseTraffic("{\"type\": ").has_value());
}

TEST(TrafficBoardTest, ClientsAreAddedUpAndEachIsTakenAtItsLastWord) {
  TrafficBoard board;
  const absl::Time now = absl::FromUnixSeconds(1'000);
  board.Take("reader", *ParseTraffic(kReader), now);
  board.Take("writer", *ParseTraffic(kWriter), now);
  board.Take("writer", *ParseTraffic(kWriter), now + absl::Seconds(10));
  board.Take("writer 2", *ParseTraffic(kWriter), now + absl::Seconds(10));
  const Traffic sum = board.Sum(now + absl::Seconds(10));
  EXPECT_EQ(sum.readers.clients, 1);
  EXPECT_EQ(sum.writers.clients, 2);
  EXPECT_EQ(sum.writers.queued_messages, 80);
  EXPECT_EQ(sum.writers.brokers.at("kafka-1:9092").requests, 100);
  EXPECT_EQ(sum.writers.brokers.at("kafka-1:9092").round_trip_p99, absl::Milliseconds(3));
  EXPECT_THAT(sum.transactions, ElementsAre(Pair("InTransaction", 2)));
}

TEST(TrafficBoardTest, AClientThatIsSilentForLongIsGone) {
  TrafficBoard board;
  const absl::Time now = absl::FromUnixSeconds(1'000);
  board.Take("reader", *ParseTraffic(kReader), now);
  EXPECT_EQ(board.Sum(now + absl::Seconds(30)).readers.clients, 1);
  EXPECT_EQ(board.Sum(now + absl::Seconds(31)).readers.clients, 0);
}

}  // namespace
}  // namespace praksis::log::kafka
