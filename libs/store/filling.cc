#include "libs/store/filling.h"

#include <string>

#include "libs/base/thread.h"

namespace praksis::store {
namespace {

// Of a table.
struct Level0 {
  // Files before a compaction, before writes are slowed down and before they wait.
  int compact;
  int slow_down;
  int stop;
  // So many bytes are compacted whatever the number of files; for the other levels it is what the first of
  // them holds.
  int64_t bytes;
};
// RocksDB's own.
constexpr Level0 kUsual = {.compact = 4, .slow_down = 20, .stop = 36, .bytes = int64_t{256} << 20};
constexpr Level0 kFilling = {.compact = 32, .slow_down = 64, .stop = 88, .bytes = int64_t{2} << 30};

}  // namespace

Filling::Filling(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families,
                 std::chrono::milliseconds rest)
    : db_(db), families_(families), rest_(rest) {}

Filling::~Filling() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Filling::Begin() {
  const std::lock_guard lock(mutex_);
  ending_ = false;
  if (now_) return;
  Set(true);
  if (!thread_.joinable()) {
    // Not in the background, whatever the database's: it holds locks of RocksDB's.
    thread_ = base::StartWorker("db-filling", [this] { Run(); });
  }
}

void Filling::End() {
  {
    const std::lock_guard lock(mutex_);
    if (!now_) return;
    ending_ = true;
    ends_at_ = std::chrono::steady_clock::now() + rest_;
  }
  changed_.notify_all();
}

void Filling::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (!ending_) {
      changed_.wait(lock);
    } else if (std::chrono::steady_clock::now() < ends_at_) {
      changed_.wait_until(lock, ends_at_);
    } else {
      ending_ = false;
      Set(false);
    }
  }
}

void Filling::Set(bool now) {
  now_ = now;
  const Level0& level0 = now ? kFilling : kUsual;
  for (auto* const family : families_) {
    db_.SetOptions(family, {{"level0_file_num_compaction_trigger", std::to_string(level0.compact)},
                            {"level0_slowdown_writes_trigger", std::to_string(level0.slow_down)},
                            {"level0_stop_writes_trigger", std::to_string(level0.stop)},
                            {"max_bytes_for_level_base", std::to_string(level0.bytes)}})
        .PermitUncheckedError();
  }
}

}  // namespace praksis::store
