// What a broker takes of transactions alone: producers of librdkafka that send bytes, always as many records
// as a recorder could have at hand from clients that send one each and wait for its answer, and nothing else.
//   transactions_peer BOOTSTRAP TOPIC PARTITIONS PRODUCERS IN_FLIGHT RECORD_BYTES SECONDS
// Each of PRODUCERS has its share of the partitions and of the IN_FLIGHT records; all of those are one
// transaction. Each is two clients in turn, as the recorder's are (libs/log_kafka/DESIGN.md, "Two
// producers"). Prints {"records", "transactions", "seconds"}.
#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "librdkafka/rdkafka.h"
#include "libs/base/check.h"
#include "tests/bench/bench.h"

namespace praksis::bench {
namespace {

constexpr int kPatienceMs = 30'000;

struct Asked {
  std::string bootstrap;
  std::string topic;
  int64_t record_bytes = 0;
};

void Expect(rd_kafka_error_t* error) { PRAKSIS_CHECK(error == nullptr, rd_kafka_error_string(error)); }

// Begun, and ready for transactions.
class Producer {
 public:
  Producer(const Asked& asked, const std::string& id) : topic_(asked.topic), value_(asked.record_bytes, 'x') {
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    char why[512];
    for (const auto& [name, value] :
         {std::pair("bootstrap.servers", asked.bootstrap), std::pair("transactional.id", id),
          std::pair("linger.ms", std::string("0"))}) {
      PRAKSIS_CHECK(rd_kafka_conf_set(conf, name, value.c_str(), why, sizeof why) == RD_KAFKA_CONF_OK, why);
    }
    rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t* /*client*/, const rd_kafka_message_t* message, void*) {
      PRAKSIS_CHECK(message->err == RD_KAFKA_RESP_ERR_NO_ERROR, rd_kafka_err2str(message->err));
      --*static_cast<int64_t*>(message->_private);
    });
    client_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    PRAKSIS_CHECK(client_ != nullptr, why);
    Expect(rd_kafka_init_transactions(client_, kPatienceMs));
    // The first transaction is not to wait until it is known who leads.
    const rd_kafka_metadata_t* metadata = nullptr;
    handle_ = rd_kafka_topic_new(client_, topic_.c_str(), nullptr);
    const rd_kafka_resp_err_t learnt = rd_kafka_metadata(client_, 0, handle_, &metadata, kPatienceMs);
    PRAKSIS_CHECK(learnt == RD_KAFKA_RESP_ERR_NO_ERROR, rd_kafka_err2str(learnt));
    rd_kafka_metadata_destroy(metadata);
  }
  ~Producer() {
    rd_kafka_topic_destroy(handle_);
    rd_kafka_destroy(client_);
  }
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  // One record after the other to the partitions [first, last), in turn.
  void Commit(int64_t records, int first, int last) {
    Expect(rd_kafka_begin_transaction(client_));
    int64_t undelivered = records;
    for (int64_t i = 0; i < records; ++i) {
      const std::string key = "case/" + std::to_string(i);
      const auto partition = static_cast<int32_t>(first + i % (last - first));
      const rd_kafka_resp_err_t produced = rd_kafka_producev(
          client_, RD_KAFKA_V_RKT(handle_), RD_KAFKA_V_PARTITION(partition),
          RD_KAFKA_V_KEY(key.data(), key.size()), RD_KAFKA_V_VALUE(value_.data(), value_.size()),
          RD_KAFKA_V_OPAQUE(&undelivered), RD_KAFKA_V_END);
      PRAKSIS_CHECK(produced == RD_KAFKA_RESP_ERR_NO_ERROR, rd_kafka_err2str(produced));
    }
    // The commit itself would look for what is delivered only every few milliseconds.
    while (undelivered > 0) rd_kafka_poll(client_, 100);
    Expect(rd_kafka_commit_transaction(client_, kPatienceMs));
  }

 private:
  const std::string topic_;
  std::string value_;
  rd_kafka_t* client_ = nullptr;
  rd_kafka_topic_t* handle_ = nullptr;
};

int Main(int argc, char** argv) {
  PRAKSIS_CHECK(argc == 8,
                "transactions_peer BOOTSTRAP TOPIC PARTITIONS PRODUCERS IN_FLIGHT RECORD_BYTES SECONDS");
  const auto partitions = static_cast<int>(NumberArgument(argc, argv, 3, 0));
  const auto producers = static_cast<int>(NumberArgument(argc, argv, 4, 0));
  const int64_t in_flight = NumberArgument(argc, argv, 5, 0);
  const Asked asked{.bootstrap = argv[1], .topic = argv[2], .record_bytes = NumberArgument(argc, argv, 6, 0)};
  const absl::Duration measured = absl::Seconds(NumberArgument(argc, argv, 7, 0));
  PRAKSIS_CHECK(producers >= 1 && partitions % producers == 0 && in_flight >= partitions,
                "PRODUCERS must divide PARTITIONS");

  std::vector<std::unique_ptr<Producer>> clients;
  for (int i = 0; i < 2 * producers; ++i) {
    clients.push_back(std::make_unique<Producer>(asked, asked.topic + "-" + std::to_string(i)));
  }
  std::atomic<int64_t> transactions = 0;
  const absl::Time begin = absl::Now();
  std::vector<std::thread> threads;
  for (int i = 0; i < producers; ++i) {
    threads.emplace_back([&, i] {
      const int each = partitions / producers;
      for (size_t turn = 0; absl::Now() - begin < measured; turn = 1 - turn) {
        clients[2 * static_cast<size_t>(i) + turn]->Commit(in_flight / producers, i * each, (i + 1) * each);
        ++transactions;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::printf("{\"records\": %lld, \"transactions\": %lld, \"seconds\": %.3f}\n",
              static_cast<long long>(transactions * (in_flight / producers)),
              static_cast<long long>(transactions), absl::ToDoubleSeconds(absl::Now() - begin));
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main(int argc, char** argv) { return praksis::bench::Main(argc, argv); }
