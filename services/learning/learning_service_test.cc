#include "services/learning/learning_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>

#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/readmodels/testing/world.h"
#include "services/learning/explanation.h"
#include "services/learning/kept_choice.h"

namespace praksis::services {
namespace {

using readmodels::testing::CaseOpenedFact;
using readmodels::testing::Fact;
using readmodels::testing::LearningConsentFact;
using readmodels::testing::PlacementCompletedFact;
using readmodels::testing::PlacementInterruptedFact;
using readmodels::testing::PlacementStartedFact;
using readmodels::testing::World;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2025, 6, 1, 12, 0, 0), absl::UTCTimeZone());

absl::StatusOr<v1::SelectCasesResponse> Ask(LearningService& service, const v1::SelectCasesRequest& request,
                                            const Waiting& waiting = {}) {
  std::optional<absl::StatusOr<v1::SelectCasesResponse>> answer;
  service.SelectCases(request, waiting, [&](absl::StatusOr<v1::SelectCasesResponse> response) {
    answer = std::move(response);
  });
  EXPECT_TRUE(answer.has_value()) << "no answer";
  return *std::move(answer);
}

// Five from Lolland, five from Guldborgsund.
v1::SelectCasesRequest FiveAndFive() {
  v1::SelectCasesRequest request;
  for (const char* municipality : {"DK-360", "DK-376"}) {
    auto& quota = *request.add_quotas();
    quota.set_municipality(municipality);
    quota.set_count(5);
  }
  request.set_seed("cycle 1");
  return request;
}

class Learning : public ::testing::Test {
 protected:
  // A case whose placement was interrupted, with consent or without.
  void Interrupted(std::string_view stream, std::string_view municipality, std::string_view start,
                   std::string_view last_day, std::string_view reason, bool consented,
                   std::string_view industry = "47.11") {
    world_.Append(CaseOpenedFact(stream, municipality, "2024-12-01"));
    world_.Append(PlacementStartedFact(stream, municipality, start, industry));
    world_.Append(PlacementInterruptedFact(stream, municipality, last_day, reason));
    if (consented) world_.Append(LearningConsentFact(stream, municipality, "2025-05-01"));
  }
  // Two job centres: six different consented cases each, and beside them
  //   case/month     ran exactly one calendar month
  //   case/short     a day less
  //   case/alike-…   six alike without consent
  //   case/alone     without consent and like no other
  void TwoJobCentres() {
    const char* reasons[] = {"NO_SHOW",        "TRANSPORT",     "ILLNESS",
                             "HOURS_TOO_HIGH", "TASK_MISMATCH", "CARE_DUTIES"};
    const char* industries[] = {"47.11", "88.10", "41.20", "56.10", "01.1", "10.5"};
    for (int i = 0; i < 6; ++i) {
      Interrupted(base::StrCat("case/l", i), "DK-360", "2025-01-10", "2025-04-20", reasons[i], true,
                  industries[i]);
      Interrupted(base::StrCat("case/g", i), "DK-376", "2025-01-10", "2025-03-20", reasons[i], true,
                  industries[5 - i]);
      Interrupted(base::StrCat("case/alike-", i), "DK-376", "2025-01-10", "2025-02-20", "NO_SHOW", false,
                  "49.1");
    }
    Interrupted("case/month", "DK-360", "2025-01-31", "2025-02-28", "PSYCHOSOCIAL", true);
    Interrupted("case/short", "DK-360", "2025-01-31", "2025-02-27", "PHYSICAL", true);
    Interrupted("case/alone", "DK-360", "2025-01-10", "2025-04-20", "CONTRACT_CANCELLED", false);
    world_.CatchUp();
  }
  std::vector<std::string> Violations(const absl::Status& status) {
    EXPECT_EQ(base::ReasonOf(status), "REQUEST_INVALID");
    return base::ViolatedFields(status);
  }

  World world_;
  base::ManualClock clock_{kNow};
  LearningService service_{world_.projection(), world_.log(), clock_, {}};
};

