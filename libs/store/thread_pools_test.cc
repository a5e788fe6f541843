#include "libs/store/thread_pools.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/types.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "libs/base/strings.h"
#include "libs/store/database.h"

namespace praksis::store {
namespace {

namespace fs = std::filesystem;

constexpr Table kRows{0};

struct Pool {
  std::vector<pid_t> threads;
  int64_t written_bytes = 0;
};

// RocksDB's threads of this process with this name that have written anything, and how much.
Pool ThreadsNamed(const std::string& name) {
  Pool pool;
  for (const auto& task : fs::directory_iterator("/proc/self/task")) {
    std::string comm;
    std::getline(std::ifstream(task.path() / "comm"), comm);
    if (comm != name) continue;
    std::ifstream io(task.path() / "io");
    std::string word;
    int64_t bytes = 0;
    while (io >> word >> bytes) {
      if (word != "wchar:" || bytes == 0) continue;
      pool.threads.push_back(std::stoi(task.path().filename()));
      pool.written_bytes += bytes;
    }
  }
  return pool;
}

void WriteAndFlush(Database& database) {
  Batch batch;
  batch.Put(kRows, "key", std::string(100'000, 'x'));
  ASSERT_TRUE(database.Write(batch, Database::Durability::kUnlogged).ok());
  ASSERT_TRUE(database.Flush().ok());
}

TEST(ThreadPools, InTheBackgroundFlushesTakeOnlyTimeThatNobodyElseWants) {
  std::string pattern = (fs::temp_directory_path() / "praksis-pools-XXXXXX").string();
  const fs::path directory = mkdtemp(pattern.data());
  Options options;
  options.tables = {{.name = "rows"}};
  options.compress_flushed = false;
  const auto ordinary = Database::Open((directory / "ordinary").string(), options);
  options.background = true;
  const auto background = Database::Open((directory / "background").string(), options);
  ASSERT_TRUE(ordinary.ok() && background.ok());

  WriteAndFlush(**background);
  const Pool pool = ThreadsNamed("rocksdb:bottom");
  EXPECT_GE(pool.written_bytes, 100'000);
  for (const pid_t thread : pool.threads) EXPECT_EQ(sched_getscheduler(thread), SCHED_IDLE);
  // Whoever has left it and whoever was never there are served by others.
  WriteAndFlush(**ordinary);
  (*background)->LeaveBackground();
  WriteAndFlush(**background);
  EXPECT_EQ(ThreadsNamed("rocksdb:bottom").written_bytes, pool.written_bytes);
  fs::remove_all(directory);
}

}  // namespace
}  // namespace praksis::store
