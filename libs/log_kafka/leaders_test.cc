// Where a partition ends is asked of leaders who do not know yet that they are: just after a topic was made,
// or after another broker led. A real one answers so for moments that nobody can choose, so this is the
// broker that librdkafka has for tests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <filesystem>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "libs/base/check.h"
#include "libs/base/clock.h"
#include "libs/log_kafka/client.h"
#include "libs/log_kafka/kafka_log.h"

namespace praksis::log {
namespace {

// Of Kafka's protocol.
constexpr int16_t kListOffsets = 2;

class BrokerForTests {
 public:
  BrokerForTests() {
    char error[512];
    client_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), error, sizeof error));
    PRAKSIS_CHECK(client_ != nullptr, error);
    cluster_ = rd_kafka_mock_cluster_new(client_.get(), 1);
    PRAKSIS_CHECK(cluster_ != nullptr);
    PRAKSIS_CHECK(rd_kafka_mock_topic_create(cluster_, "facts", 2, 1) == RD_KAFKA_RESP_ERR_NO_ERROR);
    std::string pattern = (std::filesystem::temp_directory_path() / "praksis-kafka-XXXXXX").string();
    PRAKSIS_CHECK(mkdtemp(pattern.data()) != nullptr);
    directory_ = pattern;
  }
  ~BrokerForTests() {
    rd_kafka_mock_cluster_destroy(cluster_);
    std::filesystem::remove_all(directory_);
  }
  BrokerForTests(const BrokerForTests&) = delete;
  BrokerForTests& operator=(const BrokerForTests&) = delete;

  // The next so many who ask where a partition ends are told this.
  void Answer(int times, rd_kafka_resp_err_t code) {
    const std::vector<rd_kafka_resp_err_t> answers(static_cast<size_t>(times), code);
    rd_kafka_mock_push_request_errors_array(cluster_, kListOffsets, answers.size(), answers.data());
  }

  // -1: nobody.
  void SetLeader(int partition, int broker) {
    rd_kafka_mock_partition_set_leader(cluster_, "facts", partition, broker);
  }

  absl::StatusOr<std::unique_ptr<KafkaLog>> OpenLog(absl::Duration patience) {
    KafkaOptions options;
    options.bootstrap_servers = rd_kafka_mock_cluster_bootstraps(cluster_);
    options.topic = "facts";
    options.directory = directory_ / "log";
    options.patience = patience;
    return KafkaLog::Open(options, clock_);
  }

 private:
  base::SystemClock clock_;
  kafka::Owned<rd_kafka_t> client_;
  rd_kafka_mock_cluster_t* cluster_ = nullptr;
  std::filesystem::path directory_;
};

TEST(Leaders, WhoDoNotKnowYetThatTheyLeadAreAskedAgain) {
  for (const rd_kafka_resp_err_t code :
       {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
        RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE}) {
    BrokerForTests broker;
    // given
    broker.Answer(5, code);
    // when
    const auto opened = broker.OpenLog(absl::Seconds(60));
    // then
    EXPECT_TRUE(opened.ok()) << opened.status();
  }
}

TEST(Leaders, WhoNeverKnowAreNotWaitedForForEver) {
  // given
  BrokerForTests broker;
  broker.Answer(10'000, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
  // when
  const absl::Time began = absl::Now();
  const auto opened = broker.OpenLog(absl::Seconds(3));
  // then
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kUnavailable) << opened.status();
  EXPECT_GE(absl::Now() - began, absl::Seconds(2));
}

TEST(Leaders, WhoRefuseToSayAreNotAskedAgain) {
  // given
  BrokerForTests broker;
  broker.Answer(10'000, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  // when
  const auto opened = broker.OpenLog(absl::Hours(1));
  // then
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kPermissionDenied) << opened.status();
}

TEST(Leaders, APartitionWithoutOneIsWaitedFor) {
  // given
  BrokerForTests broker;
  broker.SetLeader(1, -1);
  std::thread election([&] {
    absl::SleepFor(absl::Milliseconds(500));
    broker.SetLeader(1, 1);
  });
  // when
  const auto opened = broker.OpenLog(absl::Seconds(60));
  election.join();
  // then
  EXPECT_TRUE(opened.ok()) << opened.status();
}

TEST(Leaders, APartitionThatGetsNoneIsNamed) {
  // given
  BrokerForTests broker;
  broker.SetLeader(1, -1);
  // when
  const auto opened = broker.OpenLog(absl::Seconds(2));
  // then
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(opened.status().message(), testing::HasSubstr("partition 1 of facts has no leader"));
}

}  // namespace
}  // namespace praksis::log
