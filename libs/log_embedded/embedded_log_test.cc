// What the embedded log does beyond the contract of all engines (tests/contract): its directory, its disk's
// failures, damage.
#include "libs/log_embedded/embedded_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <limits>
#include <map>
#include <mutex>

#include "absl/time/clock.h"
#include "libs/base/strings.h"
#include "libs/log/verify.h"
#include "libs/log_embedded/checkpoint.h"
#include "libs/log_records/tables.h"
#include "libs/store/database.h"
#include "praksis/v1/event.pb.h"

namespace praksis::log {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr auto kPatience = std::chrono::seconds(30);
using Offsets = std::vector<Offset>;

class EmbeddedLogTest : public testing::Test {
 protected:
  EmbeddedLogTest() {
    std::string pattern = (fs::temp_directory_path() / "praksis-log-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
    options_.faults = std::make_shared<store::FileFaults>();
  }
  ~EmbeddedLogTest() override {
    log_.reset();
    fs::remove_all(directory_);
  }

  std::string Path(const std::string& name = "log") const { return directory_ + "/" + name; }

  void Open(const std::string& name = "log") {
    log_.reset();
    auto log = EmbeddedLog::Open(Path(name), options_);
    ASSERT_TRUE(log.ok()) << log.status();
    log_ = std::move(log).value();
  }
  absl::Status TryOpen(const std::string& name = "log") {
    log_.reset();
    return EmbeddedLog::Open(Path(name), options_).status();
  }

  absl::StatusOr<std::unique_ptr<PartitionWriter>> Own(PartitionId partition) {
    return log_->Own(partition, absl::Now() + absl::FromChrono(kPatience));
  }

  // The next event of the partition's one stream.
  Record Next(PartitionId partition, size_t note_bytes = 20) {
    StreamId stream;
    for (int i = 0; stream.empty() || PartitionOf(stream, log_->partition_count()) != partition; ++i) {
      stream = StreamId(base::StrCat("case/", i));
    }
    const std::string digits = std::to_string(++ids_);
    v1::Event event;
    event.set_event_id("01956a2c-7b00-7000-8000-" + std::string(12 - digits.size(), '0') + digits);
    event.set_stream(stream.value());
    event.set_version(++versions_[stream]);
    event.mutable_note_added()->set_text(std::string(note_bytes, 'n'));
    return {stream, Version(event.version()), EventId(event.event_id()), event.SerializeAsString()};
  }

  static absl::StatusOr<Offsets> Append(PartitionWriter& writer, std::vector<Record> batch) {
    std::promise<absl::StatusOr<Offsets>> answer;
    auto result = answer.get_future();
    writer.Append(std::move(batch),
                  [&answer](absl::StatusOr<Offsets> offsets) { answer.set_value(std::move(offsets)); });
    return result.get();
  }
  // Owns the partition and appends `count` events one by one.
  void Fill(PartitionId partition, int count) {
    const auto writer = Own(partition);
    ASSERT_TRUE(writer.ok()) << writer.status();
    for (int i = 0; i < count; ++i) {
      const auto result = Append(**writer, {Next(partition)});
      ASSERT_TRUE(result.ok()) << result.status();
    }
  }
  size_t Count(PartitionId partition) {
    RecordBatch batch;
    const auto reader = log_->Read(partition, Offset(0));
    EXPECT_TRUE((*reader)->Next(1'000'000, size_t{1} << 30, batch).ok());
    return batch.size();
  }
  void ExpectWhole() {
    const auto report = VerifyLog(*log_);
    EXPECT_TRUE(report.ok()) << report.status();
  }

  // Closes the log and changes its database from outside.
  void Change(const std::string& name,
              const std::function<void(store::Database& database, store::Batch& batch)>& change) {
    log_.reset();
    store::Options options;
    options.tables = records::TablesOf(options_.partitions);
    const auto database = *store::Database::Open(Path(name) + "/db", options);
    store::Batch batch;
    change(*database, batch);
    ASSERT_TRUE(batch.empty() || database->Write(batch, store::Database::Durability::kSynced).ok());
  }

  // The directory as a kill -9 would leave it at this moment, under another name.
  std::string CrashImage() {
    fs::copy(Path(), Path("crashed"), fs::copy_options::recursive);
    return "crashed";
  }
  fs::path NewestWal(const std::string& name) {
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(Path(name) + "/db")) {
      if (entry.path().extension() == ".log" && entry.path() > newest) newest = entry.path();
    }
    return newest;
  }