// Acceptance story A2.
TEST_F(Learning, FiveCasesFromEachOfTwoJobCentresWithTheirExplanation) {
  TwoJobCentres();
  const auto response = Ask(service_, FiveAndFive());
  ASSERT_TRUE(response.ok()) << response.status();

  std::map<std::string, int> chosen;
  std::vector<std::string> streams;
  for (const auto& pick : response->picks()) {
    ++chosen[pick.municipality()];
    streams.push_back(pick.stream());
    EXPECT_EQ(pick.anonymised(), pick.stream().empty());
    EXPECT_EQ(pick.anonymised(), pick.placement_id().empty());
    EXPECT_EQ(pick.pseudonym().size(), 16U);
    EXPECT_GT(pick.gain_micros(), 0);
    EXPECT_NE(pick.features().reason_job_centre(), "");
  }
  EXPECT_EQ(chosen["DK-360"], 5);
  EXPECT_EQ(chosen["DK-376"], 5);
  EXPECT_THAT(streams, Not(Contains("case/short")));
  EXPECT_THAT(streams, Not(Contains("case/alone")));

  ASSERT_EQ(response->sites_size(), 2);
  const auto& lolland = response->sites(0);
  EXPECT_EQ(lolland.municipality(), "DK-360");
  EXPECT_EQ(lolland.universe(), 9);
  EXPECT_EQ(lolland.candidates(), 7) << "exactly one calendar month is long enough";
  EXPECT_EQ(lolland.excluded().shorter_than_a_month(), 1);
  EXPECT_EQ(lolland.excluded().no_consent_and_not_alike_enough(), 1);
  const auto& guldborgsund = response->sites(1);
  EXPECT_EQ(guldborgsund.universe(), 12);
  EXPECT_EQ(guldborgsund.candidates(), 12) << "six alike may be interviewed anonymised";

  const auto& certificate = response->certificate();
  EXPECT_GT(certificate.objective_micros(), 0);
  EXPECT_GE(certificate.upper_bound_micros(), certificate.objective_micros());
  EXPECT_GE(certificate.proven_permille(), 500);
  EXPECT_GT(response->coverage_permille(), 0);
  EXPECT_EQ(response->candidates_sha256().size(), 64U);
  EXPECT_EQ(response->as_of(), "2025-06-01");
  EXPECT_EQ(response->algorithm_revision(), selection::AlgorithmRevision({}, {}));
  EXPECT_THAT(response->codelist_revisions(), ElementsAre("interruption-reason@1", "target-group@1"));
  EXPECT_FALSE(response->position().empty());
  EXPECT_THAT(response->picks(0).newly_shows(), Contains("placement_type=TRAINEESHIP"));
}

TEST_F(Learning, ACaseOfExactlyOneCalendarMonthCanBeChosenAndADayLessCannot) {
  TwoJobCentres();
  v1::SelectCasesRequest request = FiveAndFive();
  request.mutable_quotas()->DeleteSubrange(1, 1);
  request.mutable_quotas(0)->set_count(100);
  const auto response = Ask(service_, request);
  ASSERT_TRUE(response.ok());
  std::vector<std::string> streams;
  for (const auto& pick : response->picks()) streams.push_back(pick.stream());
  EXPECT_THAT(streams, Contains("case/month"));
  EXPECT_THAT(streams, Not(Contains("case/short")));
  EXPECT_EQ(response->sites(0).chosen(), 7);
  EXPECT_GT(response->sites(0).relaxations_size(), 0) << "fewer qualify than asked for";
}

