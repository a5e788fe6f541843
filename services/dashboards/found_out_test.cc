// What is hidden between answers, found out before anybody asks.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "libs/base/strings.h"
#include "libs/projection/view.h"
#include "services/dashboards/between_answers.h"
#include "services/dashboards/figures.h"
#include "services/dashboards/testing/made_cases.h"

namespace praksis::services {
namespace {

using readmodels::CellSelection;
using testing::AttackAll;
using testing::Day;
using testing::Grid;
using testing::MadeCases;
using testing::Of;

TEST(FoundOutTest, WhatIsFoundOutBeforehandIsWhatQuestionsFindOut) {
  for (const Periods periods : {Periods::kYears, Periods::kQuarters}) {
    MadeCases asked(periods);
    asked.OpenSome(3);
    MadeCases kept(periods);
    kept.OpenSome(3);
    kept.Keep();
    int hidden = 0;
    for (const CellSelection& selection : Grid()) {
      const std::optional<int64_t> opened = asked.Opened(selection);
      hidden += opened ? 0 : 1;
      EXPECT_EQ(kept.Opened(selection), opened);
    }
    EXPECT_GT(hidden, 50);
    for (const BetweenAnswers::Statistics& one : kept.between_answers().statistics()) {
      EXPECT_EQ(one.age, absl::ZeroDuration()) << one.figure;
      EXPECT_GT(one.took, absl::ZeroDuration()) << one.figure;
      EXPECT_LT(one.bytes, 1'000'000) << one.figure;
    }
  }
}

TEST(FoundOutTest, ANewYearIsProtectedAtOnce) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2024, 400);
  cases.Open("DK-147", "YOUTH", 2025, 300);
  cases.Keep();
  EXPECT_EQ(cases.Opened(Of({}, {}, 2025)), 700);
  cases.SetToday(Day(2026, "01-20"));
  cases.Open("DK-147", "YOUTH", 2026, 2);
  EXPECT_EQ(cases.Opened(Of({})), 702);
  EXPECT_EQ(cases.Opened(Of({}, {}, 2025)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({}, 2026)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({}, {}, 2024)), 400);
}

TEST(FoundOutTest, ANewMunicipalityIsProtectedAtOnce) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2024, 400);
  cases.Open("DK-360", "YOUTH", 2024, 300);
  cases.Keep();
  cases.Open("DK-376", "YOUTH", 2024, 6);
  EXPECT_EQ(cases.Opened(Of({"DK-376"}, {}, 2024)), 6);
  cases.Open("SE-0482", "YOUTH", 2024, 2);
  EXPECT_EQ(cases.Opened(Of({"SE-0482"}, {}, 2024)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({"SE-0482"})), std::nullopt);
}

TEST(FoundOutTest, WhereFindingOutTakesLongQuestionsDoNotWaitForIt) {
  MadeCases cases(Periods::kYears, absl::ZeroDuration());
  cases.OpenSome(3);
  cases.Keep();
  MadeCases asked(Periods::kYears);
  asked.OpenSome(3);
  int shown_in_rows = 0;
  for (const CellSelection& selection : Grid()) {
    if (selection.from && selection.to && *selection.to - *selection.from > 366) {
      shown_in_rows += cases.Opened(selection) ? 1 : 0;
    } else if (selection.from && selection.to) {
      EXPECT_EQ(cases.Opened(selection), asked.Opened(selection));
    }
  }
  EXPECT_GT(shown_in_rows, 0);
  EXPECT_LE(AttackAll(cases).followed, 1);
}

TEST(FoundOutTest, WhereFindingOutTakesLongANewMunicipalityIsNotShownAtFirst) {
  MadeCases cases(Periods::kYears, absl::ZeroDuration());
  cases.Open("DK-147", "YOUTH", 2024, 400);
  cases.Open("DK-360", "YOUTH", 2024, 300);
  cases.Keep();
  cases.Open("DK-376", "YOUTH", 2024, 6);
  EXPECT_EQ(cases.Opened(Of({"DK-376"}, {}, 2024)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({"DK-147"}, {}, 2024)), 400);
}

TEST(FoundOutTest, WhereMuchHasHappenedSinceQuestionsFindOut) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2024, 40);
  cases.Open("DK-360", "YOUTH", 2024, 20);
  cases.Keep();
  CellSelection young = Of({"DK-360"});
  young.target_groups = {"YOUTH"};
  EXPECT_EQ(cases.Opened(young), 20);
  cases.Open("DK-147", "JOB_READY", 2024, 30);
  cases.Open("DK-360", "JOB_READY", 2024, 3);
  // Of 23 in the municipality.
  EXPECT_EQ(cases.Opened(Of({"DK-360"})), 23);
  EXPECT_EQ(cases.Opened(young), std::nullopt);
}

