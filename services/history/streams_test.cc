// Reading streams that are no case, and what of them belongs to a case's history.
#include <gtest/gtest.h>

#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "google/protobuf/text_format.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/projection/testing/log_fixture.h"
#include "libs/readmodels/history_index.h"
#include "services/history/history_service.h"

namespace praksis::services {
namespace {

constexpr char kAboutA[] = R"(story_told { programme: "programme/p" staff_group: "g" before: "b" after: "a"
    success: STORY_SUCCESS_OBJECTIVE anonymity: STORY_ANONYMITY_ANONYMISED case_stream: "case/a" })";
constexpr char kAboutB[] = R"(story_told { programme: "programme/p" staff_group: "g" before: "b" after: "a"
    success: STORY_SUCCESS_OBJECTIVE anonymity: STORY_ANONYMITY_ANONYMISED case_stream: "case/b" })";

class StreamsTest : public ::testing::Test {
 protected:
  StreamsTest() {
    projection::Options options;
    options.directory = "history";
    options.in_memory = true;
    projection_ = projection::Projection::Open(fixture_.log(), domain::cases::CaseRules(), {},
                                               {&readmodels::HistoryIndexModel()}, options)
                      .value();
    service_ =
        std::make_unique<HistoryService>(*projection_, fixture_.log(), domain::cases::CaseRules(), clock_);
  }

  // An event on `day`, recorded `recorded_s` after 1970, of the stream's next version.
  void Record(const std::string& stream, const std::string& day, int64_t recorded_s,
              const std::string& body) {
    v1::Event event;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(body, &event)) << body;
    event.set_stream(stream);
    event.set_version(++versions_[stream]);
    event.set_event_id(base::StrCat(stream, "-", event.version()));
    event.set_municipality("DK-360");
    event.mutable_occurred_at()->mutable_date()->set_date(day);
    event.mutable_recorded_at()->set_seconds(recorded_s);
    fixture_.Append(event);
    for (int i = 0; i < fixture_.log().partition_count(); ++i) {
      while (projection_->Step(PartitionId(i)).value() > 0) {
      }
    }
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Ask(const Request& request,
                               void (HistoryService::*method)(const Request&, absl::Time,
                                                              Reply<EncodedCase>)) {
    std::optional<absl::StatusOr<Response>> answer;
    (service_.get()->*method)(request, absl::InfiniteFuture(), [&](absl::StatusOr<EncodedCase> response) {
      if (!response.ok()) {
        answer = response.status();
        return;
      }
      EXPECT_TRUE(answer.emplace(Response())->ParseFromString(response->bytes));
    });
    if (!answer.has_value()) return absl::InternalError("no answer yet");
    return *std::move(answer);
  }
  absl::StatusOr<v1::GetStreamResponse> Stream(const v1::GetStreamRequest& request) {
    return Ask<v1::GetStreamResponse>(request, &HistoryService::GetStream);
  }
  absl::StatusOr<v1::GetStreamResponse> Stream(const std::string& stream) {
    v1::GetStreamRequest request;
    request.set_stream(stream);
    return Stream(request);
  }
  // "story/s@2" of each event elsewhere about the case.
  std::vector<std::string> RelatedTo(const v1::GetCaseRequest& request) {
    const auto answer = Ask<v1::GetCaseResponse>(request, &HistoryService::GetCase);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> related;
    for (const v1::TimelineEntry& entry : answer->related()) {
      related.push_back(base::StrCat(entry.event().stream(), "@", entry.event().version()));
    }
    return related;
  }
  // "cycle/1@2 ADDED p-4 s-1 2025-04-02 anonymised" of each time that a cycle did something with the case.
  std::vector<std::string> LearntFrom(const v1::GetCaseRequest& request) {
    const auto answer = Ask<v1::GetCaseResponse>(request, &HistoryService::GetCase);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> all;
    for (const v1::LearntFrom& it : answer->learnt_from()) {
      std::string text = base::StrCat(
          it.cycle(), "@", it.version(), " ", v1::LearntFrom::Kind_Name(it.kind()), " ", it.placement_id(),
          " ", it.id(), " ", it.happened_on(), it.only_anonymised() ? " anonymised" : "");
      if (it.informant() != v1::INFORMANT_KIND_UNSPECIFIED) {
        text +=
            base::StrCat(" ", v1::InformantKind_Name(it.informant()).substr(std::strlen("INFORMANT_KIND_")));
      }
      all.push_back(std::move(text));
    }
    return all;
  }
  static v1::GetCaseRequest Case(const std::string& stream) {
    v1::GetCaseRequest request;
    request.set_stream(stream);
    return request;
  }
  void OpenCase(const std::string& stream) {
    Record(stream, "2025-01-02", 100,
           R"(case_opened { person_ref: "p" target_group: "YOUTH" opened_on: "2025-01-02" })");
  }

