#include "libs/store/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/perf_context.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "libs/base/strings.h"
#include "libs/store/database_fixture.h"

namespace praksis::store {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

std::vector<std::pair<std::string, std::string>> Rows(std::unique_ptr<Cursor> cursor) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (; cursor->Valid(); cursor->Next()) rows.emplace_back(cursor->key(), cursor->value());
  EXPECT_TRUE(cursor->status().ok()) << cursor->status();
  return rows;
}

TEST_F(DatabaseTest, ABatchIsAppliedAsAWholeAndSurvivesReopening) {
  {
    const auto database = MustOpen(Path());
    Batch batch;
    EXPECT_TRUE(batch.empty());
    batch.Put(kRows, "a", "1");
    batch.Put(kRows, "b", "2");
    batch.Delete(kRows, "a");
    batch.Add(kCounts, "n", 3);
    ASSERT_TRUE(database->Write(batch, Database::Durability::kSynced).ok());
    batch.Clear();
    EXPECT_TRUE(batch.empty());
  }
  const auto database = MustOpen(Path());
  EXPECT_EQ(Get(*database, "a"), std::nullopt);
  EXPECT_EQ(Get(*database, "b"), "2");
  EXPECT_EQ(Counter(*database, "n"), 3);
}

TEST_F(DatabaseTest, RowsGrowAtTheirEndWhateverHappensInBetween) {
  Options options;
  options.tables = {{.name = "grown", .appendable = true}};
  options.compress_flushed = false;
  auto database = MustOpen(Path(), options);
  std::unique_ptr<Snapshot> before;
  std::string expected;
  for (int i = 0; i < 12; ++i) {
    const std::string part = std::to_string(i) + ";";
    Batch batch;
    std::vector<std::string_view> parts = {part};
    if (i % 2 == 0) parts = {std::string_view(part).substr(0, 1), "", std::string_view(part).substr(1)};
    batch.Append(kRows, "a", parts);
    ASSERT_TRUE(database->Write(batch, Database::Durability::kBuffered).ok());
    expected += part;
    if (i == 4) before = database->MakeSnapshot();
    // Parts of a row lie in memory, in files of their own, in one that a compaction has made of several.
    if (i % 3 == 2) {
      ASSERT_TRUE(database->Flush().ok());
    }
    if (i == 8) {
      ASSERT_TRUE(database->Compact(kRows).ok());
    }
    EXPECT_EQ(Get(*database, "a"), expected);
  }
  EXPECT_EQ(before->Get(kRows, "a").value(), "0;1;2;3;4;");
  before = nullptr;
  database = nullptr;
  database = MustOpen(Path(), options);
  EXPECT_EQ(Get(*database, "a"), expected);
  EXPECT_EQ(Get(*database, "b"), std::nullopt);
}

