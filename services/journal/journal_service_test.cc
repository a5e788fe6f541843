#include "services/journal/journal_service.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/log/position.h"
#include "libs/recording/testing/world.h"

namespace praksis::services {
namespace {

using recording::testing::IdOf;
using recording::testing::World;

// What was replied, if anything was yet. Copies hear the same.
template <typename T>
struct Heard {
  std::shared_ptr<std::optional<absl::StatusOr<T>>> replied =
      std::make_shared<std::optional<absl::StatusOr<T>>>();
  Reply<T> Hear() {
    return [replied = replied](absl::StatusOr<T> result) { *replied = std::move(result); };
  }
  bool any() const { return replied->has_value(); }
  const absl::StatusOr<T>& answer() const { return **replied; }
  std::string reason() const { return any() && !answer().ok() ? base::ReasonOf(answer().status()) : ""; }
};

class JournalServiceTest : public ::testing::Test {
 protected:
  // A fact that nothing is wrong with.
  static v1::Event Opened(int id) {
    v1::Event fact;
    fact.set_event_id(IdOf(id));
    fact.set_stream("case/1");
    fact.mutable_occurred_at()->mutable_date()->set_date("2025-03-03");
    fact.mutable_actor()->set_id("cw-17");
    fact.mutable_actor()->set_role(v1::CASEWORKER);
    fact.set_municipality("DK-360");
    fact.mutable_case_opened()->set_person_ref("p-1");
    fact.mutable_case_opened()->set_target_group("ACTIVITY_READY");
    fact.mutable_case_opened()->set_opened_on("2025-03-03");
    return fact;
  }
  static v1::Event Noted(int id) {
    v1::Event fact = Opened(id);
    fact.mutable_note_added()->set_text("all is well");
    return fact;
  }

  Heard<v1::RecordResponse> Record(const v1::Event& fact,
                                   std::optional<int64_t> expected_version = std::nullopt,
                                   absl::Time deadline = absl::InfiniteFuture()) {
    v1::RecordRequest request;
    *request.mutable_event() = fact;
    if (expected_version) request.set_expected_version(*expected_version);
    Heard<v1::RecordResponse> heard;
    journal_.Record(std::move(request), deadline, heard.Hear());
    world_.Pass();
    return heard;
  }
  Heard<v1::CheckResponse> Check(const v1::Event& fact,
                                 std::optional<int64_t> expected_version = std::nullopt) {
    v1::CheckRequest request;
    *request.mutable_event() = fact;
    if (expected_version) request.set_expected_version(*expected_version);
    Heard<v1::CheckResponse> heard;
    journal_.Check(std::move(request), absl::InfiniteFuture(), heard.Hear());
    world_.Pass();
    return heard;
  }

