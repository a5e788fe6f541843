// Batches that become files past memory: Database::WriteAsFiles.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "libs/store/database.h"
#include "libs/store/database_fixture.h"

namespace praksis::store {
namespace {

namespace fs = std::filesystem;
using TableFilesTest = DatabaseTest;

// A row, a counter and a row that grows.
Options ThreeTables() {
  Options options = TwoTables();
  options.tables.push_back({.name = "grown", .appendable = true});
  options.compress_flushed = false;
  return options;
}

constexpr Table kGrown{2};

// Whatever a batch may hold, in no order.
Batch Changes(const std::string& row) {
  Batch batch;
  const std::vector<std::string_view> parts = {"x", "", "y"};
  batch.Put(kRows, "z", "last");
  batch.Put(kRows, "a", "before");
  batch.Put(kRows, "a", row);
  batch.Delete(kRows, "gone");
  batch.Add(kCounts, "n", 2);
  batch.Append(kGrown, "g", parts);
  return batch;
}

TEST_F(TableFilesTest, WhatIsWrittenAsFilesIsOnDiskAcrossAllTablesWithWhatWasWrittenBefore) {
  const auto database = MustOpen(Path(), ThreeTables());
  Put(*database, "gone", "1");
  ASSERT_TRUE(database->Flush().ok());
  // Behind all rows of the files, so that RocksDB sees no reason to flush it.
  Put(*database, "zz unlogged", "1", Database::Durability::kUnlogged);
  const auto before = database->MakeSnapshot();
  for (const char* row : {"1", "2"}) {
    Batch batch = Changes(row);
    ASSERT_TRUE(database->WriteAsFiles(batch).ok());
  }
  EXPECT_EQ(*before->Get(kRows, "gone"), "1");
  EXPECT_EQ(*before->Get(kRows, "a"), std::nullopt);
  EXPECT_EQ(*before->GetCounter(kCounts, "n"), 0);
  EXPECT_TRUE(fs::is_empty(Path() + "/taken-in"));
  const auto crashed = MustOpen(CrashImage(), ThreeTables());
  for (const Database* const each : {database.get(), crashed.get()}) {
    EXPECT_EQ(Get(*each, "a"), "2");
    EXPECT_EQ(Get(*each, "gone"), std::nullopt);
    EXPECT_EQ(Get(*each, "zz unlogged"), "1");
    EXPECT_EQ(Counter(*each, "n"), 4);
    EXPECT_EQ(*each->Get(kGrown, "g"), "xyxy");
  }
  // What is written later is later.
  Put(*crashed, "a", "3");
  EXPECT_EQ(Get(*crashed, "a"), "3");
}

// A flush of somebody else's, which may begin before the write is there, does not count as one behind it.
TEST_F(TableFilesTest, WhatWasWrittenBeforeFilesIsOnDiskHoweverOthersFlush) {
  Options options = ThreeTables();
  options.in_memory = true;
  const auto database = MustOpen("database", options);
  std::atomic<bool> stop = false;
  std::thread other([&] {
    while (!stop) ASSERT_TRUE(database->Flush().ok());
  });
  uint64_t in_memory = 0;
  for (int i = 0; i < 500 && in_memory == 0; ++i) {
    Put(*database, "zz unlogged", "1", Database::Durability::kUnlogged);
    Batch batch = Changes("1");
    EXPECT_TRUE(database->WriteAsFiles(batch).ok());
    for (const char* table : {"rocksdb.num-entries-active-mem-table", "rocksdb.num-entries-imm-mem-tables"}) {
      in_memory += *database->Property(kRows, table);
    }
  }
  stop = true;
  other.join();
  EXPECT_EQ(in_memory, 0U);
}

TEST_F(TableFilesTest, ARowThatIsChangedTwiceIsWrittenThroughMemoryAndFlushed) {
  const auto database = MustOpen(Path(), ThreeTables());
  Batch batch = Changes("1");
  batch.Add(kCounts, "n", 5);
  ASSERT_TRUE(database->WriteAsFiles(batch).ok());
  const auto crashed = MustOpen(CrashImage(), ThreeTables());
  EXPECT_EQ(Counter(*crashed, "n"), 7);
  EXPECT_EQ(Get(*crashed, "a"), "1");
}

TEST_F(TableFilesTest, ADiskThatFillsUpTakesNoneOfTheFiles) {
  Options options = ThreeTables();
  options.faults = std::make_shared<FileFaults>();
  auto database = MustOpen(Path(), options);
  Put(*database, "a", "0");
  for (const int64_t space : {int64_t{100}, int64_t{1'500}, int64_t{2'500}}) {
    options.faults->space_left = space;
    Batch batch = Changes("1");
    EXPECT_EQ(database->WriteAsFiles(batch).code(), absl::StatusCode::kUnavailable) << space;
    options.faults->space_left = std::numeric_limits<int64_t>::max();
    EXPECT_TRUE(fs::is_empty(Path() + "/taken-in"));
    EXPECT_EQ(Get(*database, "a"), "0");
    EXPECT_EQ(Counter(*database, "n"), 0);
    EXPECT_EQ(*database->Get(kGrown, "g"), std::nullopt);
  }
  Batch batch = Changes("1");
  if (!database->Health().ok()) {
    ASSERT_TRUE(database->Resume().ok());
  }
  ASSERT_TRUE(database->WriteAsFiles(batch).ok());
  EXPECT_EQ(Counter(*database, "n"), 2);
}

TEST_F(TableFilesTest, WhatAKilledProcessHasLeftOfFilesIsRemoved) {
  MustOpen(Path());
  fs::create_directory(Path() + "/taken-in");
  std::ofstream(Path() + "/taken-in/3-1.sst") << "half a file";
  MustOpen(Path());
  EXPECT_TRUE(fs::is_empty(Path() + "/taken-in"));
}

// A file of that name would be written over, and may be the database's own by another name.
TEST_F(TableFilesTest, WhatIsLeftAndCannotBeRemovedIsNotOpenedWith) {
  MustOpen(Path());
  fs::create_directories(Path() + "/taken-in/3-1.sst");
  const auto refused = Database::Open(Path(), TwoTables());
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kUnavailable) << refused.status();
  EXPECT_THAT(std::string(refused.status().message()), testing::HasSubstr("taken-in/3-1.sst"));
  fs::remove(Path() + "/taken-in/3-1.sst");
  MustOpen(Path());
}

// Compactions are put off while a database is filled, until a flush says that it is.
TEST_F(TableFilesTest, FilesAreCompactedSeldomWhileADatabaseIsFilledAndThenAsEver) {
  const auto database = MustOpen(Path());
  const auto fill = [&] {
    Batch batch;
    for (const char* key : {"a", "b"}) batch.Put(kRows, key, "1");
    ASSERT_TRUE(database->WriteAsFiles(batch).ok());
  };
  for (int i = 0; i < 11; ++i) fill();
  // The first one has gone to the last level.
  EXPECT_EQ(database->statistics().level0_files, 10);
  ASSERT_TRUE(database->Flush().ok());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (database->statistics().level0_files > 0 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  EXPECT_EQ(database->statistics().level0_files, 0);
  EXPECT_EQ(Get(*database, "b"), "1");
}

}  // namespace
}  // namespace praksis::store
