#include "libs/base/executor.h"
#include "libs/log/memory_log.h"
#include "tests/contract/event_log_contract.h"

namespace praksis::log {
namespace {

class MemoryLogUnderTest final : public LogUnderTest {
 public:
  explicit MemoryLogUnderTest(bool markers) : log_(executor_, {.markers = markers}) {}
  EventLog& log() override { return log_; }
  void Reopen() override { log_.Crash(); }

 private:
  base::ThreadExecutor executor_{"memory-log"};
  MemoryLog log_;
};

INSTANTIATE_TEST_SUITE_P(MemoryLog, EventLogContract, testing::Values([]() -> std::unique_ptr<LogUnderTest> {
                           return std::make_unique<MemoryLogUnderTest>(/*markers=*/false);
                         }));
// With offsets that have gaps, as Kafka's have.
INSTANTIATE_TEST_SUITE_P(MemoryLogWithMarkers, EventLogContract,
                         testing::Values([]() -> std::unique_ptr<LogUnderTest> {
                           return std::make_unique<MemoryLogUnderTest>(/*markers=*/true);
                         }));

}  // namespace
}  // namespace praksis::log
