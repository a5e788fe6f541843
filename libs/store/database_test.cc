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

namespace praksis::store {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr Table kRows{0};
constexpr Table kCounts{1};

Options TwoTables() {
  Options options;
  options.tables = {{.name = "rows", .bloom = true}, {.name = "counts", .counters = true}};
  return options;
}

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() {
    std::string pattern = (fs::temp_directory_path() / "praksis-store-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
  }
  ~DatabaseTest() override { fs::remove_all(directory_); }

  std::string Path(const std::string& name = "db") const { return (directory_ / name).string(); }

  std::unique_ptr<Database> MustOpen(const std::string& path, const Options& options = TwoTables()) {
    auto database = Database::Open(path, options);
    EXPECT_TRUE(database.ok()) << database.status();
    return std::move(database).value();
  }

  // The files as a kill -9 would leave them at this moment.
  std::string CrashImage(const std::string& name = "crashed") {
    fs::copy(Path(), Path(name));
    fs::remove(Path(name) + "/LOCK");
    return Path(name);
  }

  static fs::path NewestWal(const std::string& path) {
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(path)) {
      if (entry.path().extension() == ".log" && entry.path() > newest) newest = entry.path();
    }
    return newest;
  }

  fs::path directory_;
};

void Put(Database& database, std::string_view key, std::string_view value,
         Database::Durability durability = Database::Durability::kSynced) {
  Batch batch;
  batch.Put(kRows, key, value);
  const absl::Status status = database.Write(batch, durability);
  ASSERT_TRUE(status.ok()) << status;
}

void Add(Database& database, std::string_view key, int64_t delta) {
  Batch batch;
  batch.Add(kCounts, key, delta);
  const absl::Status status = database.Write(batch, Database::Durability::kBuffered);
  ASSERT_TRUE(status.ok()) << status;
}

std::optional<std::string> Get(const Database& database, std::string_view key) {
  auto value = database.Get(kRows, key);
  EXPECT_TRUE(value.ok()) << value.status();
  return *value;
}

int64_t Counter(const Database& database, std::string_view key) {
  auto value = database.MakeSnapshot()->GetCounter(kCounts, key);
  EXPECT_TRUE(value.ok()) << value.status();
  return *value;
}

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

TEST_F(DatabaseTest, WhatIsWrittenAsFilesIsOnDiskAcrossAllTablesWithWhatWasWrittenBefore) {
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
TEST_F(DatabaseTest, WhatWasWrittenBeforeFilesIsOnDiskHoweverOthersFlush) {
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

TEST_F(DatabaseTest, ARowThatIsChangedTwiceIsWrittenThroughMemoryAndFlushed) {
  const auto database = MustOpen(Path(), ThreeTables());
  Batch batch = Changes("1");
  batch.Add(kCounts, "n", 5);
  ASSERT_TRUE(database->WriteAsFiles(batch).ok());
  const auto crashed = MustOpen(CrashImage(), ThreeTables());
  EXPECT_EQ(Counter(*crashed, "n"), 7);
  EXPECT_EQ(Get(*crashed, "a"), "1");
}

TEST_F(DatabaseTest, ADiskThatFillsUpTakesNoneOfTheFiles) {
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

TEST_F(DatabaseTest, WhatAKilledProcessHasLeftOfFilesIsRemoved) {
  MustOpen(Path());
  fs::create_directory(Path() + "/taken-in");
  std::ofstream(Path() + "/taken-in/3-1.sst") << "half a file";
  MustOpen(Path());
  EXPECT_TRUE(fs::is_empty(Path() + "/taken-in"));
}

// Compactions are put off while a database is filled, until a flush says that it is.
TEST_F(DatabaseTest, FilesAreCompactedSeldomWhileADatabaseIsFilledAndThenAsEver) {
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
