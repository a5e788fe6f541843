// A disk in memory loses what a disk loses, and keeps what a disk keeps.
#include "libs/store/memory_disk.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "libs/store/database.h"

namespace praksis::store {
namespace {

constexpr Table kRows{0};
using Durability = Database::Durability;

std::unique_ptr<Database> Open(const std::shared_ptr<MemoryDisk>& disk, const std::string& path = "rows") {
  Options options;
  options.tables = {{.name = "rows"}};
  options.in_memory = true;
  options.memory_disk = disk;
  auto database = Database::Open(path, options);
  EXPECT_TRUE(database.ok()) << database.status();
  return *std::move(database);
}

void Put(Database& database, std::string_view key, Durability durability) {
  Batch batch;
  batch.Put(kRows, key, "here");
  EXPECT_TRUE(database.Write(batch, durability).ok());
}

bool Has(const Database& database, std::string_view key) { return database.Get(kRows, key)->has_value(); }

TEST(MemoryDisk, KeepsWhatWasWrittenWhenTheProcessIsKilled) {
  const auto disk = std::make_shared<MemoryDisk>();
  {
    const auto database = Open(disk);
    Put(*database, "flushed", Durability::kUnlogged);
    EXPECT_TRUE(database->Flush().ok());
    Put(*database, "logged", Durability::kBuffered);
    Put(*database, "unlogged", Durability::kUnlogged);
  }
  const auto database = Open(disk);
  EXPECT_TRUE(Has(*database, "flushed"));
  EXPECT_TRUE(Has(*database, "logged"));
  EXPECT_FALSE(Has(*database, "unlogged")) << "it was in the killed process only";
  EXPECT_FALSE(Has(*Open(disk, "other"), "flushed")) << "that is another database";
}

TEST(MemoryDisk, KeepsWhatWasSyncedWhenThePowerIsCut) {
  for (const bool lucky : {false, true}) {
    const auto disk = std::make_shared<MemoryDisk>();
    {
      const auto database = Open(disk);
      Put(*database, "synced", Durability::kSynced);
      Put(*database, "buffered", Durability::kBuffered);
    }
    int files = 0;
    disk->LoseUnsynced([&](size_t bytes) {
      ++files;
      return lucky ? bytes : bytes / 2;
    });
    EXPECT_EQ(files, 1) << "only the WAL was not synced";
    const auto database = Open(disk);
    EXPECT_TRUE(Has(*database, "synced"));
    EXPECT_EQ(Has(*database, "buffered"), lucky);
  }
}

TEST(MemoryDisk, OfADatabaseOfItsOwnNothingIsLeft) {
  Put(*Open(nullptr), "a", Durability::kSynced);
  EXPECT_FALSE(Has(*Open(nullptr), "a"));
}

}  // namespace
}  // namespace praksis::store
