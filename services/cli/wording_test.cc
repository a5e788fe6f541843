// Cases, figures and choices in words.
#include "services/cli/wording.h"

#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/cli/figures_text.h"
#include "services/cli/problem.h"
#include "services/cli/selection_text.h"
#include "services/cli/timeline.h"

namespace praksis::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Terminal kScreen{.interactive = true, .colour = false, .width = 140};
constexpr Terminal kColourScreen{.interactive = true, .colour = true, .width = 140};
constexpr Terminal kPipe{};

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

Words English() { return {codelists::Codelists::BuiltIn(), "en"}; }
Words Danish() { return {codelists::Codelists::BuiltIn(), "da"}; }

constexpr char kInterrupted[] = R"(
  version: 5 occurred_at { date { date: "2025-02-28" } } recorded_at { seconds: 1742428800 } actor { id: "cw-17" }
  placement_interrupted {
    placement_id: "p1" last_day: "2025-02-28"
    reasons { voice: CITIZEN code: "TRANSPORT" } reasons { voice: COMPANY code: "NO_SHOW" } })";

TEST(InWords, TellsAnInterruptionWithEveryVoice) {
  EXPECT_EQ(
      InWords(Parse<v1::Event>(kInterrupted), English()),
      "placement p1 was interrupted on 2025-02-28: citizen says Transport, company says Did not show up");
}

TEST(InWords, CodesAreInTheChosenLanguage) {
  const auto event = Parse<v1::Event>(R"(case_opened { target_group: "JOB_READY" })");
  EXPECT_EQ(InWords(event, Danish()),
            "case opened, " + codelists::Codelists::BuiltIn().Label("target-group", "JOB_READY", "da"));
  EXPECT_NE(InWords(event, Danish()), InWords(event, English()));
}

TEST(InWords, EveryTypeOfFactHasWords) {
  const auto* body = v1::Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    v1::Event event;
    event.GetReflection()->MutableMessage(&event, body->field(i));
    EXPECT_FALSE(InWords(event, English()).empty()) << body->field(i)->name();
    EXPECT_EQ(TypeOf(event), body->field(i)->name());
  }
}

v1::GetCaseResponse SomeCase() {
  auto response = Parse<v1::GetCaseResponse>(R"(
    summary { stream: "case/demo-1" version: 6 status: OPEN municipality: "DK-360" target_group: "JOB_READY"
              opened_on: "2025-01-02" placements { placement_id: "p1" state: INTERRUPTED start: "2025-01-31"
              last_day: "2025-02-28" } }
    timeline { standing: VOIDED changed_by_version: 6
               event { version: 4 occurred_at { date { date: "2025-02-01" } } recorded_at { seconds: 1738368000 }
                       actor { id: "cw-17" } note_added { text: "wrong \033[2J case" } } })");
  auto* entry = response.add_timeline();
  *entry->mutable_event() = Parse<v1::Event>(kInterrupted);
  entry->set_standing(v1::TimelineEntry::STANDS);
  return response;
}

TEST(RenderCase, PutsTheSummaryOnTopAndMarksWhatWasTakenBackAndWhatCameLate) {
  const std::string text = RenderCase(SomeCase(), English(), kScreen);
  EXPECT_THAT(
      text, AllOf(HasSubstr("case/demo-1  open  DK-360  Job-ready  version 6"),
                  HasSubstr("p1 interrupted 2025-01-31 to 2025-02-28"), HasSubstr("taken back by version 6"),
                  HasSubstr("recorded 2025-03-20"), Not(HasSubstr("\x1b"))));
}

TEST(RenderCase, StrikesThroughWhatNoLongerHoldsWhereThereIsColour) {
  EXPECT_THAT(RenderCase(SomeCase(), English(), kColourScreen), HasSubstr("\x1b[9m"));
}

TEST(RenderCase, IsARowPerEventForPrograms) {
  EXPECT_EQ(RenderCase(SomeCase(), English(), kPipe),
            "4\t2025-02-01\tnote: wrong �[2J case\tcw-17\ttaken back by version 6\n"
            "5\t2025-02-28\tplacement p1 was interrupted on 2025-02-28: citizen says Transport, company says "
            "Did not "
            "show up\tcw-17\trecorded 2025-03-20\n");
}

