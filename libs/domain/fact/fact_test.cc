#include "libs/domain/fact/fact.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "google/protobuf/unknown_field_set.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/check_plan.h"

namespace praksis::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

constexpr char kToday[] = "2025-03-14";

Circumstances Today() { return {.today = *base::ParseDay(kToday)}; }

// A good envelope for a stream, with the body given in text format.
v1::Event Fact(const std::string& stream, const std::string& body) {
  v1::Event fact;
  const std::string text = base::StrCat(R"(
      event_id: "01956a2c-7b00-7000-8000-000000000001" stream: ")",
                                        stream, R"("
      occurred_at { date { date: "2025-03-03" } }
      actor { id: "cw-17" role: CASEWORKER } municipality: "DK-360" )",
                                        body);
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &fact)) << text;
  return fact;
}

v1::Event CaseFact(const std::string& body) { return Fact("case/demo-1", body); }

v1::Event Opened() {
  return CaseFact(
      R"(case_opened { person_ref: "p-1" target_group: "ACTIVITY_READY" opened_on: "2025-03-03" })");
}

absl::Status Validate(const v1::Event& fact) {
  return ValidateFact(fact, codelists::Codelists::BuiltIn(), Today());
}

// "field: description" of each violation.
std::vector<std::string> Violations(const v1::Event& fact) {
  std::vector<std::string> violations;
  const google::rpc::BadRequest bad_request = base::BadRequestOf(Validate(fact));
  for (const auto& violation : bad_request.field_violations()) {
    violations.push_back(violation.field() + ": " + violation.description());
  }
  return violations;
}

// Exactly one violation, of this field.
void ExpectOnly(const v1::Event& fact, const std::string& field, const std::string& part = "") {
  const std::vector<std::string> violations = Violations(fact);
  ASSERT_EQ(violations.size(), 1U) << fact.ShortDebugString() << "\n" << ::testing::PrintToString(violations);
  EXPECT_EQ(violations[0].substr(0, violations[0].find(": ")), field);
  EXPECT_THAT(violations[0], HasSubstr(part));
  EXPECT_EQ(Validate(fact).code(), absl::StatusCode::kInvalidArgument);
}

void ExpectValid(const v1::Event& fact) {
  EXPECT_TRUE(Validate(fact).ok()) << Validate(fact) << "\n" << fact.ShortDebugString();
}

constexpr char kTerms[] = R"(terms {
    company { scheme: "DK-CVR" number: "10150817" } industry: "47.11" occupation: "5223" type: TRAINEESHIP
    planned_start: "2025-03-10" planned_end: "2025-06-06" minutes_per_week: 1110 })";

TEST(ValidateFact, AcceptsAFactThatIsInOrder) {
  ExpectValid(Opened());
  ExpectValid(CaseFact(base::StrCat("placement_offered { placement_id: \"p-1\" ", kTerms, "}")));
}

TEST(ValidateFact, SaysEverythingThatIsWrongAtOnce) {
  v1::Event fact =
      CaseFact(R"(case_opened { target_group: "NOBODY" opened_on: "2025-02-30" distance_from_market: 6 })");
  fact.set_event_id("x");
  fact.clear_actor();
  const absl::Status refused = Validate(fact);
  EXPECT_EQ(base::ReasonOf(refused), "INVALID_FACT");
  EXPECT_THAT(
      Violations(fact),
      UnorderedElementsAre(
          "event.event_id: \"x\" is not a UUID of version 7 in lower case", "event.actor: is required",
          "event.case_opened.person_ref: is required",
          "event.case_opened.target_group: \"NOBODY\" is no code of the list target-group (revision 1)",
          "event.case_opened.opened_on: \"2025-02-30\" is not a date, YYYY-MM-DD, that exists, from "
          "1900-01-01 to "
          "2200-12-31",
          "event.case_opened.distance_from_market: 6 is not from 0 to 5"));
}

TEST(ValidateFact, EveryRequiredFieldOfTheEnvelopeIsRequired) {
  v1::Event fact = Opened();
  fact.clear_event_id();
  ExpectOnly(fact, "event.event_id", "is required");
  fact = Opened();
  fact.clear_stream();
  ExpectOnly(fact, "event.stream", "is required");
  fact = Opened();
  fact.clear_occurred_at();
  ExpectOnly(fact, "event.occurred_at", "is required");
  fact = Opened();
  fact.mutable_occurred_at()->clear_date();
  ExpectOnly(fact, "event.occurred_at.when", "exactly one");
  fact = Opened();
  fact.mutable_actor()->clear_role();
  ExpectOnly(fact, "event.actor.role", "is required");
  fact = Opened();
  fact.clear_municipality();
  ExpectOnly(fact, "event.municipality", "is required");
  fact = Opened();
  fact.clear_body();
  ExpectOnly(fact, "event.body", "exactly one");
}

