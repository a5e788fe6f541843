// Choosing for a cycle: what is recorded, and that it can be made again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/fact.h"
#include "libs/readmodels/testing/world.h"
#include "services/cycles/cycles_service.h"

namespace praksis::services {
namespace {

using readmodels::testing::CaseOpenedFact;
using readmodels::testing::Fact;
using readmodels::testing::LearningConsentFact;
using readmodels::testing::PlacementCompletedFact;
using readmodels::testing::PlacementInterruptedFact;
using readmodels::testing::PlacementStartedFact;
using readmodels::testing::World;
using ::testing::ElementsAre;
using Replayed = v1::ReplaySelectionResponse;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2025, 6, 1, 12, 0, 0), absl::UTCTimeZone());
constexpr char kId[] = "01956a2c-7b00-7000-8000-000000000001";
constexpr char kOtherId[] = "01956a2c-7b00-7000-8000-000000000002";

// Keeps every position, by projecting up to it anew.
class KeepingAll final : public projection::ViewSource {
 public:
  explicit KeepingAll(World& world) : world_(world) {}
  void When(const log::Position& at_least, absl::Time deadline, ViewDone done) override {
    world_.projection().When(at_least, deadline, std::move(done));
  }
  absl::StatusOr<projection::KeptView> KeptAt(const log::Position& position) const override {
    projection::Options options;
    options.until = position;
    kept_.push_back(world_.NewProjection(options));
    world_.CatchUp(*kept_.back());
    return projection::KeptView{.view = kept_.back()->Now(), .recorded = kNow};
  }

 private:
  World& world_;
  mutable std::vector<std::unique_ptr<projection::Projection>> kept_;
};

class CycleSelection : public ::testing::Test {
 protected:
  // As a recorder would.
  absl::StatusOr<v1::RecordResponse> Record(v1::RecordRequest request) {
    const absl::Status valid =
        domain::ValidateOwnFact(request.event(), codelists::Codelists::BuiltIn(),
                                {.today = base::DayAt(clock_.Now(), absl::UTCTimeZone())});
    if (!valid.ok()) return valid;
    expected_version_ = request.expected_version();
    recorded_ = request.event();
    world_.Append(request.event());
    world_.CatchUp();
    v1::RecordResponse response;
    response.set_version(request.expected_version() + 1);
    response.set_position("then");
    return response;
  }
  void Interrupted(const std::string& stream, const std::string& municipality, const std::string& start,
                   const std::string& last_day, const std::string& reason, bool consented) {
    world_.Append(CaseOpenedFact(stream, municipality, "2024-12-01"));
    world_.Append(PlacementStartedFact(stream, municipality, start));
    world_.Append(PlacementInterruptedFact(stream, municipality, last_day, reason));
    if (consented) world_.Append(LearningConsentFact(stream, municipality, "2025-03-01"));
  }
  // Two consented cases of each of two job centres, one that ran a day too short, and six alike without
  // consent.
  void TellCases() {
    Interrupted("case/a", "DK-360", "2025-01-31", "2025-02-28", "NO_SHOW", true);
    Interrupted("case/b", "DK-360", "2025-01-31", "2025-03-28", "TRANSPORT", true);
    Interrupted("case/short", "DK-360", "2025-01-31", "2025-02-27", "PHYSICAL", true);
    Interrupted("case/c", "DK-376", "2025-01-10", "2025-03-20", "ILLNESS", true);
    for (int i = 0; i < 6; ++i) {
      Interrupted(base::StrCat("case/alike-", i), "DK-376", "2025-01-10", "2025-02-20", "CARE_DUTIES", false);
    }
  }
  void TellCycle(const std::string& mode = "") {
    v1::Event identified = Fact("cycle/c", "DK-360", "2025-03-31");
    identified.mutable_challenge_identified()->set_challenge("PLACEMENTS_INTERRUPTED");
    for (const char* site : {"DK-360", "DK-376"}) identified.mutable_challenge_identified()->add_sites(site);
    world_.Append(identified);
    v1::Event set = Fact("cycle/c", "DK-360", "2025-04-01");
    set.mutable_criteria_set()->add_informants(v1::INFORMANT_KIND_COMPANY);
    v1::SelectionCriteria& criteria = *set.mutable_criteria_set()->mutable_criteria();
    criteria.set_period_start("2025-01-01");
    criteria.set_period_end("2025-03-31");
    criteria.add_endings(v1::PLACEMENT_ENDING_INTERRUPTED);
    criteria.set_admit_anonymised(true);
    if (!mode.empty()) {
      v1::SelectionMode parsed = v1::SELECTION_MODE_UNSPECIFIED;
      EXPECT_TRUE(v1::SelectionMode_Parse(mode, &parsed));
      criteria.set_mode(parsed);
    }
    for (const char* site : {"DK-360", "DK-376"}) {
      auto& quota = *criteria.add_quotas();
      quota.set_site(site);
      quota.set_cases(2);
    }
    world_.Append(set);
    world_.CatchUp();
  }
  static v1::RecordSelectionRequest Request(const std::string& id = kId) {
    v1::RecordSelectionRequest request;
    request.set_stream("cycle/c");
    request.set_event_id(id);
    request.mutable_actor()->set_id("f-1");
    request.mutable_actor()->set_role(v1::FACILITATOR);
    return request;
  }
  template <typename Response, typename RequestType>
  static absl::StatusOr<Response> Ask(CyclesService& service, const RequestType& request,
                                      void (CyclesService::*method)(const RequestType&, const Waiting&,
                                                                    Reply<Response>),
                                      const Waiting& waiting = {}) {
    std::optional<absl::StatusOr<Response>> answer;
    (service.*method)(request, waiting,
                      [&](absl::StatusOr<Response> response) { answer = std::move(response); });
    EXPECT_TRUE(answer.has_value()) << "no answer";
    return *std::move(answer);
  }
  absl::StatusOr<v1::RecordSelectionResponse> Select(const v1::RecordSelectionRequest& request) {
    return Select(request, service_);
  }
  static absl::StatusOr<v1::RecordSelectionResponse> Select(const v1::RecordSelectionRequest& request,
                                                            CyclesService& service) {
    return Ask<v1::RecordSelectionResponse>(service, request, &CyclesService::RecordSelection);
  }
  absl::StatusOr<Replayed> Replay(const std::string& selection_id = "") {
    v1::ReplaySelectionRequest request;
    request.set_stream("cycle/c");
    request.set_selection_id(selection_id);
    return Ask<Replayed>(service_, request, &CyclesService::ReplaySelection);
  }
  // Another choice than was made, recorded as selection "other".
  void RecordChanged(v1::CasesSelected changed) {
    changed.set_selection_id("other");
    v1::Event event = recorded_;
    event.set_event_id(kOtherId);
    *event.mutable_cases_selected() = std::move(changed);
    world_.Append(event);
    world_.CatchUp();
  }
  static std::vector<std::string> MattersOf(const Replayed& replayed) {
    std::vector<std::string> matters;
    for (const auto& difference : replayed.differences()) {
      matters.push_back(Replayed::Matter_Name(difference.matter()));
    }
    return matters;
  }

