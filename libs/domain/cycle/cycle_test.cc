#include <gtest/gtest.h>

#include "libs/domain/cycle/cycle_rules.h"
#include "libs/domain/stream/testing/scenario.h"
#include "libs/domain/stream_states/cycle_state.pb.h"

namespace praksis::domain::cycles {
namespace {

using testing::Corrected;
using testing::On;
using testing::Scenario;
using testing::Voided;

constexpr char kChallenge[] = R"(challenge_identified { challenge: "INTERRUPTED_PLACEMENTS" wording: "w"
    sites: "DK-360" sites: "DK-376" })";
constexpr char kCriteria[] = "criteria_set { informants: INFORMANT_KIND_COMPANY }";

std::string Selecting(const std::string& id) {
  return "cases_selected { selection_id: \"" + id + R"("
      picks { learning_case { case_stream: "case/1" placement_id: "p" } site: "DK-360" }
      picks { learning_case { case_stream: "case/2" placement_id: "p" } site: "DK-376"
              only_anonymised: true } })";
}
std::string Case(const std::string& number) {
  return R"({ case_stream: "case/)" + number + R"(" placement_id: "p" })";
}
std::string Overriding(const std::string& what, const std::string& selection = "s") {
  return "selection_overridden { selection_id: \"" + selection + "\" reason: \"r\" " + what + " }";
}
std::string Guide(const std::string& id) {
  return "interview_guide_agreed { guide_id: \"" + id +
         R"(" questions { question_id: "q1" wording: "w" } questions { question_id: "q2" wording: "w" } })";
}
std::string Interview(const std::string& id, const std::string& about = "anonymised: true",
                      const std::string& answer = "q1", const std::string& site = "DK-360") {
  return "interview_recorded { interview_id: \"" + id +
         "\" guide_id: \"g\" informant: INFORMANT_KIND_COMPANY site: \"" + site +
         "\" answers { question_id: \"" + answer + "\" text: \"t\" } " + about + " }";
}
std::string Theme(const std::string& id, const std::string& evidence = "i") {
  return "theme_added { theme_id: \"" + id + "\" wording: \"w\" evidence: \"" + evidence + "\" }";
}
std::string Review(const std::string& theme = "t") {
  return R"(review_held { sites: "DK-360" participants: 5 central_themes: ")" + theme + "\" }";
}
std::string DevelopmentDay(const std::string& site, const std::string& more = "") {
  return "development_day_held { sites: \"" + site + "\" participants: 40 themes: \"t\" " + more + " }";
}
std::string Waiving(const std::string& step) {
  return "cycle_step_waived { step: CYCLE_STEP_" + step + " reason: \"r\" }";
}
constexpr char kCompleted[] = R"(cycle_closed { ending: CYCLE_ENDING_COMPLETED measures: "measure/m" })";
constexpr char kCompletedWithout[] = "cycle_closed { ending: CYCLE_ENDING_COMPLETED }";
constexpr char kAbandoned[] = R"(cycle_closed { ending: CYCLE_ENDING_ABANDONED reason: "r" })";

// A step a month, on its first day.
Scenario Unbegun() { return {CycleRules(), "cycle/c"}; }
Scenario Challenged() { return Unbegun().Given(On("2025-01-01", kChallenge)); }
Scenario WithCriteria() { return Challenged().Given(On("2025-02-01", kCriteria)); }
Scenario Chosen() { return WithCriteria().Given(On("2025-02-01", Selecting("s"))); }
Scenario Guided() { return Chosen().Given(On("2025-03-01", Guide("g"))); }
Scenario Interviewed() { return Guided().Given(On("2025-03-01", Interview("i"))); }
Scenario Thematised() { return Interviewed().Given(On("2025-03-01", Theme("t"))); }
Scenario Reviewed() { return Thematised().Given(On("2025-04-01", Review())); }
Scenario Presented() { return Reviewed().Given(On("2025-05-01", DevelopmentDay("DK-360"))); }

