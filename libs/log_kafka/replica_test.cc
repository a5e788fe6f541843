// The copy by itself: what a kill -9 leaves of it, and what it says of an index that was left out.
#include "libs/log_kafka/replica.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <thread>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/log_records/tables.h"
#include "praksis/v1/event.pb.h"

namespace praksis::log::kafka {
namespace {

namespace fs = std::filesystem;

const PartitionId kZero(0);
const PartitionId kOne(1);
const std::string kLog(32, 'a');

EventId IdOf(int64_t number) {
  const std::string digits = std::to_string(number);
  return EventId("01956a2c-7b00-7000-8000-" + std::string(12 - digits.size(), '0') + digits);
}

// The records of the partition's stream with these numbers, at odd offsets: commit markers are in between.
std::vector<Located> Records(int64_t from, int64_t to, PartitionId partition) {
  const StreamId stream("case/" + std::to_string(partition.value()));
  std::vector<Located> located;
  for (int64_t number = from; number < to; ++number) {
    v1::Event event;
    event.set_stream(stream.value());
    event.set_version(number);
    event.set_event_id(IdOf(number).value());
    event.mutable_note_added()->set_text("a note");
    located.push_back(
        {Offset(2 * number - 1), {stream, Version(number), IdOf(number), event.SerializeAsString()}});
  }
  return located;
}

class ReplicaTest : public testing::Test {
 protected:
  ReplicaTest() {
    std::string pattern = (fs::temp_directory_path() / "praksis-replica-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  ~ReplicaTest() override {
    replica_.reset();
    fs::remove_all(root_);
  }

  absl::Status TryOpen(bool index_event_ids = true, const std::string& name = "copy") {
    replica_.reset();
    KafkaOptions options;
    options.directory = root_ / name;
    options.index_event_ids = index_event_ids;
    options.memtable_bytes = memtable_bytes_;
    auto opened = Replica::Open(options, kLog, partitions_);
    if (!opened.ok()) return opened.status();
    replica_ = *std::move(opened);
    return absl::OkStatus();
  }
  void Open(bool index_event_ids = true, const std::string& name = "copy") {
    ASSERT_EQ(TryOpen(index_event_ids, name), absl::OkStatus());
  }
  void Add(int64_t from, int64_t to, PartitionId partition = kZero) {
    ASSERT_EQ(replica_->Add(partition, Records(from, to, partition)), absl::OkStatus());
  }
  // The copy's files and their sizes. Nullopt where one went meanwhile.
  std::optional<std::map<fs::path, uintmax_t>> Files() const {
    std::map<fs::path, uintmax_t> files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(root_ / "copy")) {
      files[entry.path()] = entry.is_regular_file() ? entry.file_size(error) : 0;
      if (error) return std::nullopt;
    }
    return files;
  }
  // Until nothing has been written for a while.
  void Settle() const {
    auto files = Files();
    for (int attempt = 0; attempt < 100; ++attempt) {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      if (auto now = std::exchange(files, Files()); now && now == files) return;
    }
  }
  // Opens what a kill -9 would leave at this moment: a copy while which no compaction changed any file.
  void Crash(bool index_event_ids = true) {
    const fs::path crashed = root_ / "crashed";
    for (int attempt = 0; attempt < 1'000; ++attempt) {
      const auto before = Files();
      std::error_code error;
      fs::remove_all(crashed);
      fs::copy(root_ / "copy", crashed, error);
      if (!error && before && before == Files()) break;
    }
    fs::remove(crashed / "LOCK");
    Open(index_event_ids, "crashed");
  }
  records::Records& records() { return replica_->records(); }

