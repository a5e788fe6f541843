// What of the log on Kafka can be told without a broker: the form of records, settings, and what makes a
// topic unfit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "libs/base/strings.h"
#include "libs/log_kafka/record.h"
#include "libs/log_kafka/settings.h"
#include "libs/log_kafka/topic.h"
#include "praksis/v1/event.pb.h"

namespace praksis::log {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

v1::Event NoteAdded() {
  v1::Event event;
  event.set_event_id("01956a2c-7b00-7000-8000-000000000001");
  event.set_stream("case/1");
  event.set_version(3);
  event.mutable_recorded_at()->set_seconds(1'740'000'000);
  event.mutable_recorded_at()->set_nanos(120'000'000);
  event.mutable_note_added()->set_text("called");
  return event;
}

Record RecordOf(const v1::Event& event) {
  return {StreamId(event.stream()), Version(event.version()), EventId(event.event_id()),
          event.SerializeAsString()};
}

TEST(KafkaRecord, CarriesTheHeadersOfCloudEvents) {
  const auto envelope = kafka::EnvelopeOf(RecordOf(NoteAdded()));
  ASSERT_TRUE(envelope.ok()) << envelope.status();
  EXPECT_THAT(
      envelope->headers,
      ElementsAre(Pair("ce_specversion", "1.0"), Pair("ce_id", "01956a2c-7b00-7000-8000-000000000001"),
                  Pair("ce_source", "/praksis"), Pair("ce_type", "praksis.v1.NoteAdded"),
                  Pair("ce_subject", "case/1"), Pair("ce_sequence", "3"),
                  Pair("ce_time", "2025-02-19T21:20:00.12Z"), Pair("content-type", "application/protobuf")));
  EXPECT_EQ(envelope->timestamp_ms, 1'740'000'000'120);
}

TEST(KafkaRecord, CarriesTheTraceOfTheCallThatItCameWith) {
  Record record = RecordOf(NoteAdded());
  record.trace_parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const auto envelope = kafka::EnvelopeOf(record);
  ASSERT_TRUE(envelope.ok()) << envelope.status();
  EXPECT_EQ(envelope->headers.size(), 9U);
  EXPECT_THAT(envelope->headers.back(), Pair("traceparent", record.trace_parent));
}

TEST(KafkaRecord, IsReadBackFromItsValueAlone) {
  const Record written = RecordOf(NoteAdded());
  const auto read = kafka::ParseRecord(written.bytes);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->stream, written.stream);
  EXPECT_EQ(read->version, written.version);
  EXPECT_EQ(read->event_id, written.event_id);
  EXPECT_EQ(read->bytes, written.bytes);
}

TEST(KafkaRecord, ThatIsNoStoredEventIsDamage) {
  v1::Event without_id = NoteAdded();
  without_id.clear_event_id();
  v1::Event without_version = NoteAdded();
  without_version.clear_version();
  v1::Event without_stream = NoteAdded();
  without_stream.clear_stream();
  for (const std::string& value : {std::string("no event"), without_id.SerializeAsString(),
                                   without_version.SerializeAsString(), without_stream.SerializeAsString()}) {
    EXPECT_EQ(kafka::ParseRecord(value).status().code(), absl::StatusCode::kDataLoss) << value;
  }
}

class KafkaSettings : public testing::Test {
 protected:
  KafkaSettings() {
    std::string pattern = (std::filesystem::temp_directory_path() / "praksis-settings-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
  }
  ~KafkaSettings() override { std::filesystem::remove_all(directory_); }
  std::string Write(const std::string& name, const std::string& text) {
    std::string path = directory_ / name;
    std::ofstream(path) << text;
    return path;
  }

 private:
  std::filesystem::path directory_;
};

TEST_F(KafkaSettings, AreReadWithSecretsFromTheirFiles) {
  const std::string secret = Write("secret", "s3cret=\n");
  const auto settings = ReadKafkaSettings(Write(
      "settings",
      "# a comment\n\nsecurity.protocol = SASL_SSL\n\tsasl.username=a=b\nsasl.password.file = " + secret));
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_THAT(*settings, ElementsAre(Pair("sasl.password", "s3cret="), Pair("sasl.username", "a=b"),
                                     Pair("security.protocol", "SASL_SSL")));
}

TEST_F(KafkaSettings, ThatCannotBeReadAreRefusedWithTheirPlace) {
  EXPECT_THAT(ReadKafkaSettings("/nowhere").status().message(), HasSubstr("/nowhere"));
  const auto no_pair = ReadKafkaSettings(Write("settings", "a=b\nnonsense\n"));
  EXPECT_EQ(no_pair.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(no_pair.status().message(), HasSubstr("line 2"));
  const auto no_secret = ReadKafkaSettings(Write("settings", "sasl.password.file=/nowhere\n"));
  EXPECT_THAT(no_secret.status().message(), HasSubstr("/nowhere"));
  EXPECT_THAT(no_secret.status().message(), HasSubstr("line 1"));
}

TopicDescription Sound() {
  return {.name = "praksis.events",
          .partitions = 12,
          .replication_factor = 3,
          .settings = {{"cleanup.policy", "delete"},
                       {"retention.ms", "-1"},
                       {"retention.bytes", "-1"},
                       {"unclean.leader.election.enable", "false"},
                       {"max.message.bytes", "16777216"},
                       {"min.insync.replicas", "2"}}};
}

TEST(TopicCheck, FindsNothingWhereNothingIsWrong) { EXPECT_THAT(CheckTopic(Sound(), "b:1"), IsEmpty()); }

TEST(TopicCheck, NamesEverySettingThatWouldLoseEventsAndTheCommandThatMendsIt) {
  const std::map<std::string, std::string> wrong = {
      {"cleanup.policy", "compact"},    {"retention.ms", "604800000"},
      {"retention.bytes", "1000000"},   {"unclean.leader.election.enable", "true"},
      {"max.message.bytes", "1048588"}, {"min.insync.replicas", "1"}};
  for (const auto& [setting, value] : wrong) {
    TopicDescription topic = Sound();
    const std::string right = topic.settings[setting];
    topic.settings[setting] = value;
    const auto problems = CheckTopic(topic, "b:1");
    ASSERT_EQ(problems.size(), 1U) << setting;
    EXPECT_TRUE(problems[0].serious) << setting;
    EXPECT_THAT(problems[0].text, HasSubstr(base::StrCat(setting, " is ", value)));
    EXPECT_EQ(
        problems[0].remedy,
        base::StrCat("kafka-configs.sh --bootstrap-server b:1 --alter --topic praksis.events --add-config ",
                     setting, "=", right));
  }
}

TEST(TopicCheck, WarnsOfFewReplicas) {
  TopicDescription topic = Sound();
  topic.replication_factor = 1;
  topic.settings["min.insync.replicas"] = "1";
  const auto single = CheckTopic(topic, "b:1");
  ASSERT_EQ(single.size(), 1U);
  EXPECT_FALSE(single[0].serious);

  topic.replication_factor = 3;
  topic.settings["min.insync.replicas"] = "3";
  const auto all_needed = CheckTopic(topic, "b:1");
  ASSERT_EQ(all_needed.size(), 1U);
  EXPECT_FALSE(all_needed[0].serious);
  EXPECT_THAT(all_needed[0].remedy, HasSubstr("min.insync.replicas=2"));
}

TEST(TopicCheck, SaysWhereNothingCouldBeRecorded) {
  for (const int replicas : {1, 2, 3}) {
    TopicDescription topic = Sound();
    topic.replication_factor = replicas;
    topic.settings["min.insync.replicas"] = std::to_string(replicas + 1);
    const auto problems = CheckTopic(topic, "b:1");
    ASSERT_FALSE(problems.empty());
    EXPECT_TRUE(problems[0].serious);
    EXPECT_THAT(problems[0].text, HasSubstr("nothing can be recorded"));
  }
}

TEST(TopicCheck, HasRemediesAfterWhichNothingSeriousIsLeftOfReplicas) {
  const std::string setting = "min.insync.replicas=";
  for (int replicas = 1; replicas <= 5; ++replicas) {
    for (int in_sync = 1; in_sync <= 6; ++in_sync) {
      // given
      TopicDescription topic = Sound();
      topic.replication_factor = replicas;
      topic.settings["min.insync.replicas"] = std::to_string(in_sync);
      // when
      for (const TopicProblem& problem : CheckTopic(topic, "b:1")) {
        const size_t at = problem.remedy.find(setting);
        if (at == std::string::npos) continue;
        topic.settings["min.insync.replicas"] = problem.remedy.substr(at + setting.size());
      }
      // then
      for (const TopicProblem& problem : CheckTopic(topic, "b:1")) {
        EXPECT_FALSE(problem.serious) << in_sync << " of " << replicas << ": " << problem.text;
      }
    }
  }
}

}  // namespace
}  // namespace praksis::log