std::vector<std::string> EverythingAfterTheChallenge() {
  return {kCriteria,   Selecting("s2"),          Overriding("added " + Case("9")),
          Guide("g2"), Interview("i2"),          Theme("t2"),
          Review(),    DevelopmentDay("DK-376"), Waiving("IMPLEMENT_MEASURES"),
          kAbandoned};
}

TEST(Cycle, BeginsWithItsChallengeAndOnce) {
  for (const std::string& fact : EverythingAfterTheChallenge()) {
    Unbegun().When(On("2025-06-01", fact)).ThenRefused("CYCLE_NOT_STARTED", {{"cycle_id", "cycle/c"}});
    Challenged()
        .When(On("2024-12-31", fact))
        .ThenRefused("DATES_DISAGREE", {{"identified_on", "2025-01-01"}});
  }
  Challenged()
      .When(On("2025-01-02", kChallenge))
      .ThenRefused("CYCLE_EXISTS", {{"identified_on", "2025-01-01"}});
}

TEST(Cycle, TakesItsStepsInOrder) {
  const std::string two = "CYCLE_STEP_SELECT_INFORMANTS";
  const std::string three = two + ", CYCLE_STEP_INTERVIEW";
  const std::string four = three + ", CYCLE_STEP_REVIEW_WITH_STAFF_INVOLVED";
  const Scenario begun = WithCriteria();
  begun.When(On("2025-06-01", Guide("g"))).ThenRefused("STEP_NOT_REACHED", {{"open", two}});
  begun.When(On("2025-06-01", Interview("i"))).ThenRefused("STEP_NOT_REACHED", {{"open", two}});
  begun.When(On("2025-06-01", Theme("t"))).ThenRefused("STEP_NOT_REACHED", {{"open", two}});
  begun.When(On("2025-06-01", Review())).ThenRefused("STEP_NOT_REACHED", {{"open", three}});
  begun.When(On("2025-06-01", DevelopmentDay("DK-360"))).ThenRefused("STEP_NOT_REACHED", {{"open", four}});
  begun.When(On("2025-06-01", kCompleted))
      .ThenRefused("OPEN_STEPS", {{"open", four + ", CYCLE_STEP_PRESENT_TO_ALL_STAFF"}});
  Presented().When(On("2025-06-01", kCompleted)).ThenAccepted();
}

TEST(Cycle, TakesItsStepsOnDaysInOrder) {
  Chosen()
      .When(On("2025-01-31", Guide("g")))
      .ThenRefused("DATES_DISAGREE", {{"step_before_on", "2025-02-01"}, {"occurred_at", "2025-01-31"}});
  Thematised()
      .When(On("2025-02-28", Review()))
      .ThenRefused("DATES_DISAGREE", {{"step_before_on", "2025-03-01"}});
  Presented()
      .When(On("2025-04-30", kCompleted))
      .ThenRefused("DATES_DISAGREE", {{"latest_on", "2025-05-01"}, {"closed_on", "2025-04-30"}});
}

TEST(Cycle, SelectsByCriteriaThatHoldFromThenOn) {
  Challenged().When(On("2025-02-01", Selecting("s"))).ThenRefused("CRITERIA_MISSING");
  WithCriteria().When(On("2025-02-02", kCriteria)).ThenAccepted();
  Chosen().When(On("2025-02-02", kCriteria)).ThenRefused("CRITERIA_FIXED", {{"selection_id", "s"}});
}

TEST(Cycle, MaySelectAnewUntilTheFirstInterview) {
  Chosen().When(On("2025-02-02", Selecting("s"))).ThenRefused("SELECTION_EXISTS", {{"selection_id", "s"}});
  EXPECT_EQ(Guided().When(On("2025-03-02", Selecting("s2"))).ThenState<CycleState>().selection_ids_size(), 2);
  Interviewed().When(On("2025-03-02", Selecting("s2"))).ThenRefused("SELECTION_FIXED");
  Chosen()
      .Given(On("2025-03-01", Waiving("INTERVIEW")))
      .When(On("2025-03-02", Selecting("s2")))
      .ThenRefused("SELECTION_FIXED");
}