TEST_F(Learning, WhoHasNotConsentedIsNamedByPseudonymOnly) {
  TwoJobCentres();
  v1::SelectCasesRequest request = FiveAndFive();
  request.mutable_quotas()->DeleteSubrange(0, 1);
  request.mutable_quotas(0)->set_count(100);
  const auto response = Ask(service_, request);
  ASSERT_TRUE(response.ok());
  int anonymised = 0;
  for (const auto& pick : response->picks()) anonymised += pick.anonymised() ? 1 : 0;
  EXPECT_EQ(anonymised, 6);
  EXPECT_EQ(response->SerializeAsString().find("case/alike"), std::string::npos);

  request.set_consented_only(true);
  const auto consented = Ask(service_, request);
  EXPECT_EQ(consented->sites(0).candidates(), 6);
  EXPECT_EQ(consented->sites(0).excluded().no_consent(), 6);
}

TEST_F(Learning, AWithdrawnOrExpiredConsentNoLongerNamesTheCase) {
  TwoJobCentres();
  v1::SelectCasesRequest request = FiveAndFive();
  request.mutable_quotas()->DeleteSubrange(1, 1);
  ASSERT_EQ(Ask(service_, request)->sites(0).candidates(), 7);
  v1::Event withdrawn = Fact("case/l0", "DK-360", "2025-05-20");
  withdrawn.mutable_consent_withdrawn()->set_consent_id("c1");
  world_.Append(withdrawn);
  world_.CatchUp();
  EXPECT_EQ(Ask(service_, request)->sites(0).candidates(), 6);

  Interrupted("case/expiring", "DK-360", "2025-01-10", "2025-04-20", "GOT_JOB", false);
  world_.Append(LearningConsentFact("case/expiring", "DK-360", "2025-05-01", "2025-06-01"));
  world_.CatchUp();
  EXPECT_EQ(Ask(service_, request)->sites(0).candidates(), 7);
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(Ask(service_, request)->sites(0).candidates(), 6);
}

TEST_F(Learning, TheSameRequestAtTheSamePositionGivesTheSameBytes) {
  TwoJobCentres();
  const v1::SelectCasesRequest request = FiveAndFive();
  const std::string first = Ask(service_, request)->SerializeAsString();
  EXPECT_EQ(Ask(service_, request)->SerializeAsString(), first) << "decoded placements are kept in between";

  // Another program, built anew from the log in chunks of three events.
  const auto rebuilt = world_.NewProjection({.directory = "", .max_chunk_events = 3, .bulk_chunk_events = 0});
  world_.CatchUp(*rebuilt);
  LearningService other(*rebuilt, world_.log(), clock_, {.cache_bytes = 0});
  EXPECT_EQ(Ask(other, request)->SerializeAsString(), first);

  v1::SelectCasesRequest other_seed = request;
  other_seed.set_seed("cycle 2");
  EXPECT_EQ(Ask(service_, other_seed)->candidates_sha256(), Ask(service_, request)->candidates_sha256());
}

TEST_F(Learning, WhatTheSearchLeftOutAndWhatCouldStillBeAddedIsTold) {
  TwoJobCentres();
  const auto view = world_.projection().Now();
  readmodels::PoolReader reader(0);
  const auto universe = reader.Read(
      *view, {.municipalities = {"DK-360", "DK-376"}, .today = base::DayAt(kNow, absl::UTCTimeZone())});
  ASSERT_TRUE(universe.ok()) << universe.status();
  // Two of each at once: a search that may visit nothing takes the first that it comes upon.
  selection::Parameters parameters;
  parameters.quotas = {{.site = 0, .count = 2}, {.site = 1, .count = 2}};
  parameters.exact_classes = 0;
  parameters.max_visits = 0;
  parameters.least_batches = 0;
  const auto selection = selection::SelectCases(universe->pool(), parameters);
  ASSERT_TRUE(selection.ok()) << selection.status();
  ASSERT_GT(selection->picks_cut_short, 0);
  ASSERT_EQ(selection->slack_micros.size(), 2U);

  const auto explained = Explain(*view, *universe, nullptr, parameters, *selection);
  EXPECT_EQ(explained->certificate().picks_cut_short(), selection->picks_cut_short);
  const auto kept = Keep(*view, *universe, nullptr, parameters, *selection);
  const v1::SelectionCertificate& certificate = kept->certificate();
  EXPECT_EQ(certificate.picks_cut_short(), selection->picks_cut_short);
  ASSERT_EQ(certificate.slack_size(), 2);
  EXPECT_EQ(certificate.slack(0).site(), "DK-360");
  EXPECT_EQ(certificate.slack(1).site(), "DK-376");
  EXPECT_EQ(certificate.objective_micros() + certificate.slack(0).slack_micros() +
                certificate.slack(1).slack_micros(),
            certificate.upper_bound_micros());
}