TEST(ValidateFact, OutputOnlyFieldsAreNotLookedAt) {
  v1::Event fact = Opened();
  fact.set_version(-7);
  fact.mutable_schema()->set_type("anything");
  fact.mutable_recorded_at()->set_nanos(-1);
  fact.mutable_actor()->set_authenticated(static_cast<v1::Authentication>(77));
  ExpectValid(fact);
}

TEST(ValidateFact, AnEnumMustHaveAValueThatThisReleaseKnows) {
  v1::Event fact = Opened();
  fact.mutable_actor()->set_role(static_cast<v1::ActorRole>(77));
  ExpectOnly(fact, "event.actor.role", "77 is a value that this release does not know");
  fact = Opened();
  fact.set_purpose(static_cast<v1::ProcessingPurpose>(77));
  ExpectOnly(fact, "event.purpose", "77");
  fact.set_purpose(v1::PROCESSING_PURPOSE_UNSPECIFIED);
  ExpectValid(fact);
}

TEST(ValidateFact, AnUnknownFieldIsRefusedWhereverItIs) {
  v1::Event fact = Opened();
  fact.GetReflection()->MutableUnknownFields(&fact)->AddVarint(999, 1);
  ExpectOnly(fact, "event.999", "does not know");
  fact = Opened();
  auto* opened = fact.mutable_case_opened();
  opened->GetReflection()->MutableUnknownFields(opened)->AddVarint(77, 1);
  ExpectOnly(fact, "event.case_opened.77", "does not know");
  fact = Opened();
  fact.clear_occurred_at();
  auto* instant = fact.mutable_occurred_at()->mutable_instant();
  instant->GetReflection()->MutableUnknownFields(instant)->AddVarint(77, 1);
  ExpectOnly(fact, "event.occurred_at.instant");
}