TEST(Cycle, LetsTheSelectionThatHoldsBeOverridden) {
  WithCriteria()
      .When(On("2025-02-02", Overriding("added " + Case("9"))))
      .ThenRefused("SELECTION_NOT_CURRENT", {{"selection_id", "s"}, {"current", ""}});
  Chosen()
      .When(On("2025-02-02", Overriding("added " + Case("9"), "other")))
      .ThenRefused("SELECTION_NOT_CURRENT", {{"selection_id", "other"}, {"current", "s"}});
  Chosen()
      .When(On("2025-02-02", Overriding("removed " + Case("9"))))
      .ThenRefused("CASE_NOT_CHOSEN", {{"case_stream", "case/9"}, {"placement_id", "p"}});
  Chosen().When(On("2025-02-02", Overriding("added " + Case("1")))).ThenRefused("CASE_CHOSEN");
  const auto state = Chosen()
                         .When(On("2025-02-02", Overriding("removed " + Case("1") + " added " + Case("9"))))
                         .ThenState<CycleState>();
  ASSERT_EQ(state.chosen_size(), 2);
  EXPECT_EQ(state.chosen(1).learning_case().case_stream(), "case/9");
  Reviewed()
      .When(On("2025-05-01", Overriding("added " + Case("9"))))
      .ThenRefused("INTERVIEWS_OVER", {{"reviewed_on", "2025-04-01"}});
}

constexpr char kWithConsent[] =
    R"(consent_id: "k" learning_case { case_stream: "case/1" placement_id: "p" })";

TEST(Cycle, DoesNotDropACaseThatWasInterviewed) {
  Guided()
      .Given(On("2025-03-01", Interview("i", kWithConsent)))
      .When(On("2025-03-02", Overriding("removed " + Case("1"))))
      .ThenRefused("CASE_INTERVIEWED", {{"case_stream", "case/1"}});
}

TEST(Cycle, InterviewsByAGuideAgreedBefore) {
  Chosen().When(On("2025-03-01", Interview("i"))).ThenRefused("GUIDE_UNKNOWN", {{"guide_id", "g"}});
  Guided().When(On("2025-03-02", Guide("g"))).ThenRefused("GUIDE_EXISTS", {{"guide_id", "g"}});
  Guided()
      .When(On("2025-03-01", Interview("i", "anonymised: true", "q9")))
      .ThenRefused("QUESTION_UNKNOWN", {{"question_id", "q9"}, {"known", "q1, q2"}});
  Guided()
      .When(On("2025-02-28", Interview("i")))
      .ThenRefused("DATES_DISAGREE", {{"guide_agreed_on", "2025-03-01"}, {"interview_id", "i"}});
  Guided()
      .When(On("2025-03-01", Interview("i", "anonymised: true", "q1", "SE-0482")))
      .ThenRefused("SITE_UNKNOWN", {{"site_id", "SE-0482"}, {"known", "DK-360, DK-376"}});
  Interviewed()
      .When(On("2025-03-02", Interview("i")))
      .ThenRefused("INTERVIEW_EXISTS", {{"interview_id", "i"}});
}

TEST(Cycle, InterviewsAnonymouslyOrByAConsent) {
  const std::string nameless = "learning_case " + Case("1");
  const std::string anonymous_only = R"(consent_id: "k" learning_case )" + Case("2");
  const std::string not_chosen = R"(consent_id: "k" learning_case )" + Case("9");
  Guided().When(On("2025-03-01", Interview("i", kWithConsent))).ThenAccepted();
  for (const std::string& about : {nameless, anonymous_only}) {
    Guided()
        .When(On("2025-03-01", Interview("i", about)))
        .ThenRefused("CONSENT_MISSING", {{"purpose", "LEARNING_INTERVIEW"}, {"interview_id", "i"}},
                     absl::StatusCode::kPermissionDenied);
  }
  Guided()
      .When(On("2025-03-01", Interview("i", not_chosen)))
      .ThenRefused("CASE_NOT_CHOSEN", {{"case_stream", "case/9"}});
  Challenged()
      .Given(On("2025-02-01", Waiving("SELECT_INFORMANTS")))
      .Given(On("2025-03-01", Guide("g")))
      .When(On("2025-03-01", Interview("i", not_chosen)))
      .ThenAccepted();
}

