// What every engine of the log must do: libs/log/event_log.h as tests. An engine's adapter is a few lines:
//
//   class MyLogUnderTest final : public LogUnderTest {
//     EventLog& log() override { return *log_; }
//     void Reopen() override { log_.reset(); log_ = OpenMyLog(); }
//     …
//   };
//   INSTANTIATE_TEST_SUITE_P(MyLog, EventLogContract, testing::Values([] -> std::unique_ptr<LogUnderTest> { …
//   }));
//
// in a test binary of its own. A fresh engine has an empty log with at least two partitions.
#ifndef PRAKSIS_TESTS_CONTRACT_EVENT_LOG_CONTRACT_H_
#define PRAKSIS_TESTS_CONTRACT_EVENT_LOG_CONTRACT_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "libs/base/strings.h"
#include "libs/log/event_log.h"
#include "libs/log/verify.h"
#include "praksis/v1/event.pb.h"

namespace praksis::log {

class LogUnderTest {
 public:
  virtual ~LogUnderTest() = default;
  virtual EventLog& log() = 0;
  // Closes the log and opens it again. Writers, readers and registrations are gone, and nothing is in flight.
  virtual void Reopen() = 0;
};

using LogFactory = std::function<std::unique_ptr<LogUnderTest>()>;
using Offsets = std::vector<Offset>;

inline constexpr auto kPatience = std::chrono::seconds(30);

// Collects the answers to appends, in the order in which they come. Thread-safe.
class Answers {
 public:
  PartitionWriter::Done Expect() {
    const int number = expected_++;
    return [this, number](absl::StatusOr<Offsets> result) {
      std::lock_guard lock(mutex_);
      order_.push_back(number);
      results_.push_back(std::move(result));
      came_.notify_all();
    };
  }
  // All results, when there is one for every Expect.
  const std::vector<absl::StatusOr<Offsets>>& Wait() {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(
        came_.wait_for(lock, kPatience, [&] { return results_.size() >= static_cast<size_t>(expected_); }))
        << results_.size() << " answers of " << expected_;
    return results_;
  }
  // The numbers of the appends as they were answered.
  const std::vector<int>& order() const { return order_; }
  size_t CountOk() const {
    return static_cast<size_t>(
        std::ranges::count_if(results_, [](const auto& result) { return result.ok(); }));
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::atomic<int> expected_ = 0;
  std::vector<int> order_;                        // guarded by mutex_
  std::vector<absl::StatusOr<Offsets>> results_;  // guarded by mutex_
};

class EventLogContract : public testing::TestWithParam<LogFactory> {
 protected:
  EventLogContract() : under_test_(GetParam()()) {}

  EventLog& log() { return under_test_->log(); }
  void Reopen() { under_test_->Reopen(); }

  std::unique_ptr<PartitionWriter> Own(PartitionId partition) {
    auto writer = log().Own(partition, absl::Now() + absl::FromChrono(kPatience));
    EXPECT_TRUE(writer.ok()) << writer.status();
    return std::move(writer).value();
  }

  // Streams of one partition: StreamIn(p, 0), StreamIn(p, 1), …
  StreamId StreamIn(PartitionId partition, int number) {
    for (int i = 0;; ++i) {
      StreamId stream(base::StrCat("case/", number, "-", i));
      if (PartitionOf(stream, log().partition_count()) == partition) return stream;
    }
  }

  // The next event of a stream, with a note of `note_bytes`.
  Record Next(const StreamId& stream, size_t note_bytes = 20) {
    std::lock_guard lock(mutex_);
    const int64_t version = ++versions_[stream];
    const std::string digits = std::to_string(++ids_);
    const EventId id("01956a2c-7b00-7000-8000-" + std::string(12 - digits.size(), '0') + digits);
    v1::Event event;
    event.set_event_id(id.value());
    event.set_stream(stream.value());
    event.set_version(version);
    event.mutable_note_added()->set_text(std::string(note_bytes, 'n'));
    return {stream, Version(version), id, event.SerializeAsString()};
  }
  std::vector<Record> NextOf(PartitionId partition, int count) {
    std::vector<Record> batch;
    for (int i = 0; i < count; ++i) batch.push_back(Next(StreamIn(partition, i % 7)));
    return batch;
  }