  World world_;
  base::ManualClock clock_{kNow};
  KeepingAll views_{world_};
  readmodels::LearningReader reader_;
  LearningService learning_{views_, world_.log(), clock_, {}};
  CyclesService service_{
      views_,
      reader_,
      learning_,
      world_.log(),
      clock_,
      {.record = [this](v1::RecordRequest request, absl::Time, Reply<v1::RecordResponse> reply) {
        std::move(reply)(Record(std::move(request)));
      }}};
  int64_t expected_version_ = -1;
  v1::Event recorded_;
};

TEST_F(CycleSelection, IsRecordedWithAllItTakesToMakeItAgain) {
  TellCases();
  TellCycle();
  v1::RecordSelectionRequest request = Request();
  request.set_seed("spring");
  const auto response = Select(request);
  ASSERT_TRUE(response.ok()) << response.status();
  const v1::CasesSelected& kept = recorded_.cases_selected();
  EXPECT_EQ(response->selected().SerializeAsString(), kept.SerializeAsString());
  EXPECT_EQ(expected_version_, 2) << "what the choice was made from is what it follows";
  EXPECT_EQ(recorded_.occurred_at().date().date(), "2025-06-01");
  EXPECT_EQ(kept.selection_id(), "selection-1");
  EXPECT_NE(kept.position(), "");
  EXPECT_THAT(kept.codelist_revisions(), ElementsAre("interruption-reason@1", "target-group@1"));
  EXPECT_EQ(kept.criteria().min_calendar_months(), 1);
  EXPECT_EQ(kept.criteria().mode(), v1::SELECTION_MODE_MAXIMUM_VARIATION);
  EXPECT_EQ(kept.configuration().seed(), "spring");
  EXPECT_EQ(kept.configuration().lambda_permille(), 500);
  EXPECT_EQ(kept.configuration().min_alike(), 5);
  EXPECT_EQ(kept.candidates_sha256().size(), 64U);
  ASSERT_EQ(kept.picks_size(), 4);
  int anonymised = 0;
  for (const v1::SelectionPick& pick : kept.picks()) {
    EXPECT_NE(pick.learning_case().case_stream(), "") << "who interviews has to know whom";
    EXPECT_NE(pick.learning_case().case_stream(), "case/short");
    anonymised += pick.only_anonymised() ? 1 : 0;
  }
  EXPECT_EQ(anonymised, 1);
  EXPECT_TRUE(kept.certificate().exact());
  EXPECT_EQ(kept.coverage().universe(), 10);
  ASSERT_EQ(kept.coverage().excluded_size(), 1);
  EXPECT_EQ(kept.coverage().excluded(0).reason(), v1::SELECTION_EXCLUSION_RAN_TOO_SHORT);
  EXPECT_EQ(kept.coverage().excluded(0).placements(), 0) << "one is fewer than k";
  EXPECT_EQ(response->explained().picks_size(), 4);
  EXPECT_EQ(response->version(), 3);
}

