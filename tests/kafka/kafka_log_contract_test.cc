// The log on Kafka keeps the contract of all engines, on a real broker.
#include "tests/contract/event_log_contract.h"
#include "tests/kafka/kafka_under_test.h"

namespace praksis::log {
namespace {

class KafkaLogUnderTest final : public LogUnderTest {
 public:
  KafkaLogUnderTest() {
    kafka_.MakeTopic();
    Reopen();
  }
  EventLog& log() override { return *log_; }
  void Reopen() override {
    log_.reset();
    log_ = kafka_.OpenLog();
  }

 private:
  KafkaUnderTest kafka_;
  std::unique_ptr<KafkaLog> log_;
};

INSTANTIATE_TEST_SUITE_P(KafkaLog, EventLogContract, testing::Values([]() -> std::unique_ptr<LogUnderTest> {
                           return std::make_unique<KafkaLogUnderTest>();
                         }));

}  // namespace
}  // namespace praksis::log