  static absl::StatusOr<Offsets> Append(PartitionWriter& writer, std::vector<Record> batch) {
    Answers answers;
    writer.Append(std::move(batch), answers.Expect());
    return answers.Wait().front();
  }
  static Offsets MustAppend(PartitionWriter& writer, std::vector<Record> batch) {
    auto result = Append(writer, std::move(batch));
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? *result : Offsets();
  }

  using Contents = std::vector<std::pair<Offset, std::string>>;

  // Reads on to the end.
  static Contents ReadOn(PartitionReader& reader, size_t max_records = 1000, size_t max_bytes = 1 << 20) {
    Contents contents;
    RecordBatch batch;
    while (true) {
      const absl::Status status = reader.Next(max_records, max_bytes, batch);
      EXPECT_TRUE(status.ok()) << status;
      if (!status.ok() || batch.empty()) return contents;
      for (size_t i = 0; i < batch.size(); ++i) contents.emplace_back(batch.offset(i), batch.value(i));
    }
  }
  Contents ReadAll(PartitionId partition, Offset from = Offset(0)) {
    const auto reader = log().Read(partition, from);
    EXPECT_TRUE(reader.ok()) << reader.status();
    return ReadOn(**reader);
  }
  static std::vector<std::string> BytesOf(const std::vector<Record>& records) {
    std::vector<std::string> bytes;
    for (const Record& record : records) bytes.push_back(record.bytes);
    return bytes;
  }
  static std::vector<std::string> BytesOf(const Contents& contents) {
    std::vector<std::string> bytes;
    for (const auto& [offset, value] : contents) bytes.push_back(value);
    return bytes;
  }
  static std::vector<std::string> BytesOf(const RecordBatch& batch) {
    std::vector<std::string> bytes;
    for (size_t i = 0; i < batch.size(); ++i) bytes.emplace_back(batch.value(i));
    return bytes;
  }
  Offset End(PartitionId partition) {
    const auto end = log().End(partition);
    EXPECT_TRUE(end.ok()) << end.status();
    return end.value_or(Offset(-1));
  }
  void ExpectWhole() {
    const auto report = VerifyLog(log());
    EXPECT_TRUE(report.ok()) << report.status();
    EXPECT_TRUE(log().Health().ok()) << log().Health();
  }

  const PartitionId zero_{0};
  const PartitionId one_{1};