TEST_F(CycleSelection, ComesOutTheSameWhateverWasRecordedSince) {
  TellCases();
  TellCycle();
  ASSERT_TRUE(Select(Request()).ok());
  // Who was chosen is different now: a consent is gone, more cases are there.
  v1::Event withdrawn = Fact("case/a", "DK-360", "2025-05-01");
  withdrawn.mutable_consent_withdrawn()->set_consent_id("c1");
  world_.Append(withdrawn);
  for (int i = 0; i < 5; ++i) {
    Interrupted(base::StrCat("case/late-", i), "DK-360", "2025-01-31", "2025-03-30", "PSYCHOSOCIAL", true);
  }
  world_.CatchUp();
  clock_.Advance(absl::Hours(24 * 30));
  const auto replayed = Replay();
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_EQ(replayed->outcome(), Replayed::SAME) << replayed->DebugString();
  EXPECT_EQ(replayed->as_of(), "2025-06-01");
  // Chosen anew, it is another.
  const auto anew = Select(Request(kOtherId));
  ASSERT_TRUE(anew.ok()) << anew.status();
  EXPECT_EQ(anew->selected().selection_id(), "selection-2");
  EXPECT_NE(anew->selected().candidates_sha256(), replayed->recorded().candidates_sha256());
  EXPECT_EQ(Replay("selection-1")->outcome(), Replayed::SAME);
  EXPECT_EQ(Replay("selection-2")->outcome(), Replayed::SAME);
}

TEST_F(CycleSelection, OfEveryModeComesOutTheSame) {
  TellCases();
  world_.Append(CaseOpenedFact("case/other", "DK-360", "2024-12-01"));
  world_.Append(PlacementStartedFact("case/other", "DK-360", "2025-01-05"));
  v1::Event completed = Fact("case/other", "DK-360", "2025-03-05");
  completed.mutable_placement_completed()->set_placement_id("p1");
  completed.mutable_placement_completed()->set_last_day("2025-03-05");
  world_.Append(completed);
  world_.Append(LearningConsentFact("case/other", "DK-360", "2025-03-06"));
  int number = 0;
  for (const char* mode : {"TYPICAL", "EXTREME", "DISCONFIRMING", "MATCHED_PAIR"}) {
    TellCycle(base::StrCat("SELECTION_MODE_", mode));
    const auto response = Select(Request(base::StrCat(std::string(kId).substr(0, sizeof kId - 2), ++number)));
    ASSERT_TRUE(response.ok()) << mode << response.status();
    EXPECT_FALSE(response->selected().picks().empty()) << mode;
    for (const v1::SelectionPick& pick : response->selected().picks()) {
      EXPECT_EQ(pick.has_twin(), std::string(mode) == "MATCHED_PAIR") << mode;
    }
    EXPECT_EQ(Replay()->outcome(), Replayed::SAME) << mode;
  }
}

TEST_F(CycleSelection, ThatComesOutOtherwiseSaysInWhat) {
  TellCases();
  TellCycle();
  ASSERT_TRUE(Select(Request()).ok());
  v1::CasesSelected changed = recorded_.cases_selected();
  changed.set_algorithm_revision(1);
  changed.set_candidates_sha256(std::string(64, '0'));
  changed.mutable_picks(0)->mutable_learning_case()->set_case_stream("case/erased");
  RecordChanged(changed);
  const auto replayed = Replay();
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_EQ(replayed->outcome(), Replayed::IRREPRODUCIBLE);
  EXPECT_THAT(MattersOf(*replayed), ElementsAre("ALGORITHM", "CANDIDATES", "PICKS"));
  EXPECT_EQ(replayed->differences(0).recorded(), "1");
  EXPECT_EQ(replayed->differences(2).count(), 1);

  changed = recorded_.cases_selected();
  changed.mutable_certificate()->set_objective_micros(1);
  RecordChanged(changed);
  EXPECT_THAT(MattersOf(*Replay()), ElementsAre("EXPLANATION"));
}