TEST_F(DatabaseTest, TellsHowItIsDoing) {
  const auto database = MustOpen(Path());
  const Statistics fresh = database->statistics();
  for (int i = 0; i < 100; ++i) Put(*database, "key " + std::to_string(i), std::string(1'000, 'v'));
  const Statistics written = database->statistics();
  EXPECT_GE(written.bytes_written - fresh.bytes_written, 100'000);
  EXPECT_GE(written.memtable_bytes, 100'000);
  EXPECT_GE(written.wal_syncs - fresh.wal_syncs, 100);
  EXPECT_EQ(written.block_cache_capacity_bytes, int64_t{64} << 20);
  EXPECT_FALSE(written.writes_stopped);

  ASSERT_TRUE(database->Flush().ok());
  const Statistics flushed = database->statistics();
  EXPECT_GT(flushed.live_file_bytes, written.live_file_bytes);
  EXPECT_GT(flushed.level0_files, 0);
  EXPECT_GT(flushed.flush_bytes_written, 0);

  for (int i = 0; i < 2; ++i) ASSERT_TRUE(database->Get(kRows, "key 1").value().has_value());
  const Statistics read = database->statistics();
  EXPECT_GT(read.block_cache_misses, flushed.block_cache_misses);
  EXPECT_GT(read.block_cache_hits, flushed.block_cache_hits);
  EXPECT_GT(read.block_cache_bytes, 0);
}

TEST_F(DatabaseTest, WhatWasSyncedSurvivesACrash) {
  const auto database = MustOpen(Path());
  for (int i = 0; i < 100; ++i) Put(*database, base::StrCat("key", i), base::StrCat("value", i));
  const auto crashed = MustOpen(CrashImage());
  for (int i = 0; i < 100; ++i) EXPECT_EQ(Get(*crashed, base::StrCat("key", i)), base::StrCat("value", i));
}

TEST_F(DatabaseTest, ARecordTornAtTheEndOfTheWalIsDroppedAndTheRestKept) {
  const auto database = MustOpen(Path());
  Put(*database, "whole", "1");
  Put(*database, "torn", "2");
  const std::string image = CrashImage();
  fs::resize_file(NewestWal(image), fs::file_size(NewestWal(image)) - 1);
  const auto crashed = MustOpen(image);
  EXPECT_EQ(Get(*crashed, "whole"), "1");
  EXPECT_EQ(Get(*crashed, "torn"), std::nullopt);
}

TEST_F(DatabaseTest, DamageInTheMiddleOfTheWalIsRefused) {
  const auto database = MustOpen(Path());
  for (int i = 0; i < 100; ++i) Put(*database, base::StrCat("key", i), base::StrCat("value", i));
  const std::string image = CrashImage();
  {
    std::fstream wal(NewestWal(image), std::ios::in | std::ios::out | std::ios::binary);
    wal.seekp(static_cast<std::streamoff>(fs::file_size(NewestWal(image)) / 2));
    wal.put('\x5a').put('\x5a').put('\x5a');
  }
  EXPECT_EQ(Database::Open(image, TwoTables()).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(DatabaseTest, WhatWasNotLoggedIsKeptFromAFlushOnAcrossAllTables) {
  const auto database = MustOpen(Path());
  Batch batch;
  batch.Put(kRows, "row", "1");
  batch.Add(kCounts, "count", 1);
  ASSERT_TRUE(database->Write(batch, Database::Durability::kUnlogged).ok());
  EXPECT_EQ(Get(*MustOpen(CrashImage("before")), "row"), std::nullopt);
  ASSERT_TRUE(database->Flush().ok());
  const auto after = MustOpen(CrashImage("after"));
  EXPECT_EQ(Get(*after, "row"), "1");
  EXPECT_EQ(Counter(*after, "count"), 1);
}

TEST_F(DatabaseTest, CountersAddUpAcrossFlushesAndReopening) {
  for (int round = 1; round <= 3; ++round) {
    const auto database = MustOpen(Path());
    Add(*database, "n", 5);
    Add(*database, "n", -2);
    EXPECT_EQ(Counter(*database, "n"), 3 * round);
    ASSERT_TRUE(database->Flush().ok());
    EXPECT_EQ(Counter(*database, "n"), 3 * round);
  }
}

TEST_F(DatabaseTest, CountersHoldAnyNumber) {
  const auto database = MustOpen(Path());
  for (const int64_t number :
       {std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min(), int64_t{-1}}) {
    const std::string key = base::StrCat(number);
    Add(*database, key, number);
    EXPECT_EQ(Counter(*database, key), number);
  }
}

TEST_F(DatabaseTest, ACounterThatHasComeToZeroIsAbsentAndDisappears) {
  const auto database = MustOpen(Path());
  for (int i = 0; i < 1000; ++i) Add(*database, base::StrCat("gone", i), 7);
  Add(*database, "stays", 1);
  ASSERT_TRUE(database->Flush().ok());
  for (int i = 0; i < 1000; ++i) Add(*database, base::StrCat("gone", i), -7);
  EXPECT_EQ(Counter(*database, "gone0"), 0);
  EXPECT_EQ(*database->Get(kCounts, "gone0"), std::nullopt);
  EXPECT_THAT(Rows(database->Scan(kCounts, "", "")), ElementsAre(Pair("stays", testing::_)));
  EXPECT_EQ((*database->Last(kCounts, "", ""))->key, "stays");
  // Once the additions have met in a compaction, a second one finds zeros and drops them.
  for (int i = 0; i < 2; ++i) {
    Add(*database, "stays", 1);
    ASSERT_TRUE(database->Compact(kCounts).ok());
  }
  EXPECT_LE(database->Property(kCounts, "rocksdb.estimate-num-keys"), 2U);
  EXPECT_EQ(Counter(*database, "stays"), 3);
}

TEST_F(DatabaseTest, ASnapshotDoesNotSeeWhatComesLater) {
  const auto database = MustOpen(Path());
  Put(*database, "row", "old");
  Add(*database, "count", 1);
  const auto snapshot = database->MakeSnapshot();
  const auto cursor = snapshot->Scan(kRows, "", "");
  Put(*database, "row", "new");
  Put(*database, "more", "new");
  Add(*database, "count", -1);
  ASSERT_TRUE(database->Flush().ok());
  ASSERT_TRUE(database->Compact(kCounts).ok());
  EXPECT_EQ(*snapshot->Get(kRows, "row"), "old");
  EXPECT_EQ(*snapshot->GetCounter(kCounts, "count"), 1);
  EXPECT_THAT(Rows(snapshot->Scan(kRows, "", "")), ElementsAre(Pair("row", "old")));
  EXPECT_EQ(cursor->value(), "old");
  EXPECT_EQ(Counter(*database, "count"), 0);
}

TEST_F(DatabaseTest, AScanKeepsToItsRange) {
  const auto database = MustOpen(Path());
  for (const char* key : {"a", "b/1", "b/2", "b/3", "c"}) Put(*database, key, key);
  EXPECT_THAT(Rows(database->Scan(kRows, "b/", PrefixEnd("b/"))),
              ElementsAre(Pair("b/1", "b/1"), Pair("b/2", "b/2"), Pair("b/3", "b/3")));
  EXPECT_THAT(Rows(database->ScanOnce(kRows, "b/2", "", 1 << 20)),
              ElementsAre(Pair("b/2", "b/2"), Pair("b/3", "b/3"), Pair("c", "c")));
  const auto cursor = database->Scan(kRows, "b/1", "c");
  cursor->Seek("b/3");
  EXPECT_EQ(cursor->key(), "b/3");
  cursor->Seek("b/11");
  EXPECT_EQ(cursor->key(), "b/2");
  cursor->Seek("a");
  EXPECT_EQ(cursor->key(), "b/1") << "a cursor does not leave its range backward either";
  cursor->Seek("c");
  EXPECT_FALSE(cursor->Valid());
}

TEST_F(DatabaseTest, ACursorFindsTheLastRowAtOrBeforeAKeyWithinItsRange) {
  const auto database = MustOpen(Path());
  for (const char* key : {"a", "b", "d", "f"}) Put(*database, key, "1");
  const auto cursor = database->Scan(kRows, "b", "f");
  const auto at_or_before = [&](std::string_view key) {
    cursor->SeekForPrev(key);
    return cursor->Valid() ? std::string(cursor->key()) : "";
  };
  EXPECT_EQ(at_or_before("a"), "");
  EXPECT_EQ(at_or_before("b"), "b");
  EXPECT_EQ(at_or_before("c"), "b");
  EXPECT_EQ(at_or_before("d"), "d");
  EXPECT_EQ(at_or_before("g"), "d");
  cursor->Next();
  EXPECT_FALSE(cursor->Valid());

  Batch counters;
  counters.Add(kCounts, "a", 1);
  counters.Add(kCounts, "b", 0);
  ASSERT_TRUE(database->Write(counters, Database::Durability::kBuffered).ok());
  const auto counts = database->Scan(kCounts, "", "");
  counts->SeekForPrev("c");
  ASSERT_TRUE(counts->Valid());
  EXPECT_EQ(counts->key(), "a");
}

TEST_F(DatabaseTest, LastFindsTheLastRowOfARange) {
  const auto database = MustOpen(Path());
  for (const char* key : {"a", "b/1", "b/2", "c"}) Put(*database, key, key);
  EXPECT_EQ((*database->Last(kRows, "b/", PrefixEnd("b/")))->key, "b/2");
  EXPECT_EQ((*database->Last(kRows, "", ""))->key, "c");
  EXPECT_EQ(*database->Last(kRows, "bb", "bc"), std::nullopt);
}

TEST_F(DatabaseTest, ADirectoryServesOneDatabaseAtATime) {
  const auto database = MustOpen(Path());
  const auto second = Database::Open(Path(), TwoTables());
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(second.status().ToString(), HasSubstr("open"));
}

TEST_F(DatabaseTest, OpeningSaysWhatIsWrong) {
  Options options = TwoTables();
  options.create_if_missing = false;
  EXPECT_EQ(Database::Open(Path(), options).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Database::TableNames(Path()).status().code(), absl::StatusCode::kNotFound);
  MustOpen(Path());
  EXPECT_THAT(*Database::TableNames(Path()), ElementsAre("rows", "counts"));
  options.tables.pop_back();
  EXPECT_EQ(Database::Open(Path(), options).status().code(), absl::StatusCode::kFailedPrecondition);
  std::ofstream(Path("file")) << "in the way";
  EXPECT_EQ(Database::Open(Path("file"), TwoTables()).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(DatabaseTest, ManyTablesShareTheMemoryForWhatIsNotYetInFiles) {
  constexpr int kTables = 40;
  Options options;
  options.memtable_bytes = size_t{16} << 20;
  for (int i = 0; i < kTables; ++i) options.tables.push_back({.name = "table-" + std::to_string(i)});
  const auto database = MustOpen(Path(), options);
  const std::string value(1'000, 'v');
  for (int row = 0; row < 200; ++row) {
    Batch batch;
    for (int i = 0; i < kTables; ++i) batch.Put(Table{i}, std::to_string(row), value);
    ASSERT_TRUE(database->Write(batch, Database::Durability::kBuffered).ok());
  }
  const auto is_table_file = [](const auto& entry) { return entry.path().extension() == ".sst"; };
  EXPECT_EQ(std::ranges::count_if(fs::directory_iterator(Path()), is_table_file), 0) << "8 MiB of 16";
}

// A file's filter as a whole was once larger than a part of the cache, and read again for each question.
TEST_F(DatabaseTest, ALookUpReadsLittleHoweverLargeTheFiles) {
  constexpr int kRowCount = 600'000;
  constexpr int kQuestions = 1'000;
  Options options = TwoTables();
  options.block_cache_bytes = size_t{1} << 20;
  auto database = MustOpen(Path(), options);
  std::mt19937_64 chance(1);
  const auto random_key = [&] { return std::to_string(chance()); };
  Batch batch;
  for (int i = 0; i < kRowCount; ++i) batch.Put(kRows, random_key(), "value");
  ASSERT_TRUE(database->Write(batch, Database::Durability::kUnlogged).ok());
  ASSERT_TRUE(database->Compact(kRows).ok());
  rocksdb::SetPerfLevel(rocksdb::kEnableCount);
  rocksdb::get_perf_context()->Reset();
  for (int i = 0; i < kQuestions; ++i) EXPECT_EQ(Get(*database, random_key()), std::nullopt);
  rocksdb::SetPerfLevel(rocksdb::kDisable);
  EXPECT_LT(rocksdb::get_perf_context()->block_read_byte / kQuestions, 16'384);  // was 750,000
}

TEST_F(DatabaseTest, TablesAreFoundByNameWhateverTheirOrder) {
  {
    const auto database = MustOpen(Path());
    Put(*database, "row", "1");
    Add(*database, "count", 2);
  }
  Options turned = TwoTables();
  turned.tables = {turned.tables[1], {.name = "new"}, turned.tables[0]};
  const auto database = MustOpen(Path(), turned);
  EXPECT_EQ(*database->MakeSnapshot()->GetCounter(Table{0}, "count"), 2);
  EXPECT_EQ(*database->Get(Table{2}, "row"), "1");
  EXPECT_EQ(*database->Get(Table{1}, "row"), std::nullopt);
}

TEST_F(DatabaseTest, AFullDiskMakesTheDatabaseReadOnlyUntilReopened) {
  Options options = TwoTables();
  options.faults = std::make_shared<FileFaults>();
  auto database = MustOpen(Path(), options);
  Put(*database, "before", "1");
  options.faults->space_left = 100;
  Batch batch;
  batch.Put(kRows, "during", std::string(10'000, 'x'));
  EXPECT_EQ(database->Write(batch, Database::Durability::kSynced).code(), absl::StatusCode::kUnknown);
  EXPECT_EQ(Get(*database, "during"), std::nullopt);
  EXPECT_EQ(Get(*database, "before"), "1");
  EXPECT_EQ(database->Health().code(), absl::StatusCode::kUnavailable);

  options.faults->space_left = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(database->Write(batch, Database::Durability::kSynced).code(), absl::StatusCode::kUnavailable)
      << "an earlier error is not forgotten because there is room again";
  database.reset();
  database = MustOpen(Path(), options);
  EXPECT_TRUE(database->Health().ok());
  EXPECT_EQ(Get(*database, "before"), "1");
  Put(*database, "after", "1");
}

using DatabaseDeathTest = DatabaseTest;

TEST_F(DatabaseDeathTest, AFailedSyncEndsTheProcessWhereThatWasAskedFor) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Options options = TwoTables();
  options.faults = std::make_shared<FileFaults>();
  options.sync_failure_is_fatal = true;
  EXPECT_DEATH(
      {
        const auto database = MustOpen(Path(), options);
        options.faults->fail_wal_sync = true;
        Put(*database, "a", "1");
      },
      "did not sync");
}

TEST(MemoryDatabase, NeedsNoDisk) {
  Options options = TwoTables();
  options.in_memory = true;
  const auto database = Database::Open("nowhere/that exists", options);
  ASSERT_TRUE(database.ok()) << database.status();
  Put(**database, "a", "1");
  Add(**database, "n", 2);
  ASSERT_TRUE((*database)->Flush().ok());
  Batch batch;
  batch.Put(kRows, "b", "2");
  batch.Add(kCounts, "n", 1);
  ASSERT_TRUE((*database)->WriteAsFiles(batch).ok());
  EXPECT_EQ(Get(**database, "a"), "1");
  EXPECT_EQ(Get(**database, "b"), "2");
  EXPECT_EQ(Counter(**database, "n"), 3);
  EXPECT_FALSE(fs::exists("nowhere"));
}

TEST(PrefixEnd, IsTheSmallestKeyBehindThePrefix) {
  EXPECT_EQ(PrefixEnd("a"), "b");
  EXPECT_EQ(PrefixEnd("case/"), "case0");
  EXPECT_EQ(PrefixEnd("a\xff\xff"), "b");
  EXPECT_EQ(PrefixEnd("\xff"), "");
  EXPECT_EQ(PrefixEnd(""), "");
}

}  // namespace
}  // namespace praksis::store