  // The partition's records are those of numbers 1 to `count`.
  void ExpectWhole(int64_t count) {
    const auto reader = records().Read(kZero, Offset(0));
    RecordBatch batch;
    ASSERT_EQ(reader->Next(100'000, size_t{1} << 30, batch), absl::OkStatus());
    ASSERT_EQ(batch.size(), static_cast<size_t>(count));
    for (int64_t i = 0; i < count; ++i) {
      ASSERT_EQ(batch.offset(static_cast<size_t>(i)), Offset(2 * i + 1));
    }
    ASSERT_EQ(records().ReadStream(StreamId("case/0"), Version(1), batch), absl::OkStatus());
    EXPECT_EQ(batch.size(), static_cast<size_t>(count));
  }
  void ExpectIds(int64_t count) {
    for (int64_t number = 1; number <= count; ++number) {
      const auto found = records().FindEvent(IdOf(number));
      ASSERT_TRUE(found.ok()) << found.status();
      ASSERT_EQ(*found, (Address{kZero, Offset(2 * number - 1)})) << number;
    }
  }
  std::string Format() {
    return records().database->Get(records::kMeta, records::kFormatKey).value().value_or("");
  }

  fs::path root_;
  int partitions_ = 2;
  size_t memtable_bytes_ = size_t{64} << 20;
  std::unique_ptr<Replica> replica_;
};

TEST_F(ReplicaTest, WhatAKillTakesIsTakenFromTheEnd) {
  Open();
  Add(1, 1'001);
  ASSERT_EQ(records().database->Flush(), absl::OkStatus());
  Add(1'001, 1'501);
  Crash();
  ExpectWhole(1'000);
  ExpectIds(1'000);
  Add(1'001, 2'001);  // it is fetched again
  ExpectWhole(2'000);
}

// A topic can be given more; what was refused with them goes on with those that it has.
TEST_F(ReplicaTest, OfAnotherNumberOfPartitionsIsRefusedAndLeftAsItIs) {
  Open();
  Add(1, 1'001);
  for (const int other : {4, 1}) {
    partitions_ = other;
    EXPECT_EQ(base::ReasonOf(TryOpen()), "PARTITIONS_CHANGED");
  }
  partitions_ = 2;
  Open();
  ExpectWhole(1'000);
}

TEST_F(ReplicaTest, StoppedInOrderItKeepsEverything) {
  Open();
  Add(1, 1'001);
  Open();
  ExpectWhole(1'000);
  ExpectIds(1'000);
}

// Whenever files are written, they are of one moment for all tables: also by itself, because memory is full.
TEST_F(ReplicaTest, WhatIsLeftAfterAKillHasNoHoleAndFitsItsIndexes) {
  memtable_bytes_ = size_t{1} << 20;
  Open();
  for (int64_t i = 0; i < 60; ++i) {
    Add(1 + 1'000 * i, 1 + 1'000 * (i + 1));
    Add(1 + 100'000 + 10 * i, 1 + 100'000 + 10 * (i + 1), kOne);
  }
  // What is full has been written, by the index, too; this one is in memory only.
  Settle();
  Add(60'001, 60'002);
  Crash();
  const int64_t left = records().End(kZero).value() / 2;
  EXPECT_GT(left, 0);
  EXPECT_LT(left, 60'001);
  ExpectWhole(left);
  ExpectIds(left);
}

TEST_F(ReplicaTest, WithoutIdsItSaysSoAndIsCompletedForWhoNeedsThem) {
  // given
  Open(/*index_event_ids=*/false);
  Add(1, 1'001);
  EXPECT_EQ(records().FindEvent(IdOf(1)).status().code(), absl::StatusCode::kFailedPrecondition);
  ExpectWhole(1'000);
  Open(/*index_event_ids=*/false);
  EXPECT_EQ(records().FindEvent(IdOf(1)).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Format(), "replica 1 without ids");
  // when
  Open(/*index_event_ids=*/true);
  // then
  ExpectWhole(1'000);
  ExpectIds(1'000);
  Add(1'001, 1'501);
  ExpectIds(1'500);
  EXPECT_EQ(Format(), "replica 1");
  // and it keeps them from now on, whoever opens it
  Open(/*index_event_ids=*/false);
  Add(1'501, 1'601);
  ExpectIds(1'600);
  ExpectWhole(1'600);
}

TEST_F(ReplicaTest, CompletedItIsStillSoAfterAKill) {
  Open(/*index_event_ids=*/false);
  Add(1, 1'001);
  Open(/*index_event_ids=*/true);
  Crash();
  ExpectIds(1'000);
  EXPECT_EQ(records().FindEvent(IdOf(5'000)).value(), std::nullopt);
}

TEST_F(ReplicaTest, OneOfTheFormerReleaseIsOpenedAsItIs) {
  // given: both indexes, as every copy had them
  Open(/*index_event_ids=*/true);
  Add(1, 1'001);
  EXPECT_EQ(Format(), "replica 1");
  // when
  Open(/*index_event_ids=*/false);
  // then
  EXPECT_EQ(Format(), "replica 1");
  ExpectIds(1'000);
}

TEST_F(ReplicaTest, OfAnotherFormatItIsRefused) {
  Open();
  store::Batch batch;
  batch.Put(records::kMeta, records::kFormatKey, "replica 2");
  ASSERT_TRUE(records().database->Write(batch, store::Database::Durability::kSynced).ok());
  EXPECT_EQ(base::ReasonOf(TryOpen()), "OTHER_LOG");
}

}  // namespace
}  // namespace praksis::log::kafka