// Recorded by a server that did not yet keep how far the search went.
TEST_F(CycleSelection, IsComparedWithoutWhatWasNotKept) {
  TellCases();
  TellCycle();
  ASSERT_TRUE(Select(Request()).ok());
  v1::CasesSelected older = recorded_.cases_selected();
  ASSERT_TRUE(older.certificate().has_picks_cut_short());
  older.mutable_certificate()->clear_picks_cut_short();
  RecordChanged(older);
  EXPECT_EQ(Replay()->outcome(), Replayed::SAME);
  older.mutable_certificate()->set_picks_cut_short(1);
  RecordChanged(older);
  // A choice that was cut short is one of another revision by now.
  const auto cut_short = Replay();
  EXPECT_THAT(MattersOf(*cut_short), ElementsAre("ALGORITHM"));
  EXPECT_EQ(cut_short->differences(0).recorded(), "2");
  EXPECT_EQ(cut_short->differences(0).replayed(), "5");
  older.set_algorithm_revision(5);
  RecordChanged(older);
  EXPECT_THAT(MattersOf(*Replay()), ElementsAre("EXPLANATION"));
}

TEST_F(CycleSelection, SentAgainIsAnsweredWithWhatWasRecorded) {
  TellCases();
  TellCycle();
  const auto first = Select(Request());
  const auto again = Select(Request());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->repeat());
  EXPECT_EQ(again->version(), first->version());
  EXPECT_EQ(again->selected().SerializeAsString(), first->selected().SerializeAsString());
  EXPECT_FALSE(again->explained().has_certificate());
}

TEST_F(CycleSelection, ConsentsMustHoldOnTheDayOfTheChoice) {
  TellCases();
  Interrupted("case/d", "DK-360", "2025-01-31", "2025-03-28", "ILLNESS", false);
  world_.Append(LearningConsentFact("case/d", "DK-360", "2025-03-01", "2025-05-15"));
  TellCycle();
  v1::RecordSelectionRequest request = Request();
  request.set_as_of("2025-05-15");
  EXPECT_EQ(Select(request)->explained().sites(0).candidates(), 3);
  EXPECT_EQ(recorded_.occurred_at().date().date(), "2025-05-15");
  EXPECT_EQ(Replay()->outcome(), Replayed::SAME);
  EXPECT_EQ(Select(Request(kOtherId))->explained().sites(0).candidates(), 2);
}

TEST_F(CycleSelection, IsRefusedWhereItCannotBeMade) {
  EXPECT_EQ(base::ReasonOf(Select(Request()).status()), "CYCLE_NOT_FOUND");
  v1::Event identified = Fact("cycle/c", "DK-360", "2025-03-31");
  identified.mutable_challenge_identified()->add_sites("DK-360");
  world_.Append(identified);
  world_.CatchUp();
  EXPECT_EQ(base::ReasonOf(Select(Request()).status()), "CRITERIA_MISSING");
  EXPECT_EQ(base::ReasonOf(Replay().status()), "SELECTION_NOT_FOUND");
  v1::RecordSelectionRequest request = Request();
  request.set_stream("case/c");
  request.set_as_of("2025-06-02");
  request.set_lambda_permille(-1);
  request.set_seed(std::string(65, 'x'));
  EXPECT_THAT(base::ViolatedFields(Select(request).status()),
              ElementsAre("stream", "seed", "lambda_permille", "as_of"));
  CyclesService without(views_, reader_, learning_, world_.log(), clock_);
  EXPECT_EQ(base::ReasonOf(Select(Request(), without).status()), "RECORDS_NOTHING");
}

