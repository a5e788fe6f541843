// Reading histories in both times, through a projection of a log in memory.
#include "services/history/history_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/testing/random_history.h"
#include "libs/log/position.h"
#include "libs/projection/testing/log_fixture.h"
#include "libs/readmodels/case_summaries.h"
#include "libs/readmodels/history_index.h"

namespace praksis::services {
namespace {

using projection::testing::LogFixture;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kCase[] = "case/2025-0114";

class HistoryTest : public ::testing::Test {
 protected:
  HistoryTest() {
    projection::Options options;
    options.directory = "history";
    options.in_memory = true;
    projection_ = projection::Projection::Open(fixture_.log(), domain::cases::CaseRules(), {},
                                               {&readmodels::HistoryIndexModel()}, options)
                      .value();
    service_ =
        std::make_unique<HistoryService>(*projection_, fixture_.log(), domain::cases::CaseRules(), clock_);
  }

  // A fact that happened on `day`, recorded `recorded_second` s after 1970.
  v1::Event Fact(const std::string& day, int64_t recorded_second) {
    v1::Event event;
    event.set_stream(kCase);
    event.set_version(++version_);
    event.set_event_id(base::StrCat("e-", version_));
    event.set_municipality("DK-360");
    event.mutable_occurred_at()->mutable_date()->set_date(day);
    event.mutable_recorded_at()->set_seconds(recorded_second);
    return event;
  }
  v1::Event Opened(const std::string& day, int64_t recorded_second) {
    v1::Event event = Fact(day, recorded_second);
    event.mutable_case_opened()->set_person_ref("p-1");
    event.mutable_case_opened()->set_target_group("ACTIVITY_READY");
    event.mutable_case_opened()->set_opened_on(day);
    return event;
  }
  void Record(const v1::Event& event) {
    fixture_.Append(event);
    Project();
  }
  void Project() {
    for (int i = 0; i < fixture_.log().partition_count(); ++i) {
      while (projection_->Step(PartitionId(i)).value() > 0) {
      }
    }
  }

  absl::StatusOr<v1::GetCaseResponse> GetCase(const v1::GetCaseRequest& request) {
    std::optional<absl::StatusOr<v1::GetCaseResponse>> answer;
    service_->GetCase(request, absl::InfiniteFuture(), [&](absl::StatusOr<EncodedCase> response) {
      if (!response.ok()) {
        answer = response.status();
        return;
      }
      EXPECT_TRUE(answer.emplace(v1::GetCaseResponse())->ParseFromString(response->bytes));
    });
    if (!answer.has_value()) return absl::InternalError("no answer yet");
    return *std::move(answer);
  }
  static v1::GetCaseRequest Asking(const std::string& stream = kCase) {
    v1::GetCaseRequest request;
    request.set_stream(stream);
    return request;
  }
  static std::vector<int64_t> Versions(const v1::GetCaseResponse& response) {
    std::vector<int64_t> versions;
    for (const v1::TimelineEntry& entry : response.timeline()) versions.push_back(entry.event().version());
    return versions;
  }

