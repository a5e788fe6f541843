// A disk that is really full: the embedded log on a small file system of its own. Needs the right to mount;
// where that is missing the test is skipped and says so (libs/log_embedded tests the same with a disk that
// only pretends).
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <future>
#include <set>

#include "absl/time/clock.h"
#include "libs/base/strings.h"
#include "libs/log/verify.h"
#include "libs/log_embedded/embedded_log.h"
#include "praksis/v1/event.pb.h"

namespace praksis::log {
namespace {

namespace fs = std::filesystem;
using Offsets = std::vector<Offset>;

class FullDiskTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "praksis-disk-XXXXXX").string();
    disk_ = mkdtemp(pattern.data());
    if (mount("tmpfs", disk_.c_str(), "tmpfs", 0, "size=48m") != 0) {
      GTEST_SKIP() << "mounting a small file system is not permitted here: " << std::strerror(errno);
    }
    mounted_ = true;
    options_.partitions = 2;
    options_.memtable_bytes = size_t{4} << 20;
    log_ = *EmbeddedLog::Open(disk_ + "/log", options_);
  }
  ~FullDiskTest() override {
    log_.reset();
    if (mounted_) umount2(disk_.c_str(), MNT_DETACH);
    fs::remove_all(disk_);
  }

  // Puts a file there that leaves `bytes` free.
  void FillDiskBut(uintmax_t bytes) {
    std::ofstream file(disk_ + "/ballast", std::ios::binary | std::ios::app);
    const std::string block(size_t{64} << 10, 'x');
    while (fs::space(disk_).available >= bytes + block.size() &&
           file.write(block.data(), block.size()).flush()) {
    }
  }
  void MakeRoom() { fs::remove(disk_ + "/ballast"); }

  Record Next(PartitionId partition) {
    const std::string digits = std::to_string(++ids_);
    StreamId stream;
    for (int64_t i = ids_; stream.empty() || PartitionOf(stream, 2) != partition; ++i) {
      stream = StreamId(base::StrCat("case/", i, "-", ids_));
    }
    v1::Event event;
    event.set_event_id("01956a2c-7b00-7000-8000-" + std::string(12 - digits.size(), '0') + digits);
    event.set_stream(stream.value());
    event.set_version(1);
    event.mutable_note_added()->set_text(std::string(20'000, 'n'));
    return {stream, Version(1), EventId(event.event_id()), event.SerializeAsString()};
  }
  static absl::StatusOr<Offsets> Append(PartitionWriter& writer, std::vector<Record> batch) {
    std::promise<absl::StatusOr<Offsets>> answer;
    auto result = answer.get_future();
    writer.Append(std::move(batch),
                  [&](absl::StatusOr<Offsets> offsets) { answer.set_value(std::move(offsets)); });
    return result.get();
  }
  auto Own() { return log_->Own(zero_, absl::Now() + absl::Seconds(30)); }
  bool IsThere(const EventId& id) { return *log_->FindEvent(id) != std::nullopt; }

  // Appends until it fails; how. Remembers what was acknowledged.
  absl::Status AppendUntilItFails() {
    auto writer = Own();
    if (!writer.ok()) return writer.status();
    while (true) {
      const Record record = Next(zero_);
      const auto result = Append(**writer, {record});
      if (!result.ok()) {
        last_failed_ = record.event_id;
        return result.status();
      }
      acknowledged_.insert(record.event_id);
    }
  }
  void ExpectEverythingAcknowledgedIsThere() {
    for (const EventId& id : acknowledged_) EXPECT_TRUE(IsThere(id)) << id;
    const auto report = VerifyLog(*log_);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_GE(report->events, static_cast<int64_t>(acknowledged_.size()));
  }

  const PartitionId zero_{0};
  std::string disk_;
  bool mounted_ = false;
  EmbeddedOptions options_;
  std::unique_ptr<EmbeddedLog> log_;
  std::set<EventId> acknowledged_;
  EventId last_failed_;

 private:
  int64_t ids_ = 0;
};

TEST_F(FullDiskTest, AppendsAreRefusedInTimeAndGoOnWhenThereIsRoom) {
  log_.reset();
  options_.min_free_bytes = int64_t{8} << 20;
  log_ = *EmbeddedLog::Open(disk_ + "/log", options_);
  FillDiskBut(size_t{20} << 20);  // RocksDB lays out some of it in advance.
  EXPECT_EQ(AppendUntilItFails().code(), absl::StatusCode::kUnavailable) << "certainly not written";
  EXPECT_FALSE(IsThere(last_failed_));
  EXPECT_GT(acknowledged_.size(), 1U);
  // RocksDB tidying up behind itself may give room back: that is taken, too.
  const auto refused = [&] {
    return log_->Health().code() == absl::StatusCode::kUnavailable &&
           Own().status().code() == absl::StatusCode::kUnavailable;
  };
  const absl::Time patience = absl::Now() + absl::Seconds(30);
  while (!refused() && absl::Now() < patience) FillDiskBut(size_t{1} << 20);
  EXPECT_TRUE(refused());
  ExpectEverythingAcknowledgedIsThere();

  MakeRoom();
  EXPECT_TRUE(log_->Health().ok());
  const auto writer = Own();
  ASSERT_TRUE(writer.ok()) << writer.status();
  const Record record = Next(zero_);
  ASSERT_TRUE(Append(**writer, {record}).ok());
  acknowledged_.insert(record.event_id);
  EXPECT_FALSE(IsThere(last_failed_));
  ExpectEverythingAcknowledgedIsThere();
}

TEST_F(FullDiskTest, ADiskThatFillsUpInTheMiddleLosesNothingAcknowledged) {
  log_.reset();
  options_.min_free_bytes = 0;
  log_ = *EmbeddedLog::Open(disk_ + "/log", options_);
  for (int round = 0; round < 3; ++round) {
    FillDiskBut(size_t{1} << 20);
    const absl::StatusCode code = AppendUntilItFails().code();
    EXPECT_TRUE(code == absl::StatusCode::kUnknown || code == absl::StatusCode::kUnavailable)
        << static_cast<int>(code);
    for (const EventId& id : acknowledged_) EXPECT_TRUE(IsThere(id)) << "reading goes on: " << id;

    MakeRoom();
    const auto writer = Own();
    ASSERT_TRUE(writer.ok()) << writer.status();
    ExpectEverythingAcknowledgedIsThere();
    const bool was_written = IsThere(last_failed_);
    const Record record = Next(zero_);
    ASSERT_TRUE(Append(**writer, {record}).ok());
    acknowledged_.insert(record.event_id);

    log_.reset();
    log_ = *EmbeddedLog::Open(disk_ + "/log", options_);
    EXPECT_EQ(IsThere(last_failed_), was_written) << "what owning found out stays true";
    ExpectEverythingAcknowledgedIsThere();
  }
}

}  // namespace
}  // namespace praksis::log