// A view as it is while the projection is far behind.
class BehindView final : public projection::View {
 public:
  explicit BehindView(std::shared_ptr<const projection::View> view) : view_(std::move(view)) {}
  const log::Position& position() const override { return view_->position(); }
  const store::Snapshot& snapshot() const override { return view_->snapshot(); }
  absl::StatusOr<std::optional<domain::cases::CaseState>> Case(const StreamId& stream) const override {
    return view_->Case(stream);
  }
  absl::Status VisitCases(std::string_view after,
                          absl::FunctionRef<bool(const domain::cases::CaseState&)> visit) const override {
    return view_->VisitCases(after, visit);
  }
  store::Table Counts(std::string_view model) const override { return view_->Counts(model); }
  store::Table Rows(std::string_view model) const override { return view_->Rows(model); }
  bool cells_awaited() const override { return true; }

 private:
  const std::shared_ptr<const projection::View> view_;
};

// Those of `views`, first as long as it is behind.
class CatchingUp final : public projection::ViewSource {
 public:
  void Follow(projection::ViewSource& views) { views_ = &views; }
  void CatchUp() { behind_ = false; }
  int given() const { return given_; }

  void When(const log::Position& at_least, absl::Time deadline, ViewDone done) override {
    views_->When(at_least, deadline, [&](absl::StatusOr<std::shared_ptr<const projection::View>> view) {
      if (view.ok() && behind_) view = std::make_shared<BehindView>(*view);
      std::move(done)(std::move(view));
    });
    ++given_;
  }
  absl::StatusOr<projection::KeptView> KeptAt(const log::Position& position) const override {
    return views_->KeptAt(position);
  }

 private:
  projection::ViewSource* views_ = nullptr;
  std::atomic<bool> behind_ = true;
  std::atomic<int> given_ = 0;
};

TEST(FoundOutTest, NothingIsWhileTheProjectionIsFarBehind) {
  CatchingUp views;
  MadeCases cases(Periods::kYears);
  views.Follow(cases.views());
  cases.OpenSome(3);
  cases.Keep(views);
  // Each figure at least twice.
  while (views.given() < 3 * static_cast<int>(AllFigures().size())) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_TRUE(cases.between_answers().statistics().empty());
  views.CatchUp();
  cases.AwaitFoundOut();
}

class KeptOnDiskTest : public ::testing::Test {
 protected:
  // Of how many figures it is known from the start, of what was found out about the same cases and kept.
  size_t KnownAtOnce(std::string_view log_id, Periods periods = Periods::kYears) {
    CatchingUp behind;
    MadeCases cases(periods);
    behind.Follow(cases.views());
    cases.OpenSome(3);
    cases.Keep(behind, log_id, file_);
    return cases.between_answers().statistics().size();
  }
  void FindOutAndKeep() {
    MadeCases cases(Periods::kYears);
    cases.OpenSome(3);
    cases.Keep(cases.views(), kLog, file_);
    cases.AwaitFoundOut();
  }
  std::string Read() const {
    std::ifstream file(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void Write(const std::string& bytes) const { std::ofstream(file_, std::ios::binary) << bytes; }

  static constexpr std::string_view kLog = "00112233445566778899aabbccddeeff";
  const std::string file_ = base::StrCat(::testing::TempDir(), "/hidden-", getpid());
};

TEST_F(KeptOnDiskTest, IsKnownAtOnceAndTheSame) {
  FindOutAndKeep();
  MadeCases asked(Periods::kYears);
  asked.OpenSome(3);
  CatchingUp behind;
  // Where nothing is quick, and nothing can be found out, all is as it was kept.
  MadeCases kept(Periods::kYears, absl::ZeroDuration());
  behind.Follow(kept.views());
  kept.OpenSome(3);
  kept.Keep(behind, kLog, file_);
  EXPECT_EQ(kept.between_answers().statistics().size(), AllFigures().size());
  int hidden = 0;
  for (const CellSelection& selection : Grid()) {
    const std::optional<int64_t> opened = asked.Opened(selection);
    hidden += opened ? 0 : 1;
    EXPECT_EQ(kept.Opened(selection), opened);
  }
  EXPECT_GT(hidden, 50);
}

TEST_F(KeptOnDiskTest, OfAnotherLogOrOtherPeriodsIsNothing) {
  FindOutAndKeep();
  EXPECT_EQ(KnownAtOnce(kLog), AllFigures().size());
  EXPECT_EQ(KnownAtOnce("10112233445566778899aabbccddeeff"), 0U);
  EXPECT_EQ(KnownAtOnce(kLog, Periods::kQuarters), 0U);
}

TEST_F(KeptOnDiskTest, DamagedIsNothing) {
  FindOutAndKeep();
  const std::string good = Read();
  ASSERT_GT(good.size(), 1000U);
  for (const size_t at : {size_t{0}, good.size() / 2, good.size() - 5, good.size() - 1}) {
    std::string damaged = good;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    Write(damaged);
    EXPECT_EQ(KnownAtOnce(kLog), 0U) << at;
  }
  Write(good.substr(0, good.size() / 2));
  EXPECT_EQ(KnownAtOnce(kLog), 0U);
  Write(good);
  EXPECT_EQ(KnownAtOnce(kLog), AllFigures().size());
}

}  // namespace
}  // namespace praksis::services