  projection::testing::LogFixture fixture_;
  base::ManualClock clock_{absl::FromUnixSeconds(1'000'000)};
  std::unique_ptr<projection::Projection> projection_;
  std::unique_ptr<HistoryService> service_;
  std::map<std::string, int64_t> versions_;
};

using Names = std::vector<std::string>;

TEST_F(StreamsTest, AStreamOfAnyKindIsShownWithWhatStandsOfIt) {
  Record("principle/p", "2025-02-01", 100,
         R"(principle_formulated { wording: "w" programme: "programme/p" })");
  Record("principle/p", "2025-02-02", 200, R"(principle_linked { story: "story/s" action: "a" })");
  Record("principle/p", "2025-02-03", 300, R"(event_voided { target_version: 2 reason: "r" })");
  const auto shown = Stream("principle/p");
  ASSERT_TRUE(shown.ok()) << shown.status();
  ASSERT_EQ(shown->timeline_size(), 3);
  EXPECT_EQ(shown->timeline(1).standing(), v1::TimelineEntry::VOIDED);
  EXPECT_EQ(shown->timeline(1).changed_by_version(), 3);
  EXPECT_NE(shown->position(), "");
}

TEST_F(StreamsTest, AStreamIsShownInBothTimes) {
  Record("programme/p", "2025-02-01", 100, R"(programme_opened { title: "t" stage: 1 })");
  Record("programme/p", "2025-03-01", 200, R"(learning_session_held { session_id: "s" })");
  v1::GetStreamRequest request;
  request.set_stream("programme/p");
  request.mutable_known_at()->set_seconds(150);
  EXPECT_EQ(Stream(request)->timeline_size(), 1);
  request.clear_known_at();
  request.set_happened_by("2025-02-28");
  EXPECT_EQ(Stream(request)->timeline_size(), 1);
}

TEST_F(StreamsTest, WhatIsNoStreamOrNotThereIsSaid) {
  EXPECT_EQ(base::ReasonOf(Stream("story/none").status()), "STREAM_NOT_FOUND");
  EXPECT_EQ(Stream("story/none").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(base::ReasonOf(Stream("nonsense").status()), "REQUEST_INVALID");
  v1::GetStreamRequest request;
  request.set_stream("tale/1");
  request.set_happened_by("2025-02-30");
  EXPECT_EQ(base::BadRequestOf(Stream(request).status()).field_violations_size(), 2);
}

TEST_F(StreamsTest, ACaseShowsTheStoriesAboutItAndWhatBecameOfThem) {
  OpenCase("case/a");
  OpenCase("case/b");
  Record("story/s", "2025-02-01", 200, kAboutA);
  Record("story/s", "2025-02-02", 300, R"(chief_action_identified { action_id: "a" wording: "w" })");
  Record("story/t", "2025-02-01", 200, kAboutB);
  Record("story/s", "2025-02-03", 400, "story_retracted { reason: STORY_RETRACTION_REASON_OTHER }");
  EXPECT_EQ(RelatedTo(Case("case/a")), (Names{"story/s@1", "story/s@2", "story/s@3"}));
  EXPECT_EQ(RelatedTo(Case("case/b")), Names{"story/t@1"});
}

TEST_F(StreamsTest, AStoryBelongsToTheCaseThatItIsSaidToBeAboutAndAsThatWasKnown) {
  OpenCase("case/a");
  OpenCase("case/b");
  Record("story/s", "2025-02-01", 200, kAboutA);
  Record("story/s", "2025-02-02", 300,
         base::StrCat("event_corrected { target_version: 1 reason: \"r\" replacement { ", kAboutB, " } }"));
  EXPECT_EQ(RelatedTo(Case("case/a")), Names{});
  EXPECT_EQ(RelatedTo(Case("case/b")), (Names{"story/s@1", "story/s@2"}));
  v1::GetCaseRequest then = Case("case/a");
  then.mutable_known_at()->set_seconds(250);
  EXPECT_EQ(RelatedTo(then), Names{"story/s@1"});
}

TEST_F(StreamsTest, AStoryThatWasTakenBackIsAboutNobody) {
  OpenCase("case/a");
  Record("story/s", "2025-02-01", 200, kAboutA);
  Record("story/s", "2025-02-02", 300, R"(event_voided { target_version: 1 reason: "r" })");
  EXPECT_EQ(RelatedTo(Case("case/a")), Names{});
}

constexpr char kChoice[] = R"(cases_selected { selection_id: "s-1"
    picks { learning_case { case_stream: "case/a" placement_id: "p-1" } only_anonymised: true
            runner_up { case_stream: "case/c" placement_id: "p-9" } }
    picks { learning_case { case_stream: "case/a" placement_id: "p-2" }
            twin { case_stream: "case/b" placement_id: "p-3" } } })";
