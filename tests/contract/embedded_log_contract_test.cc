#include <unistd.h>

#include <filesystem>

#include "libs/log_embedded/embedded_log.h"
#include "tests/contract/event_log_contract.h"

namespace praksis::log {
namespace {

class EmbeddedLogUnderTest final : public LogUnderTest {
 public:
  EmbeddedLogUnderTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "praksis-log-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
    Reopen();
  }
  ~EmbeddedLogUnderTest() override {
    log_.reset();
    std::filesystem::remove_all(directory_);
  }
  EventLog& log() override { return *log_; }
  void Reopen() override {
    log_.reset();
    auto log = EmbeddedLog::Open(directory_);
    EXPECT_TRUE(log.ok()) << log.status();
    log_ = std::move(log).value();
  }

 private:
  std::string directory_;
  std::unique_ptr<EmbeddedLog> log_;
};

INSTANTIATE_TEST_SUITE_P(EmbeddedLog, EventLogContract,
                         testing::Values([]() -> std::unique_ptr<LogUnderTest> {
                           return std::make_unique<EmbeddedLogUnderTest>();
                         }));

}  // namespace
}  // namespace praksis::log
