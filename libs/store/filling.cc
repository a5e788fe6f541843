#include "libs/store/filling.h"

#include <string>

namespace praksis::store {
namespace {

// Files of a table at level 0 before a compaction, before writes are slowed down and before they wait.
struct Level0 {
  int compact;
  int slow_down;
  int stop;
};
// RocksDB's own.
constexpr Level0 kUsual = {.compact = 4, .slow_down = 20, .stop = 36};
constexpr Level0 kFilling = {.compact = 12, .slow_down = 44, .stop = 68};

}  // namespace

void Filling::Set(bool now, rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families) {
  const std::lock_guard lock(mutex_);
  if (now_ == now) return;
  now_ = now;
  const Level0& level0 = now ? kFilling : kUsual;
  for (auto* const family : families) {
    db.SetOptions(family, {{"level0_file_num_compaction_trigger", std::to_string(level0.compact)},
                           {"level0_slowdown_writes_trigger", std::to_string(level0.slow_down)},
                           {"level0_stop_writes_trigger", std::to_string(level0.stop)}})
        .PermitUncheckedError();
  }
}

}  // namespace praksis::store