TEST(Cycle, RestsItsThemesOnItsInterviews) {
  Guided().When(On("2025-03-01", Theme("t"))).ThenRefused("INTERVIEW_UNKNOWN", {{"interview_id", "i"}});
  Interviewed()
      .When(On("2025-03-01", Theme("t", "elsewhere")))
      .ThenRefused("INTERVIEW_UNKNOWN", {{"interview_id", "elsewhere"}, {"known", "i"}});
  Interviewed()
      .Given(On("2025-03-20", Interview("late")))
      .When(On("2025-03-10", Theme("t", "late")))
      .ThenRefused("DATES_DISAGREE", {{"theme_id", "t"}, {"interview_held_on", "2025-03-20"}});
  EXPECT_EQ(Thematised().When(On("2025-03-02", Theme("t"))).ThenState<CycleState>().theme_ids_size(), 1)
      << "reported again it replaces the earlier";
  Interviewed()
      .Given(On("2025-03-02", Theme("t")))
      .When(Voided(5))
      .ThenRefused("CORRECTION_CONTRADICTS", {{"reason", "INTERVIEW_UNKNOWN"}});
}

TEST(Cycle, ReviewsAndPresentsThemesThatItHas) {
  Thematised()
      .When(On("2025-04-01", Review("u")))
      .ThenRefused("THEME_UNKNOWN", {{"theme_id", "u"}, {"known", "t"}});
  Thematised().When(On("2025-04-01", Review())).ThenAccepted();
  Reviewed().When(On("2025-04-02", Review())).ThenAccepted();
  Reviewed().When(On("2025-04-02", Interview("i2"))).ThenRefused("INTERVIEWS_OVER");
  Reviewed().When(On("2025-04-02", Guide("g2"))).ThenRefused("INTERVIEWS_OVER");
  Reviewed().When(On("2025-04-02", Theme("t2"))).ThenAccepted();
  Presented()
      .When(On("2025-05-02", Theme("t2")))
      .ThenRefused("THEMES_FIXED", {{"presented_on", "2025-05-01"}});
}

TEST(Cycle, HoldsItsDevelopmentDaysSiteBySite) {
  Presented()
      .When(On("2025-05-01", DevelopmentDay("DK-360")))
      .ThenRefused("DEVELOPMENT_DAY_EXISTS", {{"site", "DK-360"}, {"held_on", "2025-05-01"}});
  Presented().When(On("2025-05-01", DevelopmentDay("DK-376"))).ThenAccepted();
  Presented().When(On("2025-05-02", DevelopmentDay("DK-360"))).ThenAccepted();
  Reviewed()
      .When(On("2025-05-01", DevelopmentDay("SE-0482")))
      .ThenRefused("SITE_UNKNOWN", {{"site_id", "SE-0482"}});
}

TEST(Cycle, TakesEachProposalOnceAndForItsOwnThemes) {
  const std::string proposal = R"(proposals { proposal_id: "p" wording: "w" themes: "t" })";
  Reviewed()
      .Given(On("2025-05-01", DevelopmentDay("DK-360", proposal)))
      .When(On("2025-05-02", DevelopmentDay("DK-376", proposal)))
      .ThenRefused("PROPOSAL_EXISTS", {{"proposal_id", "p"}});
  Reviewed()
      .When(On("2025-05-01",
               DevelopmentDay("DK-360", R"(proposals { proposal_id: "p" wording: "w" themes: "u" })")))
      .ThenRefused("THEME_UNKNOWN", {{"theme_id", "u"}});
}