constexpr char kOverride[] = R"(selection_overridden { selection_id: "s-1" reason: "r" only_anonymised: true
    removed { case_stream: "case/a" placement_id: "p-1" } added { case_stream: "case/b" placement_id: "p-4" } })";
constexpr char kInterviewAboutB[] =
    R"(interview_recorded { interview_id: "i-1" informant: INFORMANT_KIND_COMPANY
    learning_case { case_stream: "case/b" placement_id: "p-3" } })";

TEST_F(StreamsTest, ACaseShowsWhatLearningCyclesDidWithIt) {
  for (const char* stream : {"case/a", "case/b", "case/c"}) OpenCase(stream);
  Record("cycle/1", "2025-04-01", 200, kChoice);
  Record("cycle/1", "2025-04-02", 300, kOverride);
  Record("cycle/1", "2025-04-03", 400, kInterviewAboutB);
  Record("cycle/1", "2025-04-04", 500, R"(interview_recorded { interview_id: "i-2" anonymised: true })");
  EXPECT_EQ(LearntFrom(Case("case/a")),
            (Names{"cycle/1@1 CHOSEN p-1 s-1 2025-04-01 anonymised", "cycle/1@1 CHOSEN p-2 s-1 2025-04-01",
                   "cycle/1@2 REMOVED p-1 s-1 2025-04-02"}));
  EXPECT_EQ(LearntFrom(Case("case/b")), (Names{"cycle/1@1 CHOSEN_AS_TWIN p-3 s-1 2025-04-01",
                                               "cycle/1@2 ADDED p-4 s-1 2025-04-02 anonymised",
                                               "cycle/1@3 INTERVIEWED p-3 i-1 2025-04-03 COMPANY"}));
  EXPECT_EQ(LearntFrom(Case("case/c")), Names{}) << "who was not chosen is not learnt from";
  EXPECT_EQ(RelatedTo(Case("case/a")), Names{}) << "the events are about others, too";
}

TEST_F(StreamsTest, WhatCyclesDidWithACaseIsAsItStandsInBothTimes) {
  for (const char* stream : {"case/a", "case/b"}) OpenCase(stream);
  Record("cycle/1", "2025-04-01", 200, kChoice);
  Record("cycle/1", "2025-04-02", 300, kOverride);
  Record("cycle/1", "2025-04-03", 400, kInterviewAboutB);
  Record("cycle/1", "2025-04-05", 500, R"(event_voided { target_version: 2 reason: "r" })");
  Record("cycle/1", "2025-04-05", 600, R"(event_corrected { target_version: 3 reason: "r" replacement {
      occurred_at { date { date: "2025-04-06" } } interview_recorded { interview_id: "i-1"
      informant: INFORMANT_KIND_CITIZEN learning_case { case_stream: "case/a" placement_id: "p-2" } } } })");
  EXPECT_EQ(LearntFrom(Case("case/a")),
            (Names{"cycle/1@1 CHOSEN p-1 s-1 2025-04-01 anonymised", "cycle/1@1 CHOSEN p-2 s-1 2025-04-01",
                   "cycle/1@3 INTERVIEWED p-2 i-1 2025-04-06 CITIZEN"}));
  EXPECT_EQ(LearntFrom(Case("case/b")), Names{"cycle/1@1 CHOSEN_AS_TWIN p-3 s-1 2025-04-01"});
  v1::GetCaseRequest request = Case("case/a");
  request.set_happened_by("2025-04-05");
  EXPECT_EQ(LearntFrom(request).size(), 2U);
  request = Case("case/b");
  request.mutable_known_at()->set_seconds(450);
  EXPECT_EQ(LearntFrom(request).size(), 3U);
  request.mutable_known_at()->set_seconds(150);
  EXPECT_EQ(LearntFrom(request), Names{});
}

TEST_F(StreamsTest, WhatHappenedLaterToAStoryIsLeftOutWithTheRest) {
  OpenCase("case/a");
  Record("story/s", "2025-02-01", 200, kAboutA);
  Record("story/s", "2025-02-10", 300, R"(chief_action_identified { action_id: "a" wording: "w" })");
  v1::GetCaseRequest request = Case("case/a");
  request.set_happened_by("2025-02-09");
  EXPECT_EQ(RelatedTo(request), Names{"story/s@1"});
}

}  // namespace
}  // namespace praksis::services