 private:
  const std::unique_ptr<LogUnderTest> under_test_;
  std::mutex mutex_;
  std::map<StreamId, int64_t> versions_;  // guarded by mutex_
  int64_t ids_ = 0;                       // guarded by mutex_
};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EventLogContract);

TEST_P(EventLogContract, AFreshLogIsEmptyAndHasAnIdentity) {
  EXPECT_THAT(log().id(), testing::MatchesRegex("[0-9a-f]*"));
  EXPECT_EQ(log().id().size(), 32U);
  EXPECT_TRUE(log().Health().ok()) << log().Health();
  ASSERT_GE(log().partition_count(), 2);
  for (int i = 0; i < log().partition_count(); ++i) {
    EXPECT_EQ(End(PartitionId(i)), Offset(0));
    EXPECT_TRUE(ReadAll(PartitionId(i)).empty());
  }
  RecordBatch batch;
  EXPECT_TRUE(log().ReadStream(StreamId("case/1"), Version(1), batch).ok());
  EXPECT_TRUE(batch.empty());
  EXPECT_EQ(*log().FindEvent(EventId("01956a2c-7b00-7000-8000-000000000001")), std::nullopt);
  EXPECT_EQ(log().ReadAt({zero_, Offset(0)}).status().code(), absl::StatusCode::kNotFound);
  ExpectWhole();
}

TEST_P(EventLogContract, WhatIsAcknowledgedIsReadableInItsOrder) {
  const auto writer = Own(zero_);
  std::vector<Record> all;
  Offsets offsets;
  for (int size : {1, 3, 10}) {
    const std::vector<Record> batch = NextOf(zero_, size);
    all.insert(all.end(), batch.begin(), batch.end());
    const Offsets given = MustAppend(*writer, batch);
    ASSERT_EQ(given.size(), batch.size()) << "one offset per record";
    offsets.insert(offsets.end(), given.begin(), given.end());
    EXPECT_EQ(End(zero_), offsets.back().Next()) << "the end covers what is acknowledged, and no more";
  }
  EXPECT_TRUE(std::ranges::is_sorted(offsets));
  EXPECT_EQ(std::ranges::adjacent_find(offsets), offsets.end());
  const Contents contents = ReadAll(zero_);
  EXPECT_EQ(BytesOf(contents), BytesOf(all));
  for (size_t i = 0; i < contents.size(); ++i) {
    EXPECT_EQ(contents[i].first, offsets[i]);
    EXPECT_EQ(*log().ReadAt({zero_, offsets[i]}), all[i].bytes);
  }
  EXPECT_EQ(End(one_), Offset(0)) << "partitions are apart";
}

TEST_P(EventLogContract, ABatchAppearsAsAWhole) {
  constexpr size_t kBatch = 50;
  const auto writer = Own(zero_);
  std::atomic<bool> done = false;
  std::thread appending([&] {
    for (int i = 0; i < 40; ++i) MustAppend(*writer, NextOf(zero_, kBatch));
    done = true;
  });
  bool last_round = false;
  while (!last_round) {
    last_round = done;
    EXPECT_EQ(ReadAll(zero_).size() % kBatch, 0U);
  }
  appending.join();
  EXPECT_EQ(ReadAll(zero_).size(), 40 * kBatch);
}

TEST_P(EventLogContract, AppendsThatDoNotWaitAreWrittenAndAnsweredInTheirOrder) {
  const auto writer = Own(zero_);
  Answers answers;
  std::vector<Record> all;
  for (int i = 0; i < 200; ++i) {
    const std::vector<Record> batch = NextOf(zero_, 1 + i % 3);
    all.insert(all.end(), batch.begin(), batch.end());
    writer->Append(batch, answers.Expect());
  }
  Offsets offsets;
  for (const auto& result : answers.Wait()) {
    ASSERT_TRUE(result.ok()) << result.status();
    offsets.insert(offsets.end(), result->begin(), result->end());
  }
  EXPECT_TRUE(std::ranges::is_sorted(answers.order()));
  EXPECT_TRUE(std::ranges::is_sorted(offsets));
  EXPECT_EQ(BytesOf(ReadAll(zero_)), BytesOf(all));
}

TEST_P(EventLogContract, OwningFencesThePreviousOwner) {
  const auto old = Own(zero_);
  const std::vector<Record> first = NextOf(zero_, 1);
  MustAppend(*old, first);
  const auto fresh = Own(zero_);
  const std::vector<Record> lost =
      NextOf(one_, 1);  // of the other partition's streams: those of this one keep their versions
  EXPECT_EQ(Append(*old, lost).status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(Append(*old, lost).status().code(), absl::StatusCode::kAborted) << "for ever";
  const std::vector<Record> second = NextOf(zero_, 1);
  MustAppend(*fresh, second);
  EXPECT_EQ(BytesOf(ReadAll(zero_)), (std::vector{first[0].bytes, second[0].bytes}));
  EXPECT_EQ(*log().FindEvent(lost[0].event_id), std::nullopt)
      << "nothing of a fenced append is left anywhere";
}

TEST_P(EventLogContract, NothingOfThePreviousOwnerAppearsAfterOwnHasReturned) {
  for (int round = 0; round < 10; ++round) {
    const auto old = Own(zero_);
    Answers answers;
    const size_t before = ReadAll(zero_).size();
    for (int i = 0; i < 50; ++i) old->Append(NextOf(zero_, 1), answers.Expect());
    const auto fresh = Own(zero_);
    const size_t found = ReadAll(zero_).size() - before;
    const auto& results = answers.Wait();
    EXPECT_EQ(ReadAll(zero_).size() - before, found);
    EXPECT_EQ(answers.CountOk(), found) << "what is there was acknowledged, what is not was not";
    for (size_t i = 0; i < results.size(); ++i) {
      EXPECT_EQ(results[i].ok(), i < found) << "an append after a failed one fails, too";
      if (!results[i].ok()) {
        EXPECT_EQ(results[i].status().code(), absl::StatusCode::kAborted) << results[i].status();
      }
    }
    EXPECT_TRUE(std::ranges::is_sorted(answers.order()));
  }
}

TEST_P(EventLogContract, OwningOnePartitionLeavesTheOthersAlone) {
  const auto writer = Own(zero_);
  const auto other = Own(one_);
  const auto other_again = Own(one_);
  MustAppend(*writer, NextOf(zero_, 1));
  MustAppend(*other_again, NextOf(one_, 1));
}

TEST_P(EventLogContract, AWriterMayGoBeforeItsAnswersCome) {
  Answers answers;
  {
    const auto writer = Own(zero_);
    for (int i = 0; i < 20; ++i) writer->Append(NextOf(zero_, 1), answers.Expect());
  }
  answers.Wait();
  const auto fresh = Own(zero_);
  EXPECT_EQ(ReadAll(zero_).size(), answers.CountOk());
}

TEST_P(EventLogContract, AReaderBeginsAnywhere) {
  const auto writer = Own(zero_);
  for (int i = 0; i < 5; ++i) MustAppend(*writer, NextOf(zero_, 4));
  const Contents all = ReadAll(zero_);
  ASSERT_EQ(all.size(), 20U);
  for (Offset from(0); from <= End(zero_).Next(); from = from.Next()) {
    Contents expected;
    std::ranges::copy_if(all, std::back_inserter(expected),
                         [&](const auto& entry) { return entry.first >= from; });
    EXPECT_EQ(ReadAll(zero_, from), expected) << from;
  }
}

TEST_P(EventLogContract, AReaderTakesNoMoreThanAskedForButAlwaysGetsOn) {
  const auto writer = Own(zero_);
  MustAppend(*writer, NextOf(zero_, 30));
  const auto reader = *log().Read(zero_, Offset(0));
  RecordBatch batch;
  ASSERT_TRUE(reader->Next(7, 1 << 20, batch).ok());
  EXPECT_EQ(batch.size(), 7U);
  const size_t record_bytes = batch.bytes() / 7;
  ASSERT_TRUE(reader->Next(100, 3 * record_bytes + record_bytes / 2, batch).ok());
  EXPECT_EQ(batch.size(), 3U);
  ASSERT_TRUE(reader->Next(100, 1, batch).ok());
  EXPECT_EQ(batch.size(), 1U) << "a record larger than what was asked for must not hold a reader up";
  EXPECT_EQ(ReadOn(*reader).size(), 19U);
}

TEST_P(EventLogContract, AReaderFollowsTheEnd) {
  const auto writer = Own(zero_);
  const auto reader = *log().Read(zero_, Offset(0));
  std::vector<Record> all;
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(ReadOn(*reader).empty());
    const std::vector<Record> batch = NextOf(zero_, 1 + i);
    MustAppend(*writer, batch);
    EXPECT_EQ(BytesOf(ReadOn(*reader, 4)), BytesOf(batch));
  }
}

TEST_P(EventLogContract, AReaderBesideAppendsSeesEverythingOnceInOrder) {
  constexpr size_t kRecords = 2000;
  const auto writer = Own(zero_);
  Answers answers;
  std::vector<Record> all;
  for (size_t i = 0; i < kRecords; ++i) all.push_back(Next(StreamIn(zero_, static_cast<int>(i % 3))));
  std::thread appending([&] {
    for (const Record& record : all) writer->Append({record}, answers.Expect());
  });
  const auto reader = *log().Read(zero_, Offset(0));
  std::vector<std::string> seen;
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (seen.size() < kRecords && std::chrono::steady_clock::now() < deadline) {
    for (auto& bytes : BytesOf(ReadOn(*reader, 10))) seen.push_back(std::move(bytes));
  }
  appending.join();
  answers.Wait();
  EXPECT_EQ(seen, BytesOf(all));
}

TEST_P(EventLogContract, ListenersAreToldWhatIsReadable) {
  std::mutex mutex;
  std::condition_variable told;
  std::map<PartitionId, Offset> ends;
  const auto registration = log().Listen([&](PartitionId partition, Offset end) {
    std::lock_guard lock(mutex);
    EXPECT_GE(*log().End(partition), end);
    ends[partition] = end;
    told.notify_all();
  });
  for (const PartitionId partition : {zero_, one_, zero_}) {
    const auto writer = Own(partition);
    const Offset end = MustAppend(*writer, NextOf(partition, 3)).back().Next();
    std::unique_lock lock(mutex);
    EXPECT_TRUE(told.wait_for(lock, kPatience, [&] { return ends[partition] >= end; })) << partition;
  }
}

TEST_P(EventLogContract, AnEndedRegistrationIsNotCalled) {
  std::atomic<int> ended_calls = 0;
  std::promise<void> other_called;
  auto ended = log().Listen([&](PartitionId, Offset) { ++ended_calls; });
  ended.reset();
  std::once_flag once;
  const auto other =
      log().Listen([&](PartitionId, Offset) { std::call_once(once, [&] { other_called.set_value(); }); });
  const auto writer = Own(zero_);
  MustAppend(*writer, NextOf(zero_, 1));
  ASSERT_EQ(other_called.get_future().wait_for(kPatience), std::future_status::ready);
  EXPECT_EQ(ended_calls, 0);
}

TEST_P(EventLogContract, EndingARegistrationWaitsForTheCallThatRuns) {
  std::promise<void> entered;
  std::promise<void> leave;
  std::atomic<bool> left = false;
  std::once_flag once;
  auto registration = log().Listen([&](PartitionId, Offset) {
    std::call_once(once, [&] {
      entered.set_value();
      leave.get_future().wait_for(kPatience);
      left = true;
    });
  });
  const auto writer = Own(zero_);
  Answers answers;
  writer->Append(NextOf(zero_, 1), answers.Expect());
  ASSERT_EQ(entered.get_future().wait_for(kPatience), std::future_status::ready);
  std::thread leaving([&] { leave.set_value(); });
  registration.reset();
  EXPECT_TRUE(left);
  leaving.join();
  answers.Wait();
}

TEST_P(EventLogContract, AStreamIsReadByVersionFromAnyOnOn) {
  const auto writer = Own(zero_);
  const StreamId stream = StreamIn(zero_, 1);
  const StreamId longer = [&] {  // A name that begins with the other one's.
    for (int i = 0;; ++i) {
      StreamId name(base::StrCat(stream.value(), i));
      if (PartitionOf(name, log().partition_count()) == zero_) return name;
    }
  }();
  std::vector<Record> of_stream;
  for (int i = 0; i < 12; ++i) {
    of_stream.push_back(Next(stream));
    MustAppend(*writer, {of_stream.back(), Next(longer)});
  }
  RecordBatch batch;
  for (int64_t from = 1; from <= 13; ++from) {
    ASSERT_TRUE(log().ReadStream(stream, Version(from), batch).ok());
    EXPECT_EQ(BytesOf(batch), BytesOf(std::vector<Record>(of_stream.begin() + from - 1, of_stream.end())));
    for (size_t i = 0; i < batch.size(); ++i) {
      EXPECT_EQ(*log().ReadAt({zero_, batch.offset(i)}), std::string(batch.value(i)));
    }
  }
}

TEST_P(EventLogContract, AnEventIsFoundByItsIdFromItsAcknowledgementOn) {
  const auto writer = Own(one_);
  for (int i = 0; i < 20; ++i) {
    const std::vector<Record> batch = NextOf(one_, 2);
    EXPECT_EQ(*log().FindEvent(batch[1].event_id), std::nullopt);
    const Offsets offsets = MustAppend(*writer, batch);
    for (size_t k = 0; k < batch.size(); ++k) {
      const auto found = log().FindEvent(batch[k].event_id);
      ASSERT_TRUE(found.ok()) << found.status();
      EXPECT_EQ(*found, (Address{one_, offsets[k]}));
      RecordBatch stream;
      ASSERT_TRUE(log().ReadStream(batch[k].stream, batch[k].version, stream).ok());
      ASSERT_FALSE(stream.empty());
      EXPECT_EQ(stream.value(0), batch[k].bytes);
    }
  }
}

TEST_P(EventLogContract, AddressesThatNothingHasAreNotFound) {
  const auto writer = Own(zero_);
  MustAppend(*writer, NextOf(zero_, 1));
  EXPECT_EQ(log().ReadAt({zero_, End(zero_)}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(log().ReadAt({one_, Offset(0)}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(*log().FindEvent(EventId("01956a2c-7b00-7000-8000-999999999999")), std::nullopt);
}

TEST_P(EventLogContract, EverythingIsThereAfterReopening) {
  const std::string id = log().id();
  const int partitions = log().partition_count();
  std::vector<Record> zeroth;
  std::vector<Record> first;
  for (int round = 0; round < 3; ++round) {
    {
      const auto writer = Own(zero_);
      const auto other = Own(one_);
      const std::vector<Record> batch = NextOf(zero_, 5);
      zeroth.insert(zeroth.end(), batch.begin(), batch.end());
      MustAppend(*writer, batch);
      first.push_back(NextOf(one_, 1).front());
      MustAppend(*other, {first.back()});
    }
    const Contents before = ReadAll(zero_);
    const Offset end = End(zero_);
    Reopen();
    EXPECT_EQ(log().id(), id);
    EXPECT_EQ(log().partition_count(), partitions);
    EXPECT_EQ(ReadAll(zero_), before) << "offsets stay";
    EXPECT_EQ(End(zero_), end);
    EXPECT_EQ(BytesOf(ReadAll(zero_)), BytesOf(zeroth));
    EXPECT_EQ(BytesOf(ReadAll(one_)), BytesOf(first));
    for (const Record& record : first) EXPECT_NE(*log().FindEvent(record.event_id), std::nullopt);
    ExpectWhole();
  }
}

TEST_P(EventLogContract, PartitionsAreWrittenAtOneTime) {
  constexpr int kBatches = 100;
  std::vector<std::thread> threads;
  for (int i = 0; i < log().partition_count(); ++i) {
    threads.emplace_back([this, partition = PartitionId(i)] {
      const auto writer = Own(partition);
      Answers answers;
      std::vector<Record> all;
      for (int k = 0; k < kBatches; ++k) {
        const std::vector<Record> batch = NextOf(partition, 1 + k % 5);
        all.insert(all.end(), batch.begin(), batch.end());
        writer->Append(batch, answers.Expect());
      }
      answers.Wait();
      EXPECT_EQ(answers.CountOk(), static_cast<size_t>(kBatches));
      EXPECT_EQ(BytesOf(ReadAll(partition)), BytesOf(all));
    });
  }
  for (std::thread& thread : threads) thread.join();
  ExpectWhole();
}

TEST_P(EventLogContract, OwnersThatFightLoseNothingThatWasAcknowledged) {
  // Two threads take the partition from each other. Each decides its version from what Own made readable, as
  // recorders do, so that the stream's versions run without gap or repeat only if fencing works.
  constexpr int kEvents = 60;
  const StreamId stream = StreamIn(zero_, 1);
  std::atomic<int> acknowledged = 0;
  const auto fight = [&](int side) {
    for (int i = 0; acknowledged < kEvents; ++i) {
      const auto writer = Own(zero_);
      RecordBatch batch;
      ASSERT_TRUE(log().ReadStream(stream, Version(1), batch).ok());
      for (int k = 0; k < 3; ++k) {
        v1::Event event;
        event.set_stream(stream.value());
        event.set_version(static_cast<int64_t>(batch.size()) + k + 1);
        const std::string digits = std::to_string(1'000'000 * (side + 1) + 3 * i + k);
        event.set_event_id("01956a2c-7b00-7000-9000-" + std::string(12 - digits.size(), '0') + digits);
        const auto result = Append(*writer, {{stream, Version(event.version()), EventId(event.event_id()),
                                              event.SerializeAsString()}});
        if (!result.ok()) {
          EXPECT_EQ(result.status().code(), absl::StatusCode::kAborted) << result.status();
          break;
        }
        ++acknowledged;
      }
    }
  };
  std::thread other([&] { fight(1); });
  fight(0);
  other.join();
  EXPECT_EQ(ReadAll(zero_).size(), static_cast<size_t>(acknowledged));
  ExpectWhole();
}

TEST_P(EventLogContract, LargeBatchesAndLargeRecordsAreNothingSpecial) {
  auto writer = Own(zero_);
  std::vector<Record> all = NextOf(zero_, 10'000);
  MustAppend(*writer, all);
  const Record large = Next(StreamIn(zero_, 0), size_t{4} << 20);
  MustAppend(*writer, {large});
  all.push_back(large);
  all.push_back(Next(StreamIn(zero_, 0)));
  MustAppend(*writer, {all.back()});
  EXPECT_EQ(BytesOf(ReadAll(zero_)), BytesOf(all));
  writer.reset();
  Reopen();
  EXPECT_EQ(BytesOf(ReadAll(zero_)), BytesOf(all));
  ExpectWhole();
}

}  // namespace praksis::log

#endif  // PRAKSIS_TESTS_CONTRACT_EVENT_LOG_CONTRACT_H_