TEST(Cycle, WaivesAStepInItsTurnAndThenTakesNothingOfIt) {
  Challenged()
      .When(On("2025-02-01", Waiving("INTERVIEW")))
      .ThenRefused("STEP_NOT_REACHED",
                   {{"step", "CYCLE_STEP_INTERVIEW"}, {"open", "CYCLE_STEP_SELECT_INFORMANTS"}});
  Chosen()
      .When(On("2025-02-02", Waiving("SELECT_INFORMANTS")))
      .ThenRefused("STEP_DONE", {{"step", "CYCLE_STEP_SELECT_INFORMANTS"}, {"done_on", "2025-02-01"}});
  const Scenario waived = Challenged().Given(On("2025-02-01", Waiving("SELECT_INFORMANTS")));
  for (const std::string& fact : {std::string(kCriteria), Selecting("s"), Overriding("added " + Case("9")),
                                  Waiving("SELECT_INFORMANTS")}) {
    waived.When(On("2025-02-02", fact))
        .ThenRefused("STEP_WAIVED", {{"step", "CYCLE_STEP_SELECT_INFORMANTS"}, {"waived_on", "2025-02-01"}});
  }
  waived.When(On("2025-02-02", Guide("g"))).ThenAccepted();
  const Scenario unasked = waived.Given(On("2025-03-01", Waiving("INTERVIEW")));
  for (const std::string& fact : {Guide("g"), Interview("i"), Theme("t")}) {
    unasked.When(On("2025-03-02", fact)).ThenRefused("STEP_WAIVED", {{"step", "CYCLE_STEP_INTERVIEW"}});
  }
  const Scenario unpresented = Thematised()
                                   .Given(On("2025-04-01", Waiving("REVIEW_WITH_STAFF_INVOLVED")))
                                   .Given(On("2025-05-01", Waiving("PRESENT_TO_ALL_STAFF")));
  unpresented.When(On("2025-05-02", Review())).ThenRefused("STEP_WAIVED");
  unpresented.When(On("2025-05-02", DevelopmentDay("DK-360"))).ThenRefused("STEP_WAIVED");
  unpresented.When(On("2025-06-01", kCompleted)).ThenAccepted();
}

TEST(Cycle, IsCompletedWithMeasuresOrWithTheirStepWaived) {
  Presented().When(On("2025-06-01", kCompletedWithout)).ThenRefused("MEASURES_MISSING");
  const Scenario without = Presented().Given(On("2025-06-01", Waiving("IMPLEMENT_MEASURES")));
  without.When(On("2025-06-01", kCompletedWithout)).ThenAccepted();
  without.When(On("2025-06-01", kCompleted))
      .ThenRefused("STEP_WAIVED", {{"step", "CYCLE_STEP_IMPLEMENT_MEASURES"}});
}

TEST(Cycle, MayBeAbandonedAtAnyStep) {
  for (const Scenario& given : {Challenged(), WithCriteria(), Guided(), Thematised(), Presented()}) {
    given.When(On("2025-06-01", kAbandoned)).ThenAccepted();
  }
}

TEST(Cycle, OnceClosedTakesOnlyCorrections) {
  const Scenario closed = Presented().Given(On("2025-06-01", kCompleted));
  for (const std::string& fact : EverythingAfterTheChallenge()) {
    closed.When(On("2025-06-02", fact))
        .ThenRefused("CYCLE_CLOSED",
                     {{"closed_on", "2025-06-01"}, {"allowed", "event_corrected, event_voided"}});
  }
  closed.When(Corrected(4, Guide("g"))).ThenAccepted();
  closed.When(Voided(9)).ThenAccepted();  // the closing
}

TEST(Cycle, WhoseOnlySelectionIsTakenBackHasNotTakenThatStep) {
  Guided().When(Voided(3)).ThenRefused("CORRECTION_CONTRADICTS",
                                       {{"version", "4"}, {"reason", "STEP_NOT_REACHED"}});
  Chosen().Given(Voided(3)).When(On("2025-02-02", kCriteria)).ThenAccepted();
}

TEST(Cycle, DoesNotHaveItsSelectionCorrectedByAClient) {
  Chosen().When(Corrected(3, kCriteria)).ThenRefused("REPLACEMENT_TYPE_DIFFERS");
}

}  // namespace
}  // namespace praksis::domain::cycles