TEST_F(Learning, CountsOfFewLikeCasesAreNotTold) {
  TwoJobCentres();
  const auto response = Ask(service_, FiveAndFive());
  ASSERT_TRUE(response.ok());
  int withheld = 0;
  for (const auto& pick : response->picks()) {
    EXPECT_TRUE(pick.stands_for() == -1 || pick.stands_for() >= 5);
    withheld += pick.stands_for() == -1 ? 1 : 0;
  }
  EXPECT_GT(withheld, 0);
  for (const auto& uncovered : response->uncovered())
    EXPECT_TRUE(uncovered.cases() == -1 || uncovered.cases() >= 5);
}

TEST_F(Learning, TypicalWeighsCoverageOnly) {
  TwoJobCentres();
  v1::SelectCasesRequest typical = FiveAndFive();
  typical.set_mode(v1::SelectCasesRequest::TYPICAL);
  v1::SelectCasesRequest without_lambda = FiveAndFive();
  without_lambda.set_lambda_permille(0);
  EXPECT_EQ(Ask(service_, typical)->SerializeAsString(), Ask(service_, without_lambda)->SerializeAsString());
}

TEST_F(Learning, ExtremeCasesScoreByHowUnusualTheyAre) {
  TwoJobCentres();
  v1::SelectCasesRequest request = FiveAndFive();
  request.set_mode(v1::SelectCasesRequest::EXTREME);
  request.set_lambda_permille(0);
  const auto response = Ask(service_, request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->picks_size(), 10);
  std::map<std::string, int> last;
  for (const auto& pick : response->picks()) {
    const auto [before, is_first] = last.try_emplace(pick.municipality(), pick.score_permille());
    EXPECT_TRUE(is_first || pick.score_permille() <= before->second);
    EXPECT_GT(pick.score_permille(), 0);
    before->second = pick.score_permille();
  }
  EXPECT_FALSE(response->picks(0).has_twin());
  EXPECT_EQ(response->others_sha256(), "");
}

TEST_F(Learning, APairIsACaseAndItsTwinThatEndedTheOtherWay) {
  TwoJobCentres();
  // Two at Lolland completed in shops, one of them without consent and alone.
  for (const char* stream : {"case/completed", "case/unasked"}) {
    world_.Append(CaseOpenedFact(stream, "DK-360", "2024-12-01"));
    world_.Append(PlacementStartedFact(stream, "DK-360", "2025-01-10", "47.2"));
    world_.Append(PlacementCompletedFact(stream, "DK-360", "2025-04-20"));
  }
  world_.Append(LearningConsentFact("case/completed", "DK-360", "2025-05-01"));
  world_.CatchUp();
  v1::SelectCasesRequest request = FiveAndFive();
  request.set_mode(v1::SelectCasesRequest::MATCHED_PAIR);
  EXPECT_THAT(Violations(Ask(service_, request).status()), ElementsAre("quotas[0].count", "quotas[1].count"));
  for (auto& quota : *request.mutable_quotas()) quota.set_count(4);
  const auto response = Ask(service_, request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->picks_size(), 1) << "nobody is in two pairs, and Guldborgsund has nobody who completed";
  EXPECT_EQ(response->picks(0).twin().stream(), "case/completed");
  EXPECT_EQ(response->picks(0).twin().features().industry_section(), "G");
  EXPECT_EQ(response->picks(0).features().industry_section(), "G");
  EXPECT_EQ(response->picks(0).score_permille(), 1000);
  EXPECT_EQ(response->sites(0).quota(), 4);
  EXPECT_EQ(response->sites(0).chosen(), 2);
  EXPECT_EQ(response->sites(1).chosen(), 0);
  EXPECT_EQ(response->sites(1).excluded().no_twin(), 12);
  EXPECT_EQ(response->others_sha256().size(), 64U);

  request.set_mode(v1::SelectCasesRequest::DISCONFIRMING);
  const auto disconfirming = Ask(service_, request);
  ASSERT_TRUE(disconfirming.ok()) << disconfirming.status();
  EXPECT_EQ(disconfirming->picks(0).features().industry_section(), "G") << "where others completed";
}