TEST(RenderCase, SaysOfWhatWasRecordedElsewhereWhereThatIs) {
  auto response = SomeCase();
  *response.add_related() = Parse<v1::TimelineEntry>(R"(
    standing: STANDS event { stream: "story/s" version: 1 occurred_at { date { date: "2025-03-01" } }
      actor { id: "f-1" } story_told { title: "The greenhouse" programme: "programme/p" staff_group: "team-1"
      before: "At home." after: "At work." success: STORY_SUCCESS_BOTH } })");
  EXPECT_THAT(
      RenderCase(response, English(), kPipe),
      HasSubstr("1\t2025-03-01\tstory \"The greenhouse\" told by team-1 in programme/p: a success, both. "
                "Before: At home. After: At work.\tf-1\tstory/s\n"));
}

TEST(RenderStream, IsATimelineUnderTheStreamsName) {
  const auto response = Parse<v1::GetStreamResponse>(R"(
    timeline { standing: STANDS event { stream: "principle/p" version: 1
      occurred_at { date { date: "2025-03-01" } } actor { id: "f-1" }
      principle_formulated { wording: "Begin with what the person wants." } } }
    timeline { standing: VOIDED changed_by_version: 3 event { stream: "principle/p" version: 2
      occurred_at { date { date: "2025-03-02" } } actor { id: "f-1" }
      principle_linked { story: "story/s" action: "a-1" } } })");
  EXPECT_EQ(RenderStream(response, English(), kPipe),
            "1\t2025-03-01\tprinciple worded: Begin with what the person wants.\tf-1\t\n"
            "2\t2025-03-02\tlinked to action a-1 of story/s\tf-1\ttaken back by version 3\n");
  EXPECT_THAT(RenderStream(response, English(), kScreen), HasSubstr("principle/p  version 2\n\n"));
}

TEST(InWords, AFactOfAnyKindHasASentenceOfItsOwnUnlessItIsThePersonsOrTheServers) {
  const auto* body = v1::Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    v1::Event event;
    event.GetReflection()->MutableMessage(&event, body->field(i));
    const bool rest = body->field(i)->number() >= v1::Event::kErasureRequested;
    if (event.has_case_reopened()) continue;  // its type in words says it all
    EXPECT_EQ(InWords(event, English()) == Spoken(TypeOf(event)), rest) << body->field(i)->name();
  }
}

TEST(RenderFunnel, ShowsSuppressedCellsAsDotsAndSaysWhy) {
  const auto response = Parse<v1::GetFunnelResponse>(R"(
    steps { stage: OPENED reached { value: 1200 } furthest { value: 300 } share { value: 1 lower: 0.99 upper: 1 } }
    steps { stage: IN_WORK reached { suppressed: true } furthest { suppressed: true } share { suppressed: true } }
    metadata { definition: "Distinct cases." definition_revision: 1 as_of: "2025-12-31" suppressed_cells: 2 threshold: 5 })");
  const std::string text = RenderFunnel(response, kScreen);
  EXPECT_THAT(text,
              AllOf(HasSubstr("1,200"), HasSubstr("████"), HasSubstr("100.0 % (99.0–100.0)"), HasSubstr("·"),
                    HasSubstr("2 cells withheld, because they count fewer than 5 persons")));
  EXPECT_EQ(RenderFunnel(response, kPipe), "opened\t1,200\t300\t100.0 % (99.0–100.0)\nin work\t·\t·\t·\n");
}

TEST(RenderInterruptions, DrawsTheCurveAndPutsCompetingEndsInBrackets) {
  const auto response = Parse<v1::GetInterruptionsResponse>(R"(
    started { value: 40 } interrupted { value: 10 } running { value: 5 } voice: CITIZEN
    overall { day: 28 incidence { value: 0.1 lower: 0.05 upper: 0.2 } }
    curve { day: 28 incidence { value: 0.1 lower: 0.05 upper: 0.2 } }
    causes { code: "TRANSPORT" count { value: 10 } points { day: 28 incidence { value: 0.1 lower: 0.05 upper: 0.2 } } }
    causes { code: "GOT_JOB" competing: true count { value: 6 } points { day: 28 incidence { suppressed: true } } })");
  EXPECT_THAT(
      RenderInterruptions(response, English(), kScreen),
      AllOf(HasSubstr("40 started, 10 interrupted, 5 running. Reasons as the citizen gives them"),
            HasSubstr("┤"), HasSubstr("BY DAY 28"), HasSubstr("Transport"), HasSubstr("(Got a job)")));
}

