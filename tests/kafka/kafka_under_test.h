// Logs on the broker that the tests are given: each on a topic of its own.
#ifndef PRAKSIS_TESTS_KAFKA_KAFKA_UNDER_TEST_H_
#define PRAKSIS_TESTS_KAFKA_KAFKA_UNDER_TEST_H_

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "libs/base/check.h"
#include "libs/base/clock.h"
#include "libs/base/strings.h"
#include "libs/log_kafka/kafka_log.h"
#include "libs/log_kafka/topic.h"

namespace praksis::log {

// Options for a topic that does not exist yet and a directory that is removed at the end.
class KafkaUnderTest {
 public:
  KafkaUnderTest() {
    static std::atomic<int> made = 0;
    const char* const bootstrap = std::getenv("PRAKSIS_TEST_KAFKA");
    PRAKSIS_CHECK(bootstrap != nullptr, "PRAKSIS_TEST_KAFKA names no broker; tests/run kafka starts one");
    options_.bootstrap_servers = bootstrap;
    if (const char* const debug = std::getenv("PRAKSIS_TEST_KAFKA_DEBUG")) {
      options_.properties["debug"] = debug;
      options_.say = [](int level, std::string_view line) {
        std::fprintf(stderr, "%.3f %d %.*s\n", absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch()), level,
                     static_cast<int>(line.size()), line.data());
      };
    }
    options_.topic = base::StrCat("praksis.test.", getpid(), ".", ++made);
    std::string pattern = (std::filesystem::temp_directory_path() / "praksis-kafka-XXXXXX").string();
    PRAKSIS_CHECK(mkdtemp(pattern.data()) != nullptr);
    directory_ = pattern;
  }
  ~KafkaUnderTest() { std::filesystem::remove_all(directory_); }
  KafkaUnderTest(const KafkaUnderTest&) = delete;
  KafkaUnderTest& operator=(const KafkaUnderTest&) = delete;

  void MakeTopic(int partitions = 2) {
    const absl::Status made =
        CreateTopic(options_, {.partitions = partitions, .replication_factor = 1, .min_insync_replicas = 1});
    PRAKSIS_CHECK(made.ok(), made.ToString());
  }
  // `process`: those of different names have copies of their own.
  std::unique_ptr<KafkaLog> OpenLog(const std::string& process = "log") {
    KafkaOptions options = options_;
    options.directory = DirectoryOf(process);
    auto opened = KafkaLog::Open(options, clock_);
    PRAKSIS_CHECK(opened.ok(), opened.status().ToString());
    return *std::move(opened);
  }
  const KafkaOptions& options() const { return options_; }
  std::string DirectoryOf(const std::string& process) const { return directory_ / process; }

 private:
  base::SystemClock clock_;
  KafkaOptions options_;
  std::filesystem::path directory_;
};

}  // namespace praksis::log

#endif  // PRAKSIS_TESTS_KAFKA_KAFKA_UNDER_TEST_H_