TEST_F(Learning, AQuotaMayBeForOneValueOfAFeature) {
  TwoJobCentres();
  v1::SelectCasesRequest request = FiveAndFive();
  request.mutable_quotas(1)->set_municipality("DK-360");
  const std::pair<const char*, int> wanted[] = {{"G", 1}, {"F", 2}};
  for (int i = 0; i < 2; ++i) {
    request.mutable_quotas(i)->set_count(wanted[i].second);
    request.mutable_quotas(i)->mutable_among()->set_feature(v1::PLACEMENT_FEATURE_INDUSTRY_SECTION);
    request.mutable_quotas(i)->mutable_among()->set_value(wanted[i].first);
  }
  const auto response = Ask(service_, request);
  ASSERT_TRUE(response.ok()) << response.status();
  std::map<std::string, int> sections;
  for (const auto& pick : response->picks()) ++sections[pick.features().industry_section()];
  EXPECT_EQ(sections, (std::map<std::string, int>{{"F", 1}, {"G", 1}}));
  EXPECT_EQ(response->sites(1).among().value(), "F");
  EXPECT_EQ(response->sites(1).chosen(), 1) << "there is but one in building";

  request.mutable_quotas(1)->mutable_among()->set_feature(v1::PLACEMENT_FEATURE_TARGET_GROUP);
  EXPECT_THAT(Violations(Ask(service_, request).status()), ElementsAre("quotas[1].among"));
}

TEST_F(Learning, AnEmptyPoolIsNoError) {
  const auto response = Ask(service_, FiveAndFive());
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->picks_size(), 0);
  EXPECT_EQ(response->sites(0).universe(), 0);
  EXPECT_EQ(response->certificate().proven_permille(), 1000);
}

TEST_F(Learning, EverythingThatIsWrongIsSaidAtOnce) {
  v1::SelectCasesRequest request = FiveAndFive();
  request.mutable_quotas(0)->set_municipality("Lolland");
  request.mutable_quotas(0)->set_count(0);
  auto& again = *request.add_quotas();
  again.set_municipality("DK-376");
  again.set_count(5);
  request.mutable_challenge()->set_from("2025-13-01");
  request.mutable_challenge()->add_reasons("BAD_LUCK");
  request.set_seed(std::string(65, 'x'));
  request.set_lambda_permille(-1);
  request.set_max_per_caseworker(101);
  EXPECT_THAT(
      Violations(Ask(service_, request).status()),
      ElementsAre("quotas[0].municipality", "quotas[0].count", "quotas[2].municipality", "challenge.from",
                  "challenge.reasons[0]", "seed", "lambda_permille", "max_per_caseworker"));
  EXPECT_THAT(Violations(Ask(service_, v1::SelectCasesRequest()).status()), ElementsAre("quotas"));
}

TEST_F(Learning, TheChallengeSaysWhichPlacementsItIsAbout) {
  TwoJobCentres();
  v1::SelectCasesRequest request = FiveAndFive();
  request.mutable_challenge()->add_reasons("NO_SHOW");
  EXPECT_EQ(Ask(service_, request)->sites(1).universe(), 7);
  request.mutable_challenge()->set_from("2025-03-01");
  EXPECT_EQ(Ask(service_, request)->sites(1).universe(), 1);
  request.mutable_challenge()->set_outcome(v1::Challenge::COMPLETED);
  EXPECT_EQ(Ask(service_, request)->sites(1).universe(), 0);
}