TEST(CertificateInWords, SaysHowGoodAtLeast) {
  v1::SelectCasesResponse::Certificate certificate;
  certificate.set_proven_permille(973);
  EXPECT_EQ(CertificateInWords(certificate), "at least 97.3 % of the best possible");
  certificate.set_exact(true);
  EXPECT_THAT(CertificateInWords(certificate), HasSubstr("the best possible"));
}

TEST(RenderSelection, ExplainsPicksExclusionsAndRelaxations) {
  const auto response = Parse<v1::SelectCasesResponse>(R"(
    picks { municipality: "DK-360" pseudonym: "00ff00ff00ff00ff" anonymised: true gain_micros: 2500000 stands_for: -1
            features { reason_citizen: "TRANSPORT" duration_band: "28-55" } newly_shows: "reason_citizen=TRANSPORT" }
    certificate { proven_permille: 973 } coverage_permille: 812
    sites { municipality: "DK-360" universe: 6 candidates: 5 quota: 6 chosen: 1
            excluded { shorter_than_a_month: 1 } relaxations { criterion: "runs of at least 21 days" adds: 1 } })");
  EXPECT_THAT(
      RenderSelection(response, English(), kScreen),
      AllOf(HasSubstr("00ff00ff00ff00ff  DK-360  anonymised interviews only"),
            HasSubstr("shows for the first time: citizen: Transport"),
            HasSubstr("stands for fewer cases than may be shown"), HasSubstr("left out: 1 ran too short"),
            HasSubstr("would help: runs of at least 21 days (adds 1)"),
            HasSubstr("at least 97.3 % of the best possible"), HasSubstr("covers 81.2 %")));
}

TEST(RenderSelection, SaysWhatTheSearchLeftOut) {
  auto response = Parse<v1::SelectCasesResponse>("certificate { proven_permille: 712 }");
  EXPECT_THAT(RenderSelection(response, English(), kScreen), Not(HasSubstr("not all candidates")));
  response.mutable_certificate()->set_picks_cut_short(3);
  EXPECT_THAT(RenderSelection(response, English(), kScreen),
              HasSubstr("For 3 picks not all candidates were compared"));
}

TEST(Describe, PutsEveryViolatedFieldOnALineOfItsOwn) {
  const Problem problem =
      Understand(base::RefuseRequest("INVALID_FACT", {{"event.municipality", "is no municipality"},
                                                      {"event.case_opened.opened_on", "is no date"}}));
  const std::string text = Describe(problem, kScreen);
  EXPECT_THAT(text,
              AllOf(HasSubstr("INVALID_FACT: "), HasSubstr("\n  event.municipality: is no municipality\n"),
                    HasSubstr("\n  event.case_opened.opened_on: is no date\n")));
}

TEST(ExitCode, TellsWhatWasRefusedFromWhatCouldNotBeReached) {
  const auto code = [](absl::StatusCode status, std::string_view reason) {
    return ExitCodeOf(Understand(base::Refuse(status, reason, "…")));
  };
  EXPECT_EQ(code(absl::StatusCode::kFailedPrecondition, "CASE_CLOSED"), kFailed);
  EXPECT_EQ(code(absl::StatusCode::kUnavailable, "LOG_UNAVAILABLE"), kUnreachable);
  EXPECT_EQ(code(absl::StatusCode::kDeadlineExceeded, "DEADLINE"), kUnreachable);
  EXPECT_EQ(code(absl::StatusCode::kDeadlineExceeded, "CHOICE_TAKES_TOO_LONG"), kFailed);
  EXPECT_EQ(code(absl::StatusCode::kPermissionDenied, "OUTSIDE_SCOPE"), kUnreachable);
  EXPECT_EQ(code(absl::StatusCode::kPermissionDenied, "CONSENT_MISSING"), kFailed);
  EXPECT_EQ(ExitCodeOf(Understand(google::rpc::Status())), kOk);
}

TEST(Describe, SaysWhatToDoAboutAServerThatIsNotThere) {
  google::rpc::Status status;
  status.set_code(14);
  status.set_message("cannot reach the server at 127.0.0.1:7400: Connection refused");
  EXPECT_THAT(Describe(Understand(status), kScreen),
              AllOf(HasSubstr("127.0.0.1:7400"), HasSubstr("PRAKSIS_SERVER")));
}

}  // namespace
}  // namespace praksis::cli