  const PartitionId zero_{0};
  const PartitionId one_{1};
  std::string directory_;
  EmbeddedOptions options_;
  std::unique_ptr<EmbeddedLog> log_;

 private:
  std::map<StreamId, int64_t> versions_;
  int64_t ids_ = 0;
};

TEST_F(EmbeddedLogTest, TheNumberOfPartitionsIsFixedWhenALogIsMade) {
  options_.partitions = 3;
  Open();
  EXPECT_EQ(log_->partition_count(), 3);
  const std::string id = log_->id();
  options_.partitions = 4;
  const absl::Status refusal = TryOpen();
  EXPECT_EQ(refusal.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(refusal.ToString(), HasSubstr("has 3 partitions, not 4"));
  options_.partitions = 0;
  Open();
  EXPECT_EQ(log_->partition_count(), 3);
  EXPECT_EQ(log_->id(), id);
  EXPECT_EQ(TryOpen("nothing-there").code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(fs::exists(Path("nothing-there")));
}

TEST_F(EmbeddedLogTest, EveryLogHasItsOwnId) {
  Open("a");
  const std::string id = log_->id();
  Open("b");
  EXPECT_NE(log_->id(), id);
}

TEST_F(EmbeddedLogTest, OneProcessHoldsADirectory) {
  Open();
  EXPECT_EQ(EmbeddedLog::Open(Path(), options_).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(EmbeddedLogTest, ALogWhoseMakingWasInterruptedIsMadeAgain) {
  fs::create_directories(Path() + "/db.new");
  std::ofstream(Path() + "/db.new/CURRENT") << "half";
  Open();
  Fill(zero_, 1);
}

TEST_F(EmbeddedLogTest, AnotherFormatIsRefused) {
  Open();
  Change("log",
         [](store::Database&, store::Batch& batch) { batch.Put(records::kMeta, records::kFormatKey, "3"); });
  const absl::Status refusal = TryOpen();
  EXPECT_EQ(refusal.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(refusal.ToString(), HasSubstr("format 3"));
}

TEST_F(EmbeddedLogTest, BatchesThatWaitAreWrittenTogether) {
  Open();
  const auto writer = *Own(zero_);
  std::mutex mutex;
  std::condition_variable came;
  int answers = 0;
  for (int i = 0; i < 500; ++i) {
    writer->Append({Next(zero_)}, [&](absl::StatusOr<Offsets> result) {
      EXPECT_TRUE(result.ok()) << result.status();
      std::lock_guard lock(mutex);
      ++answers;
      came.notify_all();
    });
  }
  std::unique_lock lock(mutex);
  ASSERT_TRUE(came.wait_for(lock, kPatience, [&] { return answers == 500; }));
  EXPECT_EQ(log_->statistics().batches, 500);
  EXPECT_EQ(log_->statistics().records, 500);
  EXPECT_LT(log_->statistics().groups, 250);
}

TEST_F(EmbeddedLogTest, EverythingAcknowledgedSurvivesAKill) {
  Open();
  Fill(zero_, 30);
  Fill(one_, 20);
  Open(CrashImage());
  EXPECT_EQ(Count(zero_), 30U);
  EXPECT_EQ(Count(one_), 20U);
  ExpectWhole();
}

TEST_F(EmbeddedLogTest, ABatchTornByAKillIsGoneAsAWhole) {
  Open();
  Fill(zero_, 10);
  const auto writer = *Own(zero_);
  std::vector<Record> batch;
  for (int i = 0; i < 50; ++i) batch.push_back(Next(zero_, 1000));
  const uintmax_t before = fs::file_size(NewestWal("log"));
  ASSERT_TRUE(Append(*writer, batch).ok());
  const std::string image = CrashImage();
  const uintmax_t after = fs::file_size(NewestWal(image));
  // Anywhere within the batch, also across the WAL's blocks of 32 KiB.
  for (const uintmax_t size : {after - 1, (before + after) / 2, before + 5}) {
    fs::remove_all(Path("torn"));
    fs::copy(Path(image), Path("torn"), fs::copy_options::recursive);
    fs::resize_file(NewestWal("torn"), size);
    Open("torn");
    EXPECT_EQ(Count(zero_), 10U) << size;
    EXPECT_EQ(*log_->FindEvent(batch[0].event_id), std::nullopt);
    ExpectWhole();
    log_.reset();
  }
}

TEST_F(EmbeddedLogTest, ALogThatHasLostAcknowledgedRecordsIsRefused) {
  Open();
  Fill(zero_, 10);
  const std::string image = CrashImage();
  log_.reset();  // The checkpoint says 10.
  fs::copy_file(Path() + "/checkpoint", Path(image) + "/checkpoint", fs::copy_options::overwrite_existing);
  const fs::path wal = NewestWal(image);
  fs::resize_file(wal, fs::file_size(wal) - 1);
  const absl::Status refusal = TryOpen(image);
  EXPECT_EQ(refusal.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(refusal.ToString(), HasSubstr("ends at 9 and had got to 10"));
  fs::remove(Path(image) + "/checkpoint");
  Open(image);
  EXPECT_EQ(Count(zero_), 9U);
}

TEST_F(EmbeddedLogTest, ACheckpointOfAnotherLogIsRefused) {
  Open("other");
  Open();
  log_.reset();
  fs::copy_file(Path("other") + "/checkpoint", Path() + "/checkpoint", fs::copy_options::overwrite_existing);
  EXPECT_EQ(TryOpen().code(), absl::StatusCode::kDataLoss);
}

TEST_F(EmbeddedLogTest, CheckpointsAreKeptWhileTheLogGrows) {
  Open();
  const auto writer = *Own(zero_);
  for (int i = 0; i < 2; ++i) {
    std::vector<Record> batch;
    for (int k = 0; k < 5000; ++k) batch.push_back(Next(zero_));
    ASSERT_TRUE(Append(*writer, std::move(batch)).ok());
  }
  // The second answer came after the checkpoint that follows the first.
  const auto checkpoint = embedded::ReadCheckpoint(Path() + "/checkpoint");
  ASSERT_TRUE(checkpoint.has_value());
  EXPECT_GE(checkpoint->ends[0], Offset(5000));
}

TEST_F(EmbeddedLogTest, AnIndexThatDoesNotFitTheEventsIsFoundAtOpening) {
  for (const store::Table table : {records::kIds, records::kStreams}) {
    const std::string name = base::StrCat("log", static_cast<int>(table));
    Open(name);
    Fill(zero_, 3);
    Change(name, [table](store::Database& database, store::Batch& batch) {
      batch.Delete(table, database.Scan(table, "", "")->key());
    });
    EXPECT_EQ(TryOpen(name).code(), absl::StatusCode::kDataLoss);
  }
}

TEST_F(EmbeddedLogTest, AnIndexThatGoesBeyondTheEventsIsFoundAtOpening) {
  Open();
  Fill(zero_, 3);
  Change("log", [](store::Database&, store::Batch& batch) {
    batch.Put(records::kMeta, records::kIndexedKey,
              records::EncodeEnds({Offset(4), Offset(0), Offset(0), Offset(0)}));
  });
  EXPECT_EQ(TryOpen().code(), absl::StatusCode::kDataLoss);
}

TEST_F(EmbeddedLogTest, ALogOfTheFormerFormatIsIndexedAnew) {
  Open();
  Fill(zero_, 30);
  Change("log", [](store::Database&, store::Batch& batch) {
    batch.Put(records::kMeta, records::kFormatKey, records::kFormerFormat);
    batch.Delete(records::kMeta, records::kIndexedKey);
  });
  Open();
  EXPECT_EQ(Count(zero_), 30U);
  ExpectWhole();
  Change("log", [](store::Database& database, store::Batch&) {
    EXPECT_EQ(**database.Get(records::kMeta, records::kFormatKey), "2");
  });
}

TEST_F(EmbeddedLogTest, WhatTheIndexesLackAfterACrashIsReadFromTheEvents) {
  options_.memtable_bytes = size_t{4} << 20;
  Open();
  const auto writer = *Own(zero_);
  Record first = Next(zero_);
  const EventId first_id = first.event_id;
  ASSERT_TRUE(Append(*writer, {std::move(first)}).ok());
  EventId last_id;
  for (int i = 0; i < 20; ++i) {
    std::vector<Record> batch;
    for (int k = 0; k < 5'000; ++k) batch.push_back(Next(zero_));
    last_id = batch.back().event_id;
    ASSERT_TRUE(Append(*writer, std::move(batch)).ok());
    EXPECT_EQ(*log_->FindEvent(first_id), (Address{zero_, Offset(0)}));
    EXPECT_EQ(*log_->FindEvent(last_id), (Address{zero_, Offset(5'000 * (i + 1))}));
  }
  ExpectWhole();
  // As a crash would, a disk that takes nothing more leaves on it what was flushed before, and the WAL.
  options_.faults->space_left = 0;
  log_.reset();
  options_.faults->space_left = std::numeric_limits<int64_t>::max();
  Change("log", [](store::Database& database, store::Batch&) {
    const auto bytes = *database.Get(records::kMeta, records::kIndexedKey);
    ASSERT_TRUE(bytes.has_value());
    const Offset indexed = (*records::DecodeEnds(*bytes, 4))[0];
    EXPECT_GT(indexed, Offset(0));
    EXPECT_LT(indexed, Offset(100'001));
  });
  Open();
  EXPECT_EQ(Count(zero_), 100'001U);
  ExpectWhole();
}

TEST_F(EmbeddedLogTest, AHoleIsFoundByItsReader) {
  Open();
  Fill(zero_, 300);  // Farther back than opening looks.
  Change("log", [this](store::Database&, store::Batch& batch) {
    batch.Delete(records::Events(zero_), records::EventKey(Offset(7)));
  });
  Open();
  const auto reader = *log_->Read(zero_, Offset(0));
  RecordBatch batch;
  ASSERT_TRUE(reader->Next(1000, 1 << 20, batch).ok());
  EXPECT_EQ(batch.size(), 7U) << "what is before the hole is handed out";
  EXPECT_EQ(reader->Next(1000, 1 << 20, batch).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(reader->Next(1000, 1 << 20, batch).code(), absl::StatusCode::kDataLoss)
      << "and then nothing more, ever";
}

TEST_F(EmbeddedLogTest, TooLittleRoomRefusesBeforeAnythingIsWritten) {
  Open();
  Fill(zero_, 3);
  log_.reset();
  options_.min_free_bytes = std::numeric_limits<int64_t>::max() / 2;
  Open();
  EXPECT_EQ(log_->Health().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Own(zero_).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Count(zero_), 3U) << "reading goes on";
}

TEST_F(EmbeddedLogTest, AWriteThatTheDiskCutsShortIsUnclearUntilThePartitionIsOwnedAgain) {
  Open();
  Fill(zero_, 5);
  Fill(one_, 5);
  const auto writer = *Own(zero_);
  const auto other = *Own(one_);
  auto reader = *log_->Read(zero_, Offset(0));
  RecordBatch batch;
  ASSERT_TRUE(reader->Next(2, 1 << 20, batch).ok());

  const Record cut_short = Next(zero_, 100'000);
  options_.faults->space_left = 50'000;
  EXPECT_EQ(Append(*writer, {cut_short}).status().code(), absl::StatusCode::kUnknown);
  EXPECT_EQ(log_->Health().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Append(*writer, {Next(zero_)}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Append(*other, {Next(one_)}).status().code(), absl::StatusCode::kUnavailable)
      << "no partition is written to meanwhile";
  EXPECT_EQ(Count(zero_), 5U) << "reading goes on, and does not see what is unclear";
  EXPECT_FALSE(Own(zero_).ok()) << "reopening needs room";

  options_.faults->space_left = std::numeric_limits<int64_t>::max();
  const auto again = Own(zero_);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(log_->Health().ok());
  const bool is_there = Count(zero_) == 6;
  EXPECT_EQ(*log_->FindEvent(cut_short.event_id) != std::nullopt, is_there);
  ASSERT_TRUE(reader->Next(100, 1 << 20, batch).ok());
  EXPECT_EQ(batch.size(), is_there ? 4U : 3U) << "a reader goes on over the reopening";
  ASSERT_TRUE(Append(**again, {Next(zero_)}).ok());
  const auto other_again = Own(one_);
  ASSERT_TRUE(Append(**other_again, {Next(one_)}).ok());
  EXPECT_EQ(Count(zero_), is_there ? 7U : 6U);
  const size_t zeroth = Count(zero_);
  reader.reset();
  Open();
  EXPECT_EQ(Count(zero_), zeroth) << "nothing appears after the partition was owned";
  EXPECT_EQ(Count(one_), 6U);
}

using EmbeddedLogDeathTest = EmbeddedLogTest;

TEST_F(EmbeddedLogDeathTest, AFailedSyncEndsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        Open();
        const auto writer = *Own(zero_);
        options_.faults->fail_wal_sync = true;
        (void)Append(*writer, {Next(zero_)});
      },
      "did not sync");
}

}  // namespace
}  // namespace praksis::log