TEST_F(Learning, FiltersMonthsAndWeightsSayWhoAndWhatCounts) {
  TwoJobCentres();
  v1::SelectCasesRequest request = FiveAndFive();
  auto& filter = *request.add_filters();
  filter.set_feature(v1::PLACEMENT_FEATURE_INDUSTRY_SECTION);
  filter.add_values("G");
  filter.add_values("Q");
  const auto filtered = Ask(service_, request);
  ASSERT_TRUE(filtered.ok()) << filtered.status();
  // In trade or care: two of the six, and the one of exactly a month; the rest stays in the universe.
  EXPECT_EQ(filtered->sites(0).universe(), 9);
  EXPECT_EQ(filtered->sites(0).candidates(), 3);
  EXPECT_EQ(filtered->sites(0).excluded().filtered(), 4);
  EXPECT_EQ(filtered->sites(0).excluded().shorter_than_a_month(), 1);
  for (const auto& pick : filtered->picks()) {
    EXPECT_THAT((std::set<std::string>{"G", "Q"}), Contains(pick.features().industry_section()));
  }
  const auto& helps = filtered->sites(0).relaxations(0);
  EXPECT_EQ(helps.kind(), v1::SelectCasesResponse::Relaxation::NO_FILTER);
  EXPECT_EQ(helps.feature(), v1::PLACEMENT_FEATURE_INDUSTRY_SECTION);
  EXPECT_EQ(helps.adds(), 4);
  request.clear_filters();
  EXPECT_EQ(Ask(service_, request)->sites(0).candidates(), 3 + helps.adds()) << "as was said";

  request.set_min_calendar_months(3);
  const auto longer = Ask(service_, request);
  EXPECT_EQ(longer->sites(0).candidates(), 6) << "from 10 January to 20 April: three months";
  EXPECT_EQ(longer->sites(1).candidates(), 0);
  EXPECT_EQ(longer->sites(1).excluded().shorter_than_a_month(), 12);
  EXPECT_EQ(longer->sites(1).relaxations(0).kind(), v1::SelectCasesResponse::Relaxation::SHORTER_RUNS);
  EXPECT_EQ(longer->sites(1).relaxations(0).min_calendar_months(), 1);
  request.set_min_calendar_months(0);
  EXPECT_EQ(Ask(service_, request)->sites(0).excluded().shorter_than_a_month(), 0);

  request.clear_min_calendar_months();
  const auto usual = Ask(service_, request);
  auto& weight = *request.add_weights();
  weight.set_feature(v1::PLACEMENT_FEATURE_REASON_JOB_CENTRE);
  weight.set_weight_permille(0);
  const auto weighted = Ask(service_, request);
  ASSERT_TRUE(weighted.ok()) << weighted.status();
  EXPECT_NE(weighted->certificate().objective_micros(), usual->certificate().objective_micros());
  EXPECT_GE(weighted->certificate().proven_permille(), 500);
  for (const auto& pick : weighted->picks()) {
    for (const auto& shown : pick.newly_shows())
      EXPECT_FALSE(shown.starts_with("reason_job_centre")) << shown;
  }
}

// A second passes whenever it is looked at.
class TickingClock final : public base::Clock {
 public:
  absl::Time Now() const override { return now_ += absl::Seconds(1); }

 private:
  mutable absl::Time now_ = kNow;
};

