// What a process has of a topic: it can wait until that is all that is committed, and `praksisd verify`
// judges it by the topic.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "absl/time/clock.h"
#include "libs/log_kafka/client.h"
#include "libs/log_records/tables.h"
#include "praksis/v1/event.pb.h"
#include "services/praksisd/verify.h"
#include "tests/kafka/kafka_under_test.h"

namespace praksis::log {
namespace {

using ::testing::HasSubstr;

constexpr int kRecords = 20'000;

Record MakeRecord(int number) {
  const std::string digits = std::to_string(number);
  v1::Event event;
  event.set_stream("case/1");
  event.set_version(number);
  event.set_event_id("01956a2c-7b00-7000-8000-" + std::string(12 - digits.size(), '0') + digits);
  event.mutable_note_added()->set_text("a note");
  return {StreamId(event.stream()), Version(number), EventId(event.event_id()), event.SerializeAsString()};
}

absl::Status WriteAll(KafkaLog& log) {
  auto writer = log.Own(PartitionId(0), absl::Now() + absl::Seconds(60));
  if (!writer.ok()) return writer.status();
  std::vector<Record> batch;
  for (int number = 1; number <= kRecords; ++number) batch.push_back(MakeRecord(number));
  std::promise<absl::Status> written;
  (*writer)->Append(std::move(batch), [&](const absl::StatusOr<std::vector<Offset>>& result) {
    written.set_value(result.status());
  });
  return written.get_future().get();
}

absl::StatusOr<services::Verification> Verify(const KafkaUnderTest& kafka) {
  return services::Verify(kafka.DirectoryOf("data"), kafka.options(), base::SystemClock(),
                          [](std::string_view, int64_t, int64_t) {});
}

TEST(CopyOfTopic, CatchesUpWithWhatAnotherProcessHasCommitted) {
  // given
  KafkaUnderTest kafka;
  kafka.MakeTopic(1);
  const auto reader = kafka.OpenLog("reader");
  const auto writer = kafka.OpenLog("writer");
  // when
  ASSERT_EQ(WriteAll(*writer), absl::OkStatus());
  // then
  ASSERT_EQ(reader->CatchUp(absl::Seconds(60), [](int64_t, int64_t) { return true; }), absl::OkStatus());
  RecordBatch batch;
  ASSERT_TRUE(reader->ReadStream(StreamId("case/1"), Version(1), batch).ok());
  EXPECT_EQ(batch.size(), static_cast<size_t>(kRecords));
}

// Somebody's records of whom nobody knows yet whether they will have been committed.
class OpenTransaction {
 public:
  explicit OpenTransaction(const KafkaUnderTest& kafka) : topic_(kafka.options().topic) {
    char error[512];
    rd_kafka_conf_t* const settings = rd_kafka_conf_new();
    for (const auto& [name, value] :
         {std::pair{"bootstrap.servers", kafka.options().bootstrap_servers}, {"transactional.id", topic_}}) {
      PRAKSIS_CHECK(rd_kafka_conf_set(settings, name, value.c_str(), error, sizeof error) ==
                    RD_KAFKA_CONF_OK);
    }
    producer_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, settings, error, sizeof error));
    PRAKSIS_CHECK(producer_ != nullptr, error);
    MustWork(rd_kafka_init_transactions(producer_.get(), kMilliseconds));
    MustWork(rd_kafka_begin_transaction(producer_.get()));
  }

