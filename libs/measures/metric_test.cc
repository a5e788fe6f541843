#include "libs/measures/metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>

#include "libs/base/strings.h"
#include "libs/readmodels/all_models.h"
#include "libs/readmodels/testing/case_states.h"
#include "libs/readmodels/testing/model_tables.h"

namespace praksis::measures {
namespace {

using readmodels::testing::AddBelief;
using readmodels::testing::AddClosure;
using readmodels::testing::AddCoaching;
using readmodels::testing::AddOccupation;
using readmodels::testing::AddPlacement;
using readmodels::testing::AddReferral;
using readmodels::testing::CaseState;
using readmodels::testing::CloseCase;
using readmodels::testing::Date;
using readmodels::testing::ModelTables;
using readmodels::testing::OpenCase;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Placement = v1::CaseSummary::Placement;
using Referral = v1::CaseSummary::Referral;

// The tables, and the cases that they were made of.
class WithCases final : public projection::View {
 public:
  explicit WithCases(const ModelTables& tables) : tables_(tables.View()), states_(tables.states()) {}
  const log::Position& position() const override { return tables_->position(); }
  const store::Snapshot& snapshot() const override { return tables_->snapshot(); }
  absl::StatusOr<std::optional<CaseState>> Case(const StreamId& stream) const override {
    return tables_->Case(stream);
  }
  absl::Status VisitCases(std::string_view /*after*/,
                          absl::FunctionRef<bool(const CaseState&)> visit) const override {
    for (const auto& [stream, state] : states_) {
      if (!visit(state)) break;
    }
    return absl::OkStatus();
  }
  store::Table Counts(std::string_view model) const override { return tables_->Counts(model); }
  store::Table Rows(std::string_view model) const override { return tables_->Rows(model); }

 private:
  const std::shared_ptr<const projection::View> tables_;
  const std::map<std::string, CaseState> states_;
};

class Metric : public ::testing::Test {
 protected:
  CaseState& Case(std::string_view opened_on = "2025-01-02", std::string_view site = "DK-360") {
    cases_.push_back(OpenCase(base::StrCat("case/", cases_.size()), site, opened_on));
    return cases_.back();
  }
  // "2025-01 0.50 of 4", "… small" where so; January to March 2025 at DK-360.
  std::vector<std::string> Read(v1::MeasureFigure figure, int32_t horizon_days = 0,
                                std::string_view as_of = "2026-06-01") {
    ModelTables tables(readmodels::AllCaseModels());
    for (const CaseState& state : cases_) tables.Put(state);
    MetricQuestion question = {.sites = {"DK-360"},
                               .months = WholeMonths(Date("2025-01-01"), Date("2025-04-01")),
                               .as_of = Date(as_of),
                               .k = 3};
    question.metric.set_figure(figure);
    question.metric.set_horizon_days(horizon_days);
    const auto series = ReadMetric(WithCases(tables), question);
    EXPECT_TRUE(series.ok()) << series.status();
    std::vector<std::string> texts;
    for (const MonthFigure& month : series->at("DK-360")) {
      char value[16];
      std::snprintf(value, sizeof value, "%.2f", month.value);
      texts.push_back(base::StrCat(base::FormatDay(FirstDayOf(month.month)).substr(0, 7), " ", value, " of ",
                                   month.count, month.small ? " small" : ""));
    }
    return texts;
  }