  World world_;
  JournalService journal_{world_.recorder(), codelists::Codelists::BuiltIn(), world_.clock,
                          world_.event_log(), absl::UTCTimeZone()};
};

TEST_F(JournalServiceTest, AnswersWithVersionTimeAndAPositionToReadItBackAt) {
  const auto heard = Record(Opened(1));
  ASSERT_TRUE(heard.any() && heard.answer().ok()) << heard.answer().status();
  const v1::RecordResponse& response = *heard.answer();
  EXPECT_EQ(response.version(), 1);
  EXPECT_FALSE(response.repeat());
  EXPECT_EQ(response.recorded_at().seconds(), absl::ToUnixSeconds(world_.clock.Now()));
  EXPECT_EQ(response.recorded_at().nanos(), world_.Stored("case/1").at(0).recorded_at().nanos());
  const auto position = log::DecodePosition(response.position(), world_.event_log().id(),
                                            world_.event_log().partition_count(), "position");
  ASSERT_TRUE(position.ok()) << position.status();
  EXPECT_EQ(position->next(log::PartitionOf(StreamId("case/1"), world_.event_log().partition_count())),
            Offset(1));

  const auto again = Record(Opened(1));
  EXPECT_TRUE(again.answer()->repeat());
  EXPECT_EQ(again.answer()->position(), response.position());
}

TEST_F(JournalServiceTest, AFactThatIsWrongInItselfNeverReachesTheRecorder) {
  v1::Event fact = Opened(1);
  fact.set_municipality("Lolland");
  fact.mutable_case_opened()->set_opened_on("2025-02-30");
  const auto heard = Record(fact);
  EXPECT_EQ(heard.reason(), "INVALID_FACT");
  EXPECT_EQ(base::BadRequestOf(heard.answer().status()).field_violations_size(), 2);
  EXPECT_EQ(Record(v1::Event()).answer().status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(world_.recorder().statistics().refused, 0);
}

TEST_F(JournalServiceTest, ExpectedVersionsArePassedOnAndNegativeOnesRefused) {
  EXPECT_EQ(Record(Opened(1), -1).reason(), "INVALID_FACT");
  EXPECT_TRUE(Record(Opened(1), 0).answer().ok());
  EXPECT_EQ(Record(Noted(2), 0).reason(), "CONCURRENT_CHANGE");
  EXPECT_TRUE(Record(Noted(2), 1).answer().ok());
}

TEST_F(JournalServiceTest, RefusalsOfTheRulesPassThrough) {
  EXPECT_EQ(Record(Noted(1)).reason(), "CASE_NOT_OPENED");
}

TEST_F(JournalServiceTest, WhereNoDeadlineIsSetTenSecondsAre) {
  // The log is busy with others for longer than that.
  const auto batches = static_cast<int>(recording::Options().batches_in_flight);
  for (int i = 0; i < batches; ++i) {
    world_.faults.fates.push_back({.delay = absl::Minutes(1)});
    Record(i == 0 ? Opened(2) : Noted(2 + i));
  }
  v1::RecordRequest request;
  *request.mutable_event() = Opened(1);
  Heard<v1::RecordResponse> patient;
  journal_.Record(request, absl::InfiniteFuture(), patient.Hear());
  world_.Pass(absl::Milliseconds(9'900));
  EXPECT_FALSE(patient.any());
  world_.Pass(absl::Milliseconds(200));
  EXPECT_EQ(patient.reason(), "DEADLINE");
}

TEST_F(JournalServiceTest, CheckSaysWhatRecordWouldAndRecordsNothing) {
  const auto acceptable = Check(Opened(1));
  ASSERT_TRUE(acceptable.answer()->has_acceptable());
  EXPECT_EQ(acceptable.answer()->acceptable().version(), 1);
  EXPECT_EQ(acceptable.answer()->acceptable().position(), "");
  EXPECT_TRUE(world_.Stored("case/1").empty());

  const auto refused = Check(Noted(2));
  ASSERT_TRUE(refused.answer()->has_refused());
  EXPECT_EQ(base::ReasonOf(base::FromRpcStatus(refused.answer()->refused())), "CASE_NOT_OPENED");
  EXPECT_EQ(refused.answer()->refused().code(), 9);

  v1::Event wrong = Opened(3);
  wrong.clear_municipality();
  const auto invalid = Check(wrong);
  ASSERT_TRUE(invalid.answer()->has_refused());
  const absl::Status refusal = base::FromRpcStatus(invalid.answer()->refused());
  EXPECT_EQ(base::ReasonOf(refusal), Record(wrong).reason());
  EXPECT_EQ(base::BadRequestOf(refusal).field_violations_size(), 1);
}

TEST_F(JournalServiceTest, CheckFailsOnlyWhereNothingCouldBeDecided) {
  world_.Pass();
  world_.faults.read = absl::UnavailableError("disk asleep");
  const auto heard = Check(Opened(1));
  EXPECT_EQ(heard.reason(), "LOG_UNAVAILABLE");
}

TEST_F(JournalServiceTest, WhatOnlyTheServerWritesComesFromTheServerAlone) {
  v1::Event own = Opened(1);
  own.set_stream("cycle/c");
  own.mutable_cases_selected()->set_selection_id("s");
  EXPECT_EQ(Record(own).reason(), "SERVER_WRITTEN");
  // From the server, and from a recorder that has looked at it, it is a fact like others: this one lacks
  // much.
  v1::RecordRequest request;
  *request.mutable_event() = own;
  Heard<v1::RecordResponse> heard;
  journal_.RecordOwn(request, absl::InfiniteFuture(), heard.Hear());
  EXPECT_EQ(heard.reason(), "INVALID_FACT");
  Heard<v1::RecordResponse> forwarded;
  journal_.RecordForwarded(request, false, absl::InfiniteFuture(), forwarded.Hear(), "");
  EXPECT_EQ(forwarded.reason(), "INVALID_FACT");
  *request.mutable_event() = Opened(2);
  Heard<v1::RecordResponse> recorded;
  journal_.RecordOwn(request, absl::InfiniteFuture(), recorded.Hear());
  world_.Pass();
  ASSERT_TRUE(recorded.any() && recorded.answer().ok()) << recorded.answer().status();
  EXPECT_EQ(recorded.answer()->version(), 1);
}

}  // namespace
}  // namespace praksis::services