  LogFixture fixture_;
  base::ManualClock clock_{absl::FromUnixSeconds(1'000'000)};
  std::unique_ptr<projection::Projection> projection_;
  std::unique_ptr<HistoryService> service_;
  int64_t version_ = 0;
};

TEST_F(HistoryTest, ShowsWhereACaseStandsAndAllThatWasRecorded) {
  Record(Opened("2025-03-03", 100));
  v1::Event closed = Fact("2025-04-01", 200);
  closed.mutable_case_closed()->set_reason(v1::CaseClosed::JOB);
  closed.mutable_case_closed()->set_closed_on("2025-04-01");
  Record(closed);

  const auto response = GetCase(Asking());

  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->summary().status(), v1::CaseSummary::CLOSED);
  EXPECT_EQ(response->summary().version(), 2);
  EXPECT_THAT(Versions(*response), ElementsAre(1, 2));
  EXPECT_EQ(response->timeline(0).standing(), v1::TimelineEntry::STANDS);
  EXPECT_EQ(response->timeline(0).event().case_opened().opened_on(), "2025-03-03");
  EXPECT_EQ(response->position(), log::EncodePosition(fixture_.end(), fixture_.log().id()));
}

// Opened; offered (recorded at 200), which 300 corrects and 400 takes back.
class Corrected : public HistoryTest {
 protected:
  Corrected() {
    Record(Opened("2025-03-03", 100));
    v1::Event offered = Fact("2025-03-10", 200);
    *offered.mutable_placement_offered() = Offer("2025-04-01");
    Record(offered);
    v1::Event corrected = Fact("2025-03-20", 300);
    corrected.mutable_event_corrected()->set_target_version(2);
    auto& replacement = *corrected.mutable_event_corrected()->mutable_replacement();
    replacement.mutable_occurred_at()->mutable_date()->set_date("2025-03-12");
    *replacement.mutable_placement_offered() = Offer("2025-05-01");
    Record(corrected);
    v1::Event voided = Fact("2025-03-25", 400);
    voided.mutable_event_voided()->set_target_version(2);
    Record(voided);
  }
  static v1::PlacementOffered Offer(const std::string& start) {
    v1::PlacementOffered offered;
    offered.set_placement_id("pl-1");
    offered.mutable_terms()->set_planned_start(start);
    offered.mutable_terms()->set_planned_end("2025-06-01");
    return offered;
  }
};

TEST_F(Corrected, SaysWhatStillHoldsAndWhoChangedIt) {
  const auto response = GetCase(Asking());
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(Versions(*response), ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(response->timeline(1).standing(), v1::TimelineEntry::VOIDED);
  EXPECT_EQ(response->timeline(1).changed_by_version(), 4);
  EXPECT_THAT(response->summary().placements(), IsEmpty());
}

TEST_F(Corrected, AsKnownThenHasNoLaterCorrection) {
  v1::GetCaseRequest request = Asking();
  request.mutable_known_at()->set_seconds(299);
  auto response = GetCase(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(Versions(*response), ElementsAre(1, 2));
  EXPECT_EQ(response->timeline(1).standing(), v1::TimelineEntry::STANDS);
  ASSERT_EQ(response->summary().placements_size(), 1);
  EXPECT_EQ(response->summary().placements(0).terms().planned_start(), "2025-04-01");

  request.mutable_known_at()->set_seconds(300);
  response = GetCase(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->timeline(1).standing(), v1::TimelineEntry::CORRECTED);
  EXPECT_EQ(response->timeline(1).changed_by_version(), 3);
  EXPECT_EQ(response->summary().placements(0).terms().planned_start(), "2025-05-01");
}

TEST_F(Corrected, HappenedByGoesByTheCorrectedDay) {
  v1::GetCaseRequest request = Asking();
  request.mutable_known_at()->set_seconds(300);
  request.set_happened_by("2025-03-11");
  auto response = GetCase(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(Versions(*response), ElementsAre(1)) << "the offer is now known to be of the 12th";
  EXPECT_THAT(response->summary().placements(), IsEmpty());

  request.set_happened_by("2025-03-12");
  response = GetCase(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(Versions(*response), ElementsAre(1, 2, 3)) << "a correction comes with what it corrects";
  EXPECT_EQ(response->summary().placements_size(), 1);
}

TEST_F(Corrected, NothingIsKnownBeforeTheFirstRecording) {
  v1::GetCaseRequest request = Asking();
  request.mutable_known_at()->set_seconds(99);
  EXPECT_EQ(base::ReasonOf(GetCase(request).status()), "CASE_NOT_FOUND");
}

TEST_F(HistoryTest, DoesNotKnowACaseWithoutEvents) {
  Record(Opened("2025-03-03", 100));
  const absl::Status status = GetCase(Asking("case/2025-011")).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(base::ReasonOf(status), "CASE_NOT_FOUND");
}

TEST_F(HistoryTest, SaysEverythingThatIsWrongWithARequest) {
  v1::GetCaseRequest request = Asking("story/1");
  request.set_happened_by("2025-02-30");
  const absl::Status status = GetCase(request).status();
  EXPECT_EQ(base::ReasonOf(status), "REQUEST_INVALID");
  EXPECT_EQ(base::BadRequestOf(status).field_violations_size(), 2);
}

TEST_F(HistoryTest, RefusesATokenThatIsNone) {
  v1::GetCaseRequest request = Asking();
  request.set_at_least("yesterday");
  EXPECT_EQ(base::ReasonOf(GetCase(request).status()), "TOKEN_INVALID");
}

TEST_F(HistoryTest, WaitsForWhatTheCallerHasWritten) {
  fixture_.Append(Opened("2025-03-03", 100));
  v1::GetCaseRequest request = Asking();
  request.set_at_least(log::EncodePosition(fixture_.end(), fixture_.log().id()));
  std::optional<absl::StatusOr<EncodedCase>> answer;
  service_->GetCase(request, absl::InfiniteFuture(),
                    [&](absl::StatusOr<EncodedCase> response) { answer = std::move(response); });
  EXPECT_FALSE(answer.has_value());
  Project();
  ASSERT_TRUE(answer.has_value());
  EXPECT_TRUE(answer->ok()) << answer->status();
}

TEST_F(HistoryTest, WaitsFiveSecondsWithoutADeadline) {
  fixture_.Append(Opened("2025-03-03", 100));
  v1::GetCaseRequest request = Asking();
  request.set_at_least(log::EncodePosition(fixture_.end(), fixture_.log().id()));
  std::optional<absl::StatusOr<EncodedCase>> answer;
  service_->GetCase(request, absl::InfiniteFuture(),
                    [&](absl::StatusOr<EncodedCase> response) { answer = std::move(response); });
  projection_->ExpireWaits(clock_.Now() + absl::Milliseconds(4'999));
  EXPECT_FALSE(answer.has_value());
  projection_->ExpireWaits(clock_.Now() + absl::Seconds(5));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(base::ReasonOf(answer->status()), "NOT_CAUGHT_UP");
}

TEST_F(HistoryTest, ListsEventsByPages) {
  for (int i = 0; i < 5; ++i)
    Record(i == 0 ? Opened("2025-03-03", 100) : [&] {
      v1::Event event = Fact("2025-03-04", 100 + i);
      event.mutable_note_added()->set_text("called back");
      return event;
    }());
  v1::ListEventsRequest request;
  request.set_page_size(2);
  std::vector<int64_t> versions;
  for (int pages = 0; pages < 4; ++pages) {
    std::optional<absl::StatusOr<v1::ListEventsResponse>> answer;
    service_->ListEvents(
        request, absl::InfiniteFuture(),
        [&](absl::StatusOr<v1::ListEventsResponse> response) { answer = std::move(response); });
    ASSERT_TRUE(answer.has_value() && answer->ok()) << answer->status();
    for (const v1::Event& event : (*answer)->events()) versions.push_back(event.version());
    request.set_page_token((*answer)->next_page_token());
    if (request.page_token().empty()) break;
  }
  EXPECT_THAT(versions, ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(HistoryTest, RefusesWrongFilters) {
  v1::ListEventsRequest request;
  request.mutable_filter()->add_types("case_opend");
  request.set_page_size(1'001);
  std::optional<absl::Status> status;
  service_->ListEvents(request, absl::InfiniteFuture(),
                       [&](absl::StatusOr<v1::ListEventsResponse> response) { status = response.status(); });
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(base::BadRequestOf(*status).field_violations_size(), 2);
}

// What is asked about the present must be what folding the whole history gives, and the same as asking for
// now.
TEST_F(HistoryTest, AnswersAboutTheLastMomentAreThePresent) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const std::string stream = base::StrCat("case/r-", seed);
    const auto history = domain::cases::testing::RandomHistory(seed, 40, stream);
    for (const v1::Event& event : history) fixture_.Append(event);
    Project();
    const auto now = GetCase(Asking(stream));
    ASSERT_TRUE(now.ok()) << now.status();
    EXPECT_EQ(now->summary().SerializeAsString(),
              domain::cases::Summarize(domain::cases::Fold(history)).SerializeAsString());
    v1::GetCaseRequest request = Asking(stream);
    *request.mutable_known_at() = history.back().recorded_at();
    const auto known = GetCase(request);
    ASSERT_TRUE(known.ok()) << known.status();
    EXPECT_EQ(known->SerializeAsString(), now->SerializeAsString());
    // In the middle: as if nothing had been recorded since.
    const size_t half = history.size() / 2;
    *request.mutable_known_at() = history[half].recorded_at();
    const auto then = GetCase(request);
    ASSERT_TRUE(then.ok()) << then.status();
    const auto count = static_cast<size_t>(then->timeline_size());
    ASSERT_GE(count, half + 1);
    EXPECT_EQ(then->summary().SerializeAsString(),
              domain::cases::Summarize(domain::cases::Fold({history.begin(), history.begin() + count}))
                  .SerializeAsString());
  }
}

}  // namespace
}  // namespace praksis::services