TEST_F(CycleSelection, GoesByFiltersMonthsWeightsAndBothEndingsAndComesOutTheSame) {
  TellCases();
  world_.Append(CaseOpenedFact("case/done", "DK-376", "2024-12-01"));
  world_.Append(PlacementStartedFact("case/done", "DK-376", "2025-01-10"));
  world_.Append(PlacementCompletedFact("case/done", "DK-376", "2025-03-12"));
  world_.Append(LearningConsentFact("case/done", "DK-376", "2025-03-01"));
  TellCycle();
  v1::Event set = Fact("cycle/c", "DK-360", "2025-04-02");
  v1::SelectionCriteria& criteria = *set.mutable_criteria_set()->mutable_criteria();
  set.mutable_criteria_set()->add_informants(v1::INFORMANT_KIND_COMPANY);
  criteria.set_period_start("2025-01-01");
  criteria.set_period_end("2025-03-31");
  criteria.add_endings(v1::PLACEMENT_ENDING_INTERRUPTED);
  criteria.add_endings(v1::PLACEMENT_ENDING_COMPLETED);
  criteria.set_min_calendar_months(2);
  auto& filter = *criteria.add_filters();
  filter.set_feature(v1::PLACEMENT_FEATURE_DURATION_BAND);
  filter.add_values("56-90");
  auto& weight = *criteria.add_weights();
  weight.set_feature(v1::PLACEMENT_FEATURE_PLACEMENT_TYPE);
  weight.set_weight_permille(2500);
  auto& quota = *criteria.add_quotas();
  quota.set_site("DK-376");
  quota.set_cases(5);
  world_.Append(set);
  world_.CatchUp();
  const auto response = Select(Request());
  ASSERT_TRUE(response.ok()) << response.status();
  const v1::CasesSelected kept = recorded_.cases_selected();
  std::vector<std::string> streams;
  for (const auto& pick : kept.picks()) streams.push_back(pick.learning_case().case_stream());
  EXPECT_THAT(streams, ::testing::UnorderedElementsAre("case/c", "case/done"));
  EXPECT_EQ(kept.criteria().weights(0).weight_permille(), 2500);
  ASSERT_EQ(kept.coverage().excluded_size(), 1);
  EXPECT_EQ(kept.coverage().excluded(0).placements(), 6) << "six ran a month only";

  Interrupted("case/late", "DK-376", "2025-01-10", "2025-03-25", "TRANSPORT", true);
  world_.CatchUp();
  const auto replayed = Replay();
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_EQ(replayed->outcome(), Replayed::SAME) << replayed->DebugString();
  // A choice by another weight is told apart.
  v1::CasesSelected other = kept;
  other.mutable_criteria()->mutable_weights(0)->set_weight_permille(0);
  RecordChanged(other);
  EXPECT_NE(Replay("other")->outcome(), Replayed::SAME);
}

TEST_F(CycleSelection, IsNotRecordedWhereNobodyWaitsForIt) {
  TellCases();
  TellCycle();
  const Waiting gone = {.has_gone = [] { return true; }};
  const auto selected =
      Ask<v1::RecordSelectionResponse>(service_, Request(), &CyclesService::RecordSelection, gone);
  EXPECT_EQ(base::ReasonOf(selected.status()), "CALLER_GONE");
  EXPECT_FALSE(recorded_.has_cases_selected());
  ASSERT_TRUE(Select(Request()).ok());
  v1::ReplaySelectionRequest replay;
  replay.set_stream("cycle/c");
  const auto replayed = Ask<Replayed>(service_, replay, &CyclesService::ReplaySelection, gone);
  EXPECT_EQ(base::ReasonOf(replayed.status()), "CALLER_GONE");
}

TEST_F(CycleSelection, ByCriteriaThatAreNotServedIsRefused) {
  TellCycle();
  v1::Event set = Fact("cycle/c", "DK-360", "2025-04-02");
  const auto refused_by = [&](const auto& change) {
    v1::SelectionCriteria& criteria = *set.mutable_criteria_set()->mutable_criteria();
    criteria.Clear();
    criteria.add_endings(v1::PLACEMENT_ENDING_INTERRUPTED);
    change(criteria);
    world_.Append(set);
    world_.CatchUp();
    const absl::Status status = Select(Request()).status();
    const auto info = base::ErrorInfoOf(status);
    return base::StrCat(base::ReasonOf(status), " ", info ? info->metadata().begin()->second : "");
  };
  for (const v1::SelectionMode mode : {v1::SELECTION_MODE_DISCONFIRMING, v1::SELECTION_MODE_MATCHED_PAIR}) {
    EXPECT_EQ(refused_by([&](auto& criteria) {
                criteria.add_endings(v1::PLACEMENT_ENDING_COMPLETED);
                criteria.set_mode(mode);
              }),
              "CRITERION_NOT_SERVED criteria.endings");
  }
}

}  // namespace
}  // namespace praksis::services