  void Append(const Record& record) {
    const std::string& bytes = record.bytes;
    PRAKSIS_CHECK(rd_kafka_producev(producer_.get(), RD_KAFKA_V_TOPIC(topic_.c_str()),
                                    RD_KAFKA_V_PARTITION(0), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                    RD_KAFKA_V_VALUE(const_cast<char*>(bytes.data()), bytes.size()),
                                    RD_KAFKA_V_END) == RD_KAFKA_RESP_ERR_NO_ERROR);
    PRAKSIS_CHECK(rd_kafka_flush(producer_.get(), kMilliseconds) == RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  void Commit() { MustWork(rd_kafka_commit_transaction(producer_.get(), kMilliseconds)); }

 private:
  static constexpr int kMilliseconds = 60'000;

  static void MustWork(rd_kafka_error_t* error) {
    const kafka::Owned<rd_kafka_error_t> owned(error);
    PRAKSIS_CHECK(error == nullptr, rd_kafka_error_string(error));
  }

  const std::string topic_;
  kafka::Owned<rd_kafka_t> producer_;
};

// Brokers answer a commit before they end the transaction: what was acknowledged may be in one that looks
// open.
TEST(CopyOfTopic, DoesNotComeToNowBeforeATransactionThatIsOpenHasEnded) {
  // given
  KafkaUnderTest kafka;
  kafka.MakeTopic(1);
  const auto reader = kafka.OpenLog("reader");
  OpenTransaction transaction(kafka);
  transaction.Append(MakeRecord(1));
  // when, then
  EXPECT_EQ(reader->ComeToNow(absl::Now() + absl::Milliseconds(500)).code(),
            absl::StatusCode::kDeadlineExceeded);
  // when
  transaction.Commit();
  // then
  ASSERT_EQ(reader->ComeToNow(absl::Now() + absl::Seconds(60)), absl::OkStatus());
  RecordBatch batch;
  ASSERT_TRUE(reader->ReadStream(StreamId("case/1"), Version(1), batch).ok());
  EXPECT_EQ(batch.size(), 1U);
}

TEST(CopyOfTopic, IsCompletedAndJudgedByTheTopic) {
  // given: a copy that another process has written on behind
  KafkaUnderTest kafka;
  kafka.MakeTopic(1);
  kafka.OpenLog("data/replica").reset();
  ASSERT_EQ(WriteAll(*kafka.OpenLog("writer")), absl::OkStatus());
  // then
  const auto sound = Verify(kafka);
  ASSERT_TRUE(sound.ok()) << sound.status();
  EXPECT_TRUE(sound->sound()) << sound->copy << sound->log;
  EXPECT_EQ(sound->events, kRecords);

  // when: one record in its middle is another
  {
    store::Options options;
    options.tables = records::TablesOf(1);
    const auto database = store::Database::Open(kafka.DirectoryOf("data/replica"), options);
    ASSERT_TRUE(database.ok()) << database.status();
    store::Batch batch;
    batch.Put(records::Events(PartitionId(0)), records::EventKey(Offset(7)), MakeRecord(7).bytes);
    ASSERT_TRUE((*database)->Write(batch, store::Database::Durability::kSynced).ok());
  }
  // then
  const auto unsound = Verify(kafka);
  ASSERT_TRUE(unsound.ok()) << unsound.status();
  EXPECT_FALSE(unsound->sound());
  EXPECT_THAT(unsound->copy.ToString(), HasSubstr("partition 0, from offset 7 on"));
  EXPECT_TRUE(unsound->log.ok()) << unsound->log;
}

TEST(CopyOfTopic, WithoutAnIndexOfEventIdsIsJudgedAndLeftAsItIs) {
  // given
  KafkaUnderTest kafka;
  kafka.MakeTopic(1);
  const base::SystemClock clock;
  KafkaOptions options = kafka.options();
  options.directory = kafka.DirectoryOf("data/replica");
  options.index_event_ids = false;
  ASSERT_TRUE(KafkaLog::Open(options, clock).ok());
  ASSERT_EQ(WriteAll(*kafka.OpenLog("writer")), absl::OkStatus());
  // when
  const auto sound = Verify(kafka);
  // then
  ASSERT_TRUE(sound.ok()) << sound.status();
  EXPECT_TRUE(sound->sound()) << sound->copy << sound->log;
  const auto copy = KafkaLog::Open(options, clock);
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ((*copy)->FindEvent(MakeRecord(1).event_id).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace praksis::log