  std::vector<CaseState> cases_;
};

TEST_F(Metric, InterruptionIsTheShareByTheHorizonOfThoseWhoStartedInTheMonth) {
  for (int i = 0; i < 3; ++i) AddPlacement(Case(), Placement::INTERRUPTED, "2025-01-31", "2025-05-02");
  for (int i = 0; i < 3; ++i) AddPlacement(Case(), Placement::INTERRUPTED, "2025-01-31", "2025-05-03");
  AddPlacement(Case(), Placement::COMPLETED, "2025-01-01", "2025-01-20");
  AddPlacement(Case(), Placement::RUNNING, "2025-01-01");
  AddPlacement(Case(), Placement::INTERRUPTED, "2025-01-01", "2025-01-20").set_reason_citizen("GOT_JOB");
  AddPlacement(Case(), Placement::RUNNING, "2025-02-01");
  AddPlacement(Case("2025-01-02", "DK-376"), Placement::RUNNING, "2025-01-01");
  // 91 days after 31 January is 2 May.
  EXPECT_THAT(Read(v1::MEASURE_FIGURE_INTERRUPTION, 91),
              ElementsAre("2025-01 0.33 of 9", "2025-02 0.00 of 1 small"));
}

TEST_F(Metric, AMonthIsKnownOnceEverybodyIsFollowedThatFar) {
  for (const char* start : {"2025-01-01", "2025-02-01", "2025-03-01"}) {
    AddPlacement(Case(), Placement::RUNNING, start);
  }
  // 28 days after 31 January is 28 February; it is over on 1 March.
  EXPECT_THAT(Read(v1::MEASURE_FIGURE_INTERRUPTION, 28, "2025-02-28"), IsEmpty());
  EXPECT_THAT(Read(v1::MEASURE_FIGURE_INTERRUPTION, 28, "2025-03-01").size(), 1);
  EXPECT_THAT(Read(v1::MEASURE_FIGURE_REFERRALS_ACCEPTED), IsEmpty()) << "no referrals";
}

TEST_F(Metric, FewPersonsAreSmallHoweverManyPlacementsTheyHave) {
  CaseState& state = Case();
  for (int i = 0; i < 5; ++i) AddPlacement(state, Placement::COMPLETED, "2025-01-05", "2025-01-20");
  EXPECT_THAT(Read(v1::MEASURE_FIGURE_INTERRUPTION, 28), ElementsAre("2025-01 0.00 of 5 small"));
}

TEST_F(Metric, ReturnToWorkIsByTheHorizonSinceTheOpening) {
  for (int i = 0; i < 3; ++i) AddOccupation(Case("2025-01-10"), "2025-04-11");
  for (int i = 0; i < 3; ++i) AddOccupation(Case("2025-01-10"), "2025-04-12");
  CloseCase(Case("2025-01-10"), "2025-02-01");
  Case("2025-01-10");
  EXPECT_THAT(Read(v1::MEASURE_FIGURE_RETURN_TO_WORK, 91), ElementsAre("2025-01 0.38 of 8"));
}

TEST_F(Metric, ReferralsAreAcceptedOfThoseAnswered) {
  for (int i = 0; i < 3; ++i) {
    auto& referral = AddReferral(Case(), "2025-01-15", Referral::ACCEPTED);
    referral.set_was_accepted(true);
    referral.set_answered_on(Date("2025-01-25"));
    referral.set_resources_worded(true);
  }
  for (int i = 0; i < 4; ++i) {
    auto& referral = AddReferral(Case(), "2025-01-15", Referral::DECLINED);
    referral.set_declined_by(v1::ReferralDeclined::PROVIDER);
    referral.set_decline_reason("NO_CAPACITY");
    referral.set_answered_on(Date("2025-01-19"));
  }
  AddReferral(Case(), "2025-01-15", Referral::MADE);
  EXPECT_THAT(Read(v1::MEASURE_FIGURE_REFERRALS_ACCEPTED), ElementsAre("2025-01 0.43 of 7"));
  EXPECT_THAT(Read(v1::MEASURE_FIGURE_RESOURCES_WORDED), ElementsAre("2025-01 0.38 of 8"));
  EXPECT_THAT(Read(v1::MEASURE_FIGURE_DAYS_TO_ANSWER), ElementsAre("2025-01 4.00 of 8"));
}

TEST_F(Metric, AMedianThatHalfHaveNotReachedIsNone) {
  auto& referral = AddReferral(Case(), "2025-01-15", Referral::ACCEPTED);
  referral.set_was_accepted(true);
  referral.set_answered_on(Date("2025-01-25"));
  for (int i = 0; i < 2; ++i) AddReferral(Case(), "2025-01-15", Referral::MADE);
  EXPECT_THAT(Read(v1::MEASURE_FIGURE_DAYS_TO_ANSWER), IsEmpty());
}

TEST_F(Metric, TheTwelveWeekOutcomeIsOfEpisodesKnown) {
  for (int i = 0; i < 3; ++i) {
    CaseState& state = Case();
    AddCoaching(state, "2025-01-10");
    AddOccupation(state, "2025-04-04");
  }
  for (int i = 0; i < 3; ++i) {
    CaseState& state = Case();
    AddCoaching(state, "2025-01-10");
    AddOccupation(state, "2025-04-05");
  }
  EXPECT_THAT(Read(v1::MEASURE_FIGURE_TWELVE_WEEK_OUTCOME), ElementsAre("2025-01 0.50 of 6"));
}

TEST_F(Metric, BeliefIsTheLatestScoreAtTheEndOfTheMonth) {
  CaseState& rises = Case("2024-12-01");
  AddBelief(rises, "2025-01-10", 2);
  AddBelief(rises, "2025-02-10", 4);
  CaseState& old = Case("2024-09-01");
  AddBelief(old, "2024-10-23", 5);  // 100 days before the end of January
  CaseState& closed = Case("2024-12-01");
  AddBelief(closed, "2025-01-10", 5);
  CloseCase(closed, "2025-02-27");
  CaseState& later = Case("2025-02-01");
  AddBelief(later, "2025-02-02", 1);
  AddBelief(Case("2024-12-01"), "2025-01-10", 5, v1::BeliefAssessed::CITIZEN);
  EXPECT_THAT(Read(v1::MEASURE_FIGURE_BELIEF),
              ElementsAre("2025-01 0.67 of 3 small", "2025-02 0.50 of 2 small", "2025-03 0.50 of 2 small"));
}

}  // namespace
}  // namespace praksis::measures