TEST(ValidateFact, TextIsUtf8AndHasALimit) {
  v1::Event fact = CaseFact("note_added { }");
  ExpectOnly(fact, "event.note_added.text", "is required");
  fact.mutable_note_added()->set_text(std::string(10'000, 'x'));
  ExpectValid(fact);
  fact.mutable_note_added()->set_text(std::string(10'001, 'x'));
  ExpectOnly(fact, "event.note_added.text", "at most 10000");
  fact.mutable_note_added()->set_text("Ærø, שלום, 😀");
  ExpectValid(fact);
  for (const std::string bad :
       {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\xe2\x82", "\xf8\x88\x80\x80\x80"}) {
    fact.mutable_note_added()->set_text(bad);
    ExpectOnly(fact, "event.note_added.text", "UTF-8");
  }
  fact.mutable_note_added()->set_text(std::string("a\0b", 3));
  ExpectOnly(fact, "event.note_added.text", "NUL");
}

TEST(ValidateFact, WithoutALimitOfItsOwnATextHas256BytesAndAPersonalOne10000) {
  v1::Event fact =
      Fact("programme/p", R"(programme_opened { kind: PROGRAMME_KIND_LEARNING_CASES title: "t" stage: 1 })");
  ExpectValid(fact);
  fact.mutable_programme_opened()->set_title(std::string(257, 'x'));
  ExpectOnly(fact, "event.programme_opened.title", "at most 256");
  fact = CaseFact(R"(consent_withdrawn { consent_id: "c" })");
  fact.mutable_consent_withdrawn()->set_reason(std::string(10'001, 'x'));
  ExpectOnly(fact, "event.consent_withdrawn.reason", "at most 10000");
}

TEST(ValidateFact, DoesNotRepeatPersonalTextInItsMessages) {
  v1::Event fact = Opened();
  fact.mutable_case_opened()->set_language("Jane Doe");
  ExpectOnly(fact, "event.case_opened.language", "is not a language tag");
  EXPECT_THAT(Violations(fact), Not(ElementsAre(HasSubstr("Jane"))));
}

TEST(ValidateFact, ShowsWhatWasSentSafelyAndShort) {
  v1::Event fact = Opened();
  fact.set_municipality(std::string("\x01\xff") + std::string(200, 'y'));
  ExpectOnly(fact, "event.municipality", "\"??yyyy");
  EXPECT_LT(Violations(fact)[0].size(), 200U);
}

TEST(ValidateFact, ANumberWithPresenceMayBeZeroAndMustBeGiven) {
  v1::Event fact =
      Fact("experiment/e",
           R"(language_observed { unit_id: "u" setting: "TEAM_MEETING" positive: 0 negative: 0 })");
  ExpectValid(fact);
  fact.mutable_language_observed()->clear_negative();
  ExpectOnly(fact, "event.language_observed.negative", "is required");
  fact.mutable_language_observed()->set_negative(-1);
  ExpectOnly(fact, "event.language_observed.negative", "-1 is not from 0 to 100000");
}

TEST(ValidateFact, ANumberWithoutPresenceIsLeftOutAtZero) {
  v1::Event fact =
      Fact("workshop/w",
           R"(workshop_held { theme: "t" places { name: "Avilés" } partners { partner: "a" name: "A" } })");
  ExpectValid(fact);
  fact.mutable_workshop_held()->set_minutes(14401);
  ExpectOnly(fact, "event.workshop_held.minutes");
  fact = CaseFact(R"(subjective_success_reported { })");
  ExpectOnly(fact, "event.subjective_success_reported.satisfaction", "is required");
}

TEST(ValidateFact, ElementsOfRepeatedFieldsAreCheckedOneByOne) {
  v1::Event fact =
      Fact("cycle/c",
           R"(theme_added { theme_id: "t" wording: "w" evidence: "i-1" evidence: "" evidence: "no id" })");
  EXPECT_THAT(Violations(fact),
              ElementsAre("event.theme_added.evidence[1]: is empty; leave the element out",
                          HasSubstr("event.theme_added.evidence[2]: \"no id\" is not an identifier")));
  fact.mutable_theme_added()->clear_evidence();
  for (int i = 0; i < 1001; ++i) fact.mutable_theme_added()->add_evidence("i");
  ExpectOnly(fact, "event.theme_added.evidence", "at most 1000");
}

TEST(ValidateFact, TheStreamMustBeOfTheKindThatTheBodyBelongsTo) {
  v1::Event fact = Opened();
  fact.set_stream("story/demo-1");
  ExpectOnly(fact, "event.stream", "belongs to a stream of kind case");
  fact.set_stream("nothing/demo-1");
  ExpectOnly(fact, "event.stream", "no kind of stream");
  fact.set_stream("case/");
  ExpectOnly(fact, "event.stream", "is not a stream");
  fact.set_stream("case/demo/1");
  ExpectOnly(fact, "event.stream", "is not a stream");
  ExpectValid(Fact("cycle/c-1", R"(event_voided { target_version: 1 reason: "r" })"));
  ExpectOnly(Fact("cycles/c-1", R"(event_voided { target_version: 1 reason: "r" })"), "event.stream");
}

TEST(ValidateFact, AFieldThatNamesAStreamMustNameOneOfItsKind) {
  ExpectOnly(
      Fact(
          "staff/s",
          R"(staff_trained { method: "COACHING_DIALOGUE" trained_on: "2025-01-10" role: "COACH" workshop: "case/c" })"),
      "event.staff_trained.workshop", "no stream of kind workshop");
}

TEST(ValidateFact, WhatOnlyTheServerWritesIsNotAcceptedFromAClient) {
  for (const v1::Event& fact :
       {Fact("cycle/c", "cases_selected { }"), Fact("measure/m", "measure_evaluated { }"),
        Fact("subject/s", "subject_erased { }"), Fact("access/a", "record_read { }")}) {
    EXPECT_EQ(base::ReasonOf(Validate(fact)), "SERVER_WRITTEN");
    EXPECT_EQ(Validate(fact).code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(ValidateFact, WhatTheServerWritesIsCheckedLikeAnyFact) {
  const auto validate = [](const std::string& stream, const std::string& body) {
    return ValidateOwnFact(Fact(stream, body), codelists::Codelists::BuiltIn(), Today());
  };
  EXPECT_EQ(base::ReasonOf(validate("cycle/c", "cases_selected { }")), "INVALID_FACT");
  EXPECT_TRUE(validate("measure/m", R"(measure_evaluated { evaluation_id: "e" confidence_percent: 95
      verdict: MEASURE_VERDICT_NOT_ENOUGH_DATA position: "p" definition_revision: 1 })")
                  .ok());
  EXPECT_EQ(
      base::ReasonOf(validate("cycle/c", R"(measure_evaluated { evaluation_id: "e" confidence_percent: 95
      verdict: MEASURE_VERDICT_NOT_ENOUGH_DATA position: "p" definition_revision: 1 })")),
      "INVALID_FACT");
}

TEST(ValidateFact, ADayTooFarAheadIsOutOfRange) {
  v1::Event fact = CaseFact(R"(occupation_ended { occupation_id: "o" last_day: "2025-03-15" })");
  ExpectValid(fact);
  fact.mutable_occupation_ended()->set_last_day("2025-03-16");
  const absl::Status refused = Validate(fact);
  EXPECT_EQ(refused.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(base::ReasonOf(refused), "TOO_FAR_AHEAD");
  const auto details = base::ErrorInfoOf(refused)->metadata();
  EXPECT_EQ(details.at("field"), "event.occupation_ended.last_day");
  EXPECT_EQ(details.at("day"), "2025-03-16");
  EXPECT_EQ(details.at("latest"), "2025-03-15");
}

TEST(ValidateFact, WhatIsPlannedMayLieThreeYearsAhead) {
  v1::Event fact = CaseFact(R"(placement_extended { placement_id: "p" planned_end: "2028-03-16" })");
  ExpectValid(fact);  // 1098 days ahead
  fact.mutable_placement_extended()->set_planned_end("2028-03-17");
  EXPECT_EQ(base::ReasonOf(Validate(fact)), "TOO_FAR_AHEAD");
}

TEST(ValidateFact, OccurredAtMustNotLieAheadAsADateOrAsAnInstant) {
  v1::Event fact = Opened();
  fact.mutable_occurred_at()->mutable_date()->set_date("2026-03-03");
  EXPECT_EQ(base::ReasonOf(Validate(fact)), "TOO_FAR_AHEAD");
  fact.mutable_occurred_at()->mutable_instant()->set_seconds((Today().today + 1) * int64_t{86'400});
  ExpectValid(fact);
  fact.mutable_occurred_at()->mutable_instant()->set_seconds((Today().today + 2) * int64_t{86'400});
  EXPECT_EQ(base::ReasonOf(Validate(fact)), "TOO_FAR_AHEAD");
  fact.mutable_occurred_at()->mutable_instant()->set_seconds(int64_t{1} << 60);
  ExpectOnly(fact, "event.occurred_at.instant");
}

TEST(ValidateFact, WhatIsWrongIsSaidBeforeWhatLiesTooFarAhead) {
  v1::Event fact = Opened();
  fact.mutable_case_opened()->set_opened_on("2026-03-03");
  fact.clear_municipality();
  EXPECT_EQ(base::ReasonOf(Validate(fact)), "INVALID_FACT");
}

v1::Event Referral() {
  return CaseFact(
      R"(referral_made { referral_id: "r" from_organisation: "a" to_organisation: "b" service: "COACHING"
                                     resources { kind: "SKILL" text: "drives a fork-lift truck" } })");
}

TEST(ValidateFact, AReferralWordsResourcesFirst) {
  ExpectValid(Referral());
  v1::Event fact = Referral();
  fact.mutable_referral_made()->clear_resources();
  ExpectOnly(fact, "event.referral_made.resources", "word at least one resource");
  EXPECT_EQ(base::ReasonOf(Validate(fact)), "RESOURCES_REQUIRED");
  fact.mutable_referral_made()->clear_service();
  EXPECT_EQ(base::ReasonOf(Validate(fact)), "RESOURCES_REQUIRED") << "whatever else is wrong";
  EXPECT_THAT(Violations(fact), ElementsAre(HasSubstr("resources"), HasSubstr("service")));
}

TEST(ValidateFact, AReferralHasAtMostTwentyResourcesAndIsAnsweredAfterItIsMade) {
  v1::Event fact = Referral();
  while (fact.referral_made().resources_size() < 20)
    *fact.mutable_referral_made()->add_resources() = fact.referral_made().resources(0);
  ExpectValid(fact);
  *fact.mutable_referral_made()->add_resources() = fact.referral_made().resources(0);
  ExpectOnly(fact, "event.referral_made.resources", "at most 20");
  fact = Referral();
  fact.mutable_referral_made()->set_respond_by("2025-03-02");
  ExpectOnly(fact, "event.referral_made.respond_by", "2025-03-02 is before occurred_at 2025-03-03");
}

TEST(ValidateFact, AnAmendmentChangesSomething) {
  v1::Event fact = CaseFact(R"(referral_amended { referral_id: "r" })");
  ExpectOnly(fact, "event.referral_amended", "changes nothing");
  fact.mutable_referral_amended()->set_respond_by("2025-04-01");
  ExpectValid(fact);
}

TEST(ValidateFact, AConsentIsNotOverBeforeItIsGiven) {
  v1::Event fact =
      CaseFact(R"(consent_given { consent_id: "c" purpose: RESEARCH valid_until: "2025-03-03" })");
  ExpectValid(fact);
  fact.mutable_consent_given()->set_valid_until("2025-03-02");
  ExpectOnly(fact, "event.consent_given.valid_until");
}

TEST(ValidateFact, APlacementsPlannedEndIsNotBeforeItsPlannedStart) {
  v1::Event fact = CaseFact(base::StrCat("placement_offered { placement_id: \"p-1\" ", kTerms, "}"));
  fact.mutable_placement_offered()->mutable_terms()->set_planned_end("2025-03-10");
  ExpectValid(fact);
  fact.mutable_placement_offered()->mutable_terms()->set_planned_end("2025-03-09");
  ExpectOnly(fact, "event.placement_offered.terms.planned_end",
             "2025-03-09 is before planned_start 2025-03-10");
}

TEST(ValidateFact, AStartBringsTermsExactlyWhereItIsTakenOver) {
  ExpectValid(CaseFact(R"(placement_started { placement_id: "p" start: "2025-03-10" })"));
  ExpectOnly(CaseFact(R"(placement_started { placement_id: "p" start: "2025-03-10" taken_over: true })"),
             "event.placement_started.terms", "is required");
  v1::Event fact =
      CaseFact(base::StrCat("placement_started { placement_id: \"p\" start: \"2025-03-10\" ", kTerms, "}"));
  ExpectOnly(fact, "event.placement_started.terms", "must be left out unless taken_over is set");
  fact.mutable_placement_started()->set_taken_over(true);
  ExpectValid(fact);
  fact.mutable_placement_started()->mutable_terms()->set_planned_start("2025-03-01");
  fact.mutable_placement_started()->mutable_terms()->set_planned_end("2025-03-09");
  ExpectOnly(fact, "event.placement_started.start", "after terms.planned_end");
}

TEST(ValidateFact, AnAbsenceDoesNotEndBeforeItBegins) {
  v1::Event fact = CaseFact(R"(placement_absence { placement_id: "p" from: "2025-03-10" to: "2025-03-09" })");
  ExpectOnly(fact, "event.placement_absence.to");
}

TEST(ValidateFact, EachVoiceGivesOneReasonAndOtherNeedsWords) {
  v1::Event fact = CaseFact(R"(placement_interrupted { placement_id: "p" last_day: "2025-03-10"
      reasons { voice: CITIZEN code: "NO_SHOW" } reasons { voice: COMPANY code: "TASK_MISMATCH" } })");
  ExpectValid(fact);
  fact.mutable_placement_interrupted()->mutable_reasons(1)->set_voice(v1::CITIZEN);
  ExpectOnly(fact, "event.placement_interrupted.reasons[1].voice", "one per voice");
  fact.mutable_placement_interrupted()->mutable_reasons(1)->set_voice(v1::COMPANY);
  fact.mutable_placement_interrupted()->mutable_reasons(1)->set_code("OTHER");
  ExpectOnly(fact, "event.placement_interrupted.reasons[1].text", "with code OTHER");
  fact.mutable_placement_interrupted()->mutable_reasons(1)->set_text("the shop closed");
  ExpectValid(fact);
  fact.mutable_placement_interrupted()->clear_reasons();
  ExpectOnly(fact, "event.placement_interrupted.reasons", "is required");
}

TEST(ValidateFact, ACaseworkersBeliefNamesTheWorkerAndACitizensDoesNot) {
  v1::Event fact = CaseFact(
      R"(belief_assessed { rater: CASEWORKER worker: "cw-1" horizon_days: 365 score: 4 scale: "PRAKSIS_1_5" })");
  ExpectValid(fact);
  fact.mutable_belief_assessed()->clear_worker();
  ExpectOnly(fact, "event.belief_assessed.worker", "is required");
  fact.mutable_belief_assessed()->set_rater(v1::BeliefAssessed::CITIZEN);
  ExpectValid(fact);
  fact.mutable_belief_assessed()->set_worker("cw-1");
  ExpectOnly(fact, "event.belief_assessed.worker", "must be left out");
}

TEST(ValidateFact, ABeliefsContextIsAnExperimentOrAVisit) {
  v1::Event fact = CaseFact(
      R"(belief_assessed { rater: CITIZEN horizon_days: 365 score: 4 scale: "PRAKSIS_1_5" context: "experiment/e-1" })");
  ExpectValid(fact);
  fact.mutable_belief_assessed()->set_context("v-1");
  ExpectValid(fact);
  for (const char* context : {"case/c-1", "a visit", "experiment/"}) {
    fact.mutable_belief_assessed()->set_context(context);
    ExpectOnly(fact, "event.belief_assessed.context");
  }
}

v1::Event Visit(const std::string& scheme, const std::string& number) {
  return CaseFact(
      base::StrCat(R"(company_visited { visit_id: "v" worker: "cw-1" purpose: FOLLOW_UP company { scheme: ")",
                   scheme, "\" number: \"", number, "\" } }"));
}

TEST(ValidateFact, ARegisterNumberFitsItsCheckDigit) {
  // Numbers of the registers' own keepers: Erhvervsstyrelsen, Bolagsverket, Brønnøysundregistrene.
  ExpectValid(Visit("DK-CVR", "10150817"));
  ExpectValid(Visit("SE-ORGNR", "2021005489"));
  ExpectValid(Visit("NO-ORGNR", "974760673"));
  ExpectValid(Visit("SAMPLE", "anything 1"));
  const std::string number = "event.company_visited.company.number";
  for (const char* wrong : {"10150818", "1015081", "101508170", "0150817x", "00000000"})
    ExpectOnly(Visit("DK-CVR", wrong), number);
  for (const char* wrong : {"2021005488", "202100548", "202100-5489"})
    ExpectOnly(Visit("SE-ORGNR", wrong), number);
  for (const char* wrong : {"974760674", "97476067"}) ExpectOnly(Visit("NO-ORGNR", wrong), number);
  ExpectOnly(Visit("DE-HRB", "1"), "event.company_visited.company.scheme",
             "DK-CVR, SE-ORGNR, NO-ORGNR or SAMPLE");
}

TEST(ValidateFact, ASwedishCivilRegistrationNumberIsNoOrganisation) {
  // Fits the Luhn check; the month in digits 3 and 4 gives it away. Skatteverket's number for tests.
  ExpectOnly(Visit("SE-ORGNR", "1212121212"), "event.company_visited.company.number");
}

v1::Event Correction(const std::string& replacement) {
  return CaseFact(base::StrCat("event_corrected { target_version: 1 reason: \"wrong\" replacement { ",
                               replacement, " } }"));
}

TEST(ValidateFact, WhatACorrectionSaysIsCheckedLikeTheFactItReplaces) {
  ExpectValid(Correction(R"(case_closed { reason: JOB closed_on: "2025-03-01" })"));
  ExpectOnly(Correction(""), "event.event_corrected.replacement.body", "exactly one");
  ExpectOnly(Correction(R"(case_closed { reason: JOB })"),
             "event.event_corrected.replacement.case_closed.closed_on");
  ExpectOnly(Correction(R"(placement_absence { placement_id: "p" from: "2025-03-10" to: "2025-03-09" })"),
             "event.event_corrected.replacement.placement_absence.to", "is before from");
  ExpectOnly(Correction(R"(occurred_at { date { date: "2025-03-10" } }
                           consent_given { consent_id: "c" purpose: RESEARCH valid_until: "2025-03-09" })"),
             "event.event_corrected.replacement.consent_given.valid_until");
  // The day that it keeps is not known here: the history decides.
  ExpectValid(Correction(R"(consent_given { consent_id: "c" purpose: RESEARCH valid_until: "2024-03-09" })"));
}

TEST(ValidateFact, ACorrectionOfACaseFactBelongsToACase) {
  v1::Event fact = Correction(R"(note_added { text: "t" })");
  fact.set_stream("story/s");
  ExpectOnly(fact, "event.stream", "kind case");
  fact = Correction(
      R"(referral_made { referral_id: "r" from_organisation: "a" to_organisation: "b" service: "COACHING" })");
  EXPECT_EQ(base::ReasonOf(Validate(fact)), "RESOURCES_REQUIRED");
}

TEST(ValidateFact, AnInterviewIsAnonymisedOrRestsOnAConsent) {
  const std::string common =
      R"(interview_id: "i" guide_id: "g" site: "DK-360" answers { question_id: "q" text: "t" })";
  ExpectValid(Fact(
      "cycle/c", "interview_recorded { anonymised: true informant: INFORMANT_KIND_CITIZEN " + common + "}"));
  EXPECT_THAT(Violations(Fact("cycle/c",
                              "interview_recorded { informant: INFORMANT_KIND_OTHER_SECTOR " + common + "}")),
              UnorderedElementsAre(HasSubstr("learning_case: is required"), HasSubstr("sector: is required")))
      << "that a consent is missing is for the rules of the cycle to say";
  ExpectOnly(
      Fact("cycle/c",
           R"(interview_recorded { anonymised: true consent_id: "x" informant: INFORMANT_KIND_CITIZEN )" +
               common + "}"),
      "event.interview_recorded.consent_id", "must be left out");
}

TEST(ValidateFact, ADevelopmentDayNamesASiteOnce) {
  ExpectOnly(Fact("cycle/c",
                  R"(development_day_held { sites: "DK-360" sites: "DK-360" participants: 9 themes: "t" })"),
             "event.development_day_held.sites[1]", "twice");
}

TEST(ValidateFact, AMeasuresDesignAndFigureSayWhatElseIsNeeded) {
  v1::Event fact =
      Fact("measure/m", R"(measure_decided { cycle: "cycle/c" wording: "w" owner: "o" sites { site: "DK-360" }
      metric { figure: MEASURE_FIGURE_INTERRUPTION better: MEASURE_DIRECTION_LOWER horizon_days: 91 }
      design: MEASURE_DESIGN_BEFORE_AFTER before_days: 365 after_days: 365 })");
  ExpectValid(fact);
  fact.mutable_measure_decided()->set_design(v1::MEASURE_DESIGN_STEPPED_WEDGE);
  ExpectOnly(fact, "event.measure_decided.sites[0].planned_on");
  fact.mutable_measure_decided()->set_design(v1::MEASURE_DESIGN_DIFFERENCE_IN_DIFFERENCES);
  ExpectOnly(fact, "event.measure_decided.comparison_sites", "is required");
  fact.mutable_measure_decided()->add_comparison_sites("DK-360");
  ExpectOnly(fact, "event.measure_decided.comparison_sites[0]", "has the measure itself");
  fact.mutable_measure_decided()->set_comparison_sites(0, "DK-376");
  ExpectValid(fact);
  fact.mutable_measure_decided()->mutable_metric()->clear_horizon_days();
  ExpectOnly(fact, "event.measure_decided.metric.horizon_days");
}

TEST(ValidateFact, OtherFactsAgreeWithThemselves) {
  ExpectOnly(Fact("principle/p", R"(principles_merged { into: "principle/p" })"),
             "event.principles_merged.into");
  ExpectOnly(Fact("cycle/c", R"(cycle_step_waived { step: CYCLE_STEP_IDENTIFY_CHALLENGE reason: "r" })"),
             "event.cycle_step_waived.step");
  ExpectOnly(Fact("cycle/c", R"(cycle_closed { ending: CYCLE_ENDING_ABANDONED })"),
             "event.cycle_closed.reason");
  ExpectOnly(Fact("cycle/c", R"(selection_overridden { selection_id: "s" reason: "r" })"),
             "event.selection_overridden");
  ExpectOnly(Fact("experiment/e", R"(experiment_started { question: EXPERIMENT_QUESTION_OTHER hypothesis: "h"
                 started_on: "2025-01-01" units { unit_id: "u" site: "DK-360" } })"),
             "event.experiment_started.wording");
  ExpectOnly(Fact("experiment/e",
                  R"(experiment_started { question: EXPERIMENT_QUESTION_COMPANY_VISITS hypothesis: "h"
                 started_on: "2025-01-01" units { unit_id: "u" site: "DK-360" } units { unit_id: "u" site: "DK-376" } })"),
             "event.experiment_started.units[1].unit_id", "twice");
  ExpectOnly(Fact("workshop/w", R"(knowledge_transfer_held { transfer_id: "t" partner: "p" carriers: "staff/s"
                 participants: 3 stakeholders: 4 })"),
             "event.knowledge_transfer_held.stakeholders");
  ExpectOnly(
      Fact(
          "subject/s",
          R"(erasure_refused { request_id: "r" ground: ERASURE_REFUSAL_GROUND_PUBLIC_TASK explanation: "e" })"),
      "event.erasure_refused.provision");
  ExpectOnly(Fact("subject/s", R"(processing_restricted { restriction_id: "r"
                 ground: PROCESSING_RESTRICTION_GROUND_LEGAL_CLAIMS from: "2025-03-02" until: "2025-03-01" })"),
             "event.processing_restricted.until");
}

TEST(ValidateFact, AFactThatIsWrongAllOverIsNotDescribedToTheEnd) {
  v1::Event fact = Fact("cycle/c", R"(theme_added { theme_id: "t" wording: "w" })");
  for (int i = 0; i < 500; ++i) fact.mutable_theme_added()->add_evidence("");
  EXPECT_EQ(Violations(fact).size(), 100U);
}

TEST(Bodies, HaveAKindATypeAndAFieldName) {
  EXPECT_EQ(KindOf(v1::Event::kCaseOpened), "case");
  EXPECT_EQ(KindOf(v1::Event::kEventVoided), "");
  EXPECT_EQ(TypeNameOf(v1::Event::kCaseOpened), "praksis.v1.CaseOpened");
  EXPECT_EQ(FieldNameOf(v1::Event::kCaseOpened), "case_opened");
  EXPECT_EQ(TypeNameOf(v1::Event::BODY_NOT_SET), "");
  EXPECT_EQ(FieldNameOf(static_cast<v1::Event::BodyCase>(99)), "") << "no body has this number";
}

// proto/praksis/v1/event.proto numbers the kinds' bodies in blocks.
TEST(Bodies, AreOfTheKindThatTheirBlockOfNumbersSays) {
  const std::map<int, std::string_view> kind_from = {
      {90, ""},           {100, "case"},     {200, "story"},   {220, "principle"},
      {240, "programme"}, {260, "cycle"},    {280, "measure"}, {300, "experiment"},
      {320, "staff"},     {340, "workshop"}, {360, "subject"}, {380, "access"}};
  const auto* body = v1::Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    const int number = body->field(i)->number();
    EXPECT_EQ(KindOf(static_cast<v1::Event::BodyCase>(number)),
              std::prev(kind_from.upper_bound(number))->second)
        << number;
  }
}

TEST(Bodies, OfAReplacementHaveTheNumbersThatTheyHaveInAnEvent) {
  const auto* body = v1::EventReplacement::descriptor()->FindOneofByName("body");
  std::set<int> correctable;
  for (int i = 0; i < body->field_count(); ++i) {
    const auto* in_event = v1::Event::descriptor()->FindFieldByNumber(body->field(i)->number());
    ASSERT_NE(in_event, nullptr);
    EXPECT_EQ(in_event->message_type(), body->field(i)->message_type());
    correctable.insert(body->field(i)->number());
  }
  const auto* all = v1::Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < all->field_count(); ++i) {
    const auto type = static_cast<v1::Event::BodyCase>(all->field(i)->number());
    const std::string_view kind = KindOf(type);
    const bool server_writes = type == v1::Event::kCasesSelected || type == v1::Event::kMeasureEvaluated;
    const bool expected = !kind.empty() && kind != "subject" && kind != "access" && !server_writes;
    EXPECT_EQ(correctable.contains(type), expected) << FieldNameOf(type);
  }
}

TEST(FieldNotes, AreAboutFieldsThatExistAndHaveThatFormat) {
  for (const std::string_view name : AnnotatedFields()) {
    const auto* field =
        google::protobuf::DescriptorPool::generated_pool()->FindFieldByName(std::string(name));
    ASSERT_NE(field, nullptr) << name;
    const v1::Format format = field->options().GetExtension(v1::format);
    EXPECT_EQ(format, StreamKindOf(*field).empty() ? v1::DATE : v1::STREAM) << name;
  }
}

TEST(OccurredDay, IsTheDateAsWrittenWhateverItsZone) {
  v1::Event event;
  event.mutable_occurred_at()->mutable_date()->set_date("2025-03-03");
  event.mutable_occurred_at()->mutable_date()->set_time_zone("Pacific/Auckland");
  EXPECT_EQ(base::FormatDay(OccurredDay(event)), "2025-03-03");
}

TEST(OccurredDay, OfAnInstantIsTheOneInCentralEurope) {
  v1::Event event;
  event.mutable_occurred_at()->mutable_instant()->set_seconds(1740956400);  // 2025-03-02T23:00:00Z
  EXPECT_EQ(base::FormatDay(OccurredDay(event)), "2025-03-03");
  event.mutable_occurred_at()->mutable_instant()->set_seconds(1740956399);
  EXPECT_EQ(base::FormatDay(OccurredDay(event)), "2025-03-02");
  event.mutable_occurred_at()->mutable_instant()->set_seconds(1751320800);  // 2025-06-30T22:00:00Z
  EXPECT_EQ(base::FormatDay(OccurredDay(event)), "2025-07-01");
  EXPECT_EQ(OccurredDay(v1::Event()), 0);
}

}  // namespace
}  // namespace praksis::domain