TEST_F(Learning, AChoiceEndsWhereItTakesTooLongOrNobodyWaits) {
  TwoJobCentres();
  const TickingClock clock;
  LearningService service(world_.projection(), world_.log(), clock, {.longest_choice = absl::Seconds(5)});
  // Time is looked at for each of ten picks.
  const absl::Status too_long = Ask(service, FiveAndFive()).status();
  EXPECT_EQ(too_long.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(base::ReasonOf(too_long), "CHOICE_TAKES_TOO_LONG");
  EXPECT_THAT(base::ToStd(too_long.message()), Not(HasSubstr("more time")));

  LearningService patient(world_.projection(), world_.log(), clock, {.longest_choice = absl::Seconds(60)});
  EXPECT_TRUE(Ask(patient, FiveAndFive()).ok());
  const absl::Status by_deadline =
      Ask(patient, FiveAndFive(), {.deadline = clock.Now() + absl::Seconds(10)}).status();
  EXPECT_EQ(base::ReasonOf(by_deadline), "CHOICE_TAKES_TOO_LONG");
  EXPECT_THAT(base::ToStd(by_deadline.message()), HasSubstr("more time"));
  EXPECT_TRUE(Ask(patient, FiveAndFive(), {.deadline = clock.Now() + absl::Seconds(40)}).ok());

  const absl::Status gone = Ask(patient, FiveAndFive(), {.has_gone = [] { return true; }}).status();
  EXPECT_EQ(gone.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(base::ReasonOf(gone), "CALLER_GONE");
}

TEST_F(Learning, EitherEndingMayBeAskedAbout) {
  TwoJobCentres();
  world_.Append(CaseOpenedFact("case/done", "DK-360", "2024-12-01"));
  world_.Append(PlacementStartedFact("case/done", "DK-360", "2025-01-10", "47.2"));
  world_.Append(PlacementCompletedFact("case/done", "DK-360", "2025-04-20"));
  world_.Append(LearningConsentFact("case/done", "DK-360", "2025-05-01"));
  world_.CatchUp();
  v1::SelectCasesRequest request = FiveAndFive();
  request.mutable_quotas(0)->set_count(20);
  request.mutable_challenge()->set_outcome(v1::Challenge::ENDED);
  const auto response = Ask(service_, request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->sites(0).universe(), 10);
  std::vector<std::string> streams;
  for (const auto& pick : response->picks()) streams.push_back(pick.stream());
  EXPECT_THAT(streams, Contains("case/done"));
  EXPECT_THAT(streams, Contains("case/l0"));
  request.set_mode(v1::SelectCasesRequest::DISCONFIRMING);
  EXPECT_THAT(Violations(Ask(service_, request).status()), ElementsAre("challenge.outcome"));
}

TEST_F(Learning, WrongFiltersAndWeightsAreSaidAtOnce) {
  v1::SelectCasesRequest request = FiveAndFive();
  request.set_min_calendar_months(61);
  request.add_filters();
  for (int i = 0; i < 2; ++i) request.add_filters()->set_feature(v1::PLACEMENT_FEATURE_TARGET_GROUP);
  request.mutable_filters(2)->add_values("");
  for (int i = 0; i < 2; ++i) {
    request.add_weights()->set_feature(v1::PLACEMENT_FEATURE_TARGET_GROUP);
    request.mutable_weights(i)->set_weight_permille(i * 2'000'000);
  }
  EXPECT_THAT(
      Violations(Ask(service_, request).status()),
      ElementsAre("min_calendar_months", "filters[0].feature", "filters[1].values", "filters[2].feature",
                  "filters[2].values[0]", "weights[1].feature", "weights[1].weight_permille"));
  v1::SelectCasesRequest nothing = FiveAndFive();
  nothing.set_mode(v1::SelectCasesRequest::DISCONFIRMING);
  for (int feature = 5; feature <= 8; ++feature) {
    auto& weight = *nothing.add_weights();
    weight.set_feature(static_cast<v1::PlacementFeature>(feature));
    weight.set_weight_permille(0);
  }
  EXPECT_THAT(Violations(Ask(service_, nothing).status()), ElementsAre("weights"));
}

}  // namespace
}  // namespace praksis::services
