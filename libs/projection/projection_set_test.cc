// Projections side by side: rebuilt, compared, flipped, kept and dropped while questions are answered.
#include "libs/projection/projection_set.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <thread>

#include "absl/time/clock.h"
#include "libs/base/clock.h"
#include "libs/base/refusal.h"
#include "libs/base/stepping_back.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/projection/manifest.h"
#include "libs/projection/testing/log_fixture.h"
#include "libs/projection/testing/test_models.h"

namespace praksis::projection {
namespace {

using testing::AddressModel;
using testing::CourseIn;
using testing::CourseModel;
using testing::LogFixture;

constexpr absl::Duration kPatience = absl::Seconds(60);
const AddressModel kAddresses;
const CourseModel kCourse;

// Sometimes says something else than its revision promises.
class FickleModel final : public CaseModel {
 public:
  std::string_view name() const override { return "course"; }
  int revision() const override { return 7; }
  void Contribute(const domain::cases::CaseState& state, Contributions& out) const override {
    out.Row(state.stream(), lies && state.stream() == "case/3" ? "lie" : "truth");
  }
  std::atomic<bool> lies = false;
};

class ProjectionSetTest : public ::testing::Test {
 protected:
  ProjectionSetTest() {
    std::string pattern = ::testing::TempDir() + "praksis-set-XXXXXX";
    directory_ = mkdtemp(pattern.data());
    options_.projection.directory = directory_;
    options_.reserve_bytes = 0;
  }
  ~ProjectionSetTest() override {
    set_ = nullptr;
    std::filesystem::remove_all(directory_);
  }

  void Open(const CaseModel& model = kCourse) {
    auto opened = ProjectionSet::Open(fixture_.log(), domain::cases::CaseRules(), {&model}, {&kAddresses},
                                      options_, clock_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    set_ = *std::move(opened);
    set_->Start();
  }
  void Restart(const CaseModel& model = kCourse) {
    set_ = nullptr;
    Open(model);
  }
  // As a process that is killed leaves it: files are copied while it works, and the copy is opened.
  void Crash() {
    const std::string copy = directory_ + "-copy";
    for (int attempt = 0;; ++attempt) {
      std::error_code error;
      std::filesystem::copy(directory_, copy, std::filesystem::copy_options::recursive, error);
      if (!error) break;
      ASSERT_LT(attempt, 100) << error.message();
      std::filesystem::remove_all(copy);
    }
    set_ = nullptr;
    std::filesystem::remove_all(directory_);
    std::filesystem::rename(copy, directory_);
    Open();
  }

  // Event by event, so that a build can be met on its way.
  void WorkSlowly() {
    options_.projection.max_chunk_events = 1;
    options_.projection.bulk_chunk_events = 0;
    options_.projection.linger = absl::ZeroDuration();
  }

  v1::Event Opened(int number) {
    v1::Event event;
    event.set_event_id(base::StrCat("opened-", number));
    event.set_stream(base::StrCat("case/", number));
    event.set_version(1);
    event.set_municipality("DK-360");
    event.mutable_recorded_at()->set_seconds(1'000 + number);
    event.mutable_occurred_at()->mutable_date()->set_date("2025-03-03");
    event.mutable_case_opened()->set_person_ref("p-1");
    event.mutable_case_opened()->set_target_group("ACTIVITY_READY");
    event.mutable_case_opened()->set_opened_on("2025-03-03");
    return event;
  }
  void Append(int count) {
    for (int i = 0; i < count; ++i) fixture_.Append(Opened(next_++));
  }

  // The serving one's view, at least as new as the log.
  absl::StatusOr<std::shared_ptr<const View>> Ask() { return Ask(fixture_.end()); }
  absl::StatusOr<std::shared_ptr<const View>> Ask(const log::Position& at_least) {
    const auto answer = std::make_shared<std::promise<absl::StatusOr<std::shared_ptr<const View>>>>();
    set_->When(at_least, absl::Now() + kPatience,
               [answer](auto view) { answer->set_value(std::move(view)); });
    return answer->get_future().get();
  }
  size_t CasesIn(const View& view) { return CourseIn(view).rows.size(); }

  ProjectionInfo Info(const std::string& name) {
    const auto info = set_->Find(name);
    EXPECT_TRUE(info.ok()) << info.status();
    return info.ok() ? *info : ProjectionInfo();
  }
  std::string Serving() {
    const std::vector<ProjectionInfo> all = set_->List().value();
    for (const ProjectionInfo& info : all) {
      if (info.state == ProjectionState::kServing) return info.name;
    }
    return "none";
  }
  bool Becomes(const std::string& name, ProjectionState state) {
    const absl::Time deadline = absl::Now() + kPatience;
    while (absl::Now() < deadline) {
      if (Info(name).state == state) return true;
      absl::SleepFor(absl::Milliseconds(5));
    }
    return false;
  }
  std::string Rebuilt() {
    const auto name = set_->Rebuild(std::nullopt);
    EXPECT_TRUE(name.ok()) << name.status();
    EXPECT_TRUE(Becomes(*name, ProjectionState::kReady));
    return *name;
  }
  absl::Status Flip(const std::string& name) { return set_->Flip(name, absl::Now() + kPatience); }

  const base::SystemClock clock_;
  LogFixture fixture_;
  SetOptions options_;
  std::string directory_;
  int next_ = 0;
  std::unique_ptr<ProjectionSet> set_;
};

TEST_F(ProjectionSetTest, ServesWhatWasFlippedTo_AlsoAfterARestart) {
  Append(20);
  Open();
  const std::string first = Serving();
  const std::string second = Rebuilt();
  EXPECT_EQ(second, first + "-2");
  EXPECT_EQ(Info(first).models, "course@1,addresses@1");

  ASSERT_EQ(Flip(second), absl::OkStatus());

  EXPECT_EQ(Info(second).state, ProjectionState::kServing);
  EXPECT_EQ(Info(first).state, ProjectionState::kStopped);
  EXPECT_EQ(CasesIn(**Ask()), 20u);
  Restart();
  EXPECT_EQ(Serving(), second);
  EXPECT_EQ(ServingName(directory_, first).value(), second);
  EXPECT_EQ(CasesIn(**Ask()), 20u);
}

TEST_F(ProjectionSetTest, FlippingBackCatchesUpFirst) {
  WorkSlowly();
  // Less than catching up takes: the serving one is held still only when the other is nearly there.
  options_.longest_hold = absl::Milliseconds(100);
  Append(5);
  Open();
  const std::string first = Serving();
  const std::string second = Rebuilt();
  ASSERT_EQ(Flip(second), absl::OkStatus());
  ASSERT_EQ(Flip(first), absl::OkStatus());
  Append(3'000);
  ASSERT_TRUE(Ask().ok());

  ASSERT_EQ(Flip(second), absl::OkStatus());

  EXPECT_EQ(Serving(), second);
  EXPECT_TRUE(set_->position().Covers(fixture_.end()));
  EXPECT_EQ(CasesIn(**Ask()), 3'005u);
}

TEST_F(ProjectionSetTest, NoQuestionFailsOrSeesLessThanBeforeWhileItFlips) {
  // Whoever is not waited for lets events gather, and so the one that takes over is behind.
  options_.projection.linger = options_.projection.linger_under_load = absl::Milliseconds(200);
  Append(50);
  Open();
  const std::string first = Serving();
  const std::string second = Rebuilt();
  std::atomic<bool> done = false;
  std::atomic<int> answers = 0;
  std::vector<std::thread> askers;
  for (int i = 0; i < 3; ++i) {
    askers.emplace_back([&] {
      log::Position seen;
      while (!done) {
        // Without a position to wait for: what was seen once must not be unseen.
        const auto view = Ask({});
        ASSERT_TRUE(view.ok()) << view.status();
        ASSERT_TRUE((*view)->position().Covers(seen)) << "an older answer after a newer one";
        seen = (*view)->position();
        ++answers;
      }
    });
  }
  for (int round = 0; round < 4; ++round) {
    std::atomic<bool> flipped = false;
    std::thread flipper([&] {
      EXPECT_EQ(Flip(round % 2 == 0 ? second : first), absl::OkStatus());
      flipped = true;
    });
    while (!flipped) {
      Append(1);
      // Read your writes.
      const auto view = Ask();
      EXPECT_EQ(view.ok() ? CasesIn(**view) : 0, static_cast<size_t>(next_)) << view.status();
    }
    flipper.join();
  }
  done = true;
  for (std::thread& asker : askers) asker.join();
  EXPECT_GT(answers, 100);
}

TEST_F(ProjectionSetTest, WhoWaitsIsAnsweredByTheNewOne) {
  Append(5);
  Open();
  const std::string second = Rebuilt();
  log::Position later = fixture_.end();
  const v1::Event event = Opened(next_);
  const PartitionId partition = fixture_.PartitionOf(event.stream());
  later.Advance(partition, later.next(partition).Next());
  std::promise<absl::Status> answered;
  set_->When(later, absl::Now() + kPatience, [&](const auto& view) { answered.set_value(view.status()); });

  ASSERT_EQ(Flip(second), absl::OkStatus());
  Append(1);

  EXPECT_TRUE(answered.get_future().get().ok());
}

TEST_F(ProjectionSetTest, ACrashWhileBuildingIsNoMoreThanAPause) {
  WorkSlowly();
  Append(3'000);
  Open();
  const std::string second = set_->Rebuild(std::nullopt).value();
  while (Info(second).done < 100) absl::SleepFor(absl::Milliseconds(1));

  Crash();

  EXPECT_EQ(Serving(), second.substr(0, second.size() - 2));
  ASSERT_TRUE(Becomes(second, ProjectionState::kReady));
  ASSERT_EQ(Flip(second), absl::OkStatus());
  EXPECT_EQ(CasesIn(**Ask()), 3'000u);
}

TEST_F(ProjectionSetTest, ACrashAfterAFlipServesTheNewOne) {
  Append(30);
  Open();
  const std::string second = Rebuilt();
  ASSERT_EQ(Flip(second), absl::OkStatus());
  Append(3);
  ASSERT_TRUE(Ask().ok());

  Crash();

  EXPECT_EQ(Serving(), second);
  EXPECT_EQ(CasesIn(**Ask()), 33u);
}

TEST_F(ProjectionSetTest, TheServingOneIsNeverDropped) {
  Append(1);
  Open();
  const std::string first = Serving();
  EXPECT_EQ(base::ReasonOf(set_->Drop(first)), "PROJECTION_SERVING");
  EXPECT_EQ(base::ReasonOf(set_->Drop("v-none")), "PROJECTION_UNKNOWN");
  EXPECT_EQ(CasesIn(**Ask()), 1u);
  const std::string second = Rebuilt();
  ASSERT_EQ(Flip(second), absl::OkStatus());
  ASSERT_TRUE(set_->Drop(first).ok());
  EXPECT_FALSE(std::filesystem::exists(directory_ + "/" + first));
  EXPECT_EQ(set_->List()->size(), 1u);
  EXPECT_EQ(CasesIn(**Ask()), 1u);
  Restart();
  EXPECT_EQ(Serving(), second);
}

TEST_F(ProjectionSetTest, DroppingWaitsForWhoStillReads) {
  options_.patience = absl::Milliseconds(100);
  Append(1);
  Open();
  const std::string first = Serving();
  auto reading = Ask().value();
  ASSERT_EQ(Flip(Rebuilt()), absl::OkStatus());
  EXPECT_EQ(base::ReasonOf(set_->Drop(first)), "PROJECTION_IN_USE");
  EXPECT_EQ(CasesIn(*reading), 1u);
  reading = nullptr;
  // Closing its files may take longer than that patience.
  const absl::Time until = absl::Now() + kPatience;
  while (!set_->Drop(first).ok()) ASSERT_LT(absl::Now(), until);
}

TEST_F(ProjectionSetTest, ComparesEqualsAsEqualWhileEventsComeIn) {
  Append(200);
  Open();
  const std::string first = Serving();
  const std::string second = Rebuilt();
  std::atomic<bool> done = false;
  std::thread writer([&] {
    while (!done) Append(1);
  });
  const auto compared = set_->Compare(first, second, absl::Now() + kPatience, nullptr);
  done = true;
  writer.join();
  ASSERT_TRUE(compared.ok()) << compared.status();
  EXPECT_EQ(compared->different, 0) << compared->differences[0].table << " " << compared->differences[0].key;
  EXPECT_GE(compared->rows, 600);
  ASSERT_TRUE(Flip(second).ok()) << "the other goes on";
}

TEST_F(ProjectionSetTest, ComparingFindsAChangedRow) {
  FickleModel model;
  Append(10);
  Open(model);
  ASSERT_TRUE(Ask().ok());
  const std::string first = Serving();
  model.lies = true;
  const std::string second = Rebuilt();

  const auto compared = set_->Compare(first, second, absl::Now() + kPatience, nullptr);

  ASSERT_TRUE(compared.ok()) << compared.status();
  ASSERT_EQ(compared->different, 1);
  EXPECT_EQ(compared->differences[0].table, "course.rows");
  EXPECT_EQ(compared->differences[0].key, "case/3");
  EXPECT_EQ(compared->differences[0].left, "truth");
  EXPECT_EQ(compared->differences[0].right, "lie");
  EXPECT_EQ(compared->position, fixture_.end());
}

TEST_F(ProjectionSetTest, AComparisonCanBeEnded) {
  Append(10);
  Open();
  const std::string second = Rebuilt();
  EXPECT_EQ(set_->Compare(Serving(), second, absl::Now() + kPatience, [](int64_t) { return false; })
                .status()
                .code(),
            absl::StatusCode::kCancelled);
  EXPECT_EQ(base::ReasonOf(set_->Compare(second, second, absl::Now(), nullptr).status()), "PROJECTION_SAME");
}

TEST_F(ProjectionSetTest, KeepsWhatWasKnownAtAnEarlierPosition) {
  Append(8);
  const log::Position then = fixture_.end();
  Append(4);
  Open();
  EXPECT_EQ(base::ReasonOf(set_->KeptAt(then).status()), "POSITION_NOT_KEPT");
  const std::string kept = set_->Rebuild(then).value();
  ASSERT_TRUE(Becomes(kept, ProjectionState::kKept));

  for (const bool restarted : {false, true}) {
    if (restarted) {
      Restart();
      ASSERT_TRUE(Becomes(kept, ProjectionState::kKept));
    }
    Append(1);
    const auto answer = set_->KeptAt(then);
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(CasesIn(*answer->view), 8u);
    EXPECT_EQ(answer->view->position(), then);
    EXPECT_EQ(answer->recorded, absl::FromUnixSeconds(1'007));
    EXPECT_EQ(set_->Find(kept)->recorded, absl::FromUnixSeconds(1'007)) << "as the list says, too";
    EXPECT_EQ(set_->Find(Serving())->recorded, std::nullopt);
    EXPECT_EQ(CasesIn(**Ask()), static_cast<size_t>(next_));
  }
  EXPECT_EQ(set_->Rebuild(then).value(), kept) << "it is there already";
  EXPECT_EQ(base::ReasonOf(Flip(kept)), "PROJECTION_KEPT");
  EXPECT_EQ(base::ReasonOf(set_->Compare(Serving(), kept, absl::Now() + kPatience, nullptr).status()),
            "POSITIONS_DIFFER");
}

TEST_F(ProjectionSetTest, KeepsNoPositionThatNobodyWasAt) {
  Append(20);
  Open();
  const v1::Event last = Opened(next_ - 1);
  log::Position of_a_write;
  const PartitionId partition = fixture_.PartitionOf(last.stream());
  of_a_write.Advance(partition, fixture_.end().next(partition));
  EXPECT_EQ(base::ReasonOf(set_->Rebuild(of_a_write).status()), "POSITION_INCOMPLETE");
  log::Position ahead = fixture_.end();
  ahead.Advance(partition, ahead.next(partition).Next());
  EXPECT_EQ(base::ReasonOf(set_->Rebuild(ahead).status()), "POSITION_AHEAD");
}

TEST_F(ProjectionSetTest, BuildsOneAtATime) {
  WorkSlowly();
  Append(3'000);
  Open();
  const std::string second = set_->Rebuild(std::nullopt).value();
  EXPECT_EQ(base::ReasonOf(set_->Rebuild(std::nullopt).status()), "REBUILD_RUNNING");
  EXPECT_EQ(base::ReasonOf(Flip(second)), "PROJECTION_BUILDING");
  EXPECT_EQ(base::ReasonOf(set_->Compare(Serving(), second, absl::Now(), nullptr).status()),
            "PROJECTION_BUILDING");
  ASSERT_TRUE(set_->Drop(second).ok()) << "ends it";
  const std::string third = Rebuilt();
  EXPECT_EQ(base::ReasonOf(set_->Rebuild(std::nullopt).status()), "REBUILD_WAITING");
  ASSERT_TRUE(set_->Drop(third).ok());
}

TEST_F(ProjectionSetTest, WhatIsBuiltStepsBackWhileSomebodyIsAnsweredAndIsTheSame) {
  base::Attention& attention = base::Attention::OfProcess();
  // All in one chunk, of some thousand slices.
  Append(20'000);
  Open();
  ASSERT_TRUE(Ask().ok());
  attention.Begin();
  const absl::Time begun = absl::Now();
  const std::string second = set_->Rebuild(std::nullopt).value();
  // It is in small chunks, and takes its time: after some rests it is still on its way.
  while (Info(second).done == 0 && absl::Now() < begun + kPatience) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_EQ(Info(second).state, ProjectionState::kBuilding);
  EXPECT_LT(Info(second).done, 20'000);
  // With nobody to answer it is quick, and it has the same rows.
  attention.End();
  ASSERT_TRUE(Becomes(second, ProjectionState::kReady));
  const auto compared = set_->Compare(Serving(), second, absl::Now() + kPatience, nullptr);
  ASSERT_TRUE(compared.ok()) << compared.status();
  EXPECT_EQ(compared->different, 0);
  // Who waits for it is not held up: a flip ends its rests.
  attention.Begin();
  Append(1'000);
  EXPECT_EQ(Flip(second), absl::OkStatus());
  EXPECT_EQ(CasesIn(**Ask()), 21'000u);
  attention.End();
}

TEST_F(ProjectionSetTest, DoesNotTakeTheLogsRoom) {
  std::atomic<uint64_t> free = 1'000;
  options_.reserve_bytes = 500;
  options_.free_bytes = [&](const std::string&) { return free.load(); };
  Append(10);
  Open();
  ASSERT_TRUE(Ask().ok());
  const absl::Status refused = set_->Rebuild(std::nullopt).status();
  EXPECT_EQ(base::ReasonOf(refused), "DISK_FULL");
  EXPECT_EQ(base::ErrorInfoOf(refused)->metadata().at("free_bytes"), "1000");
  free = 1'000'000'000;
  const std::string second = Rebuilt();
  free = 100;
  ASSERT_TRUE(Becomes(second, ProjectionState::kStopped));
  EXPECT_EQ(base::ReasonOf(Info(second).health), "DISK_FULL");
  EXPECT_EQ(CasesIn(**Ask()), 10u) << "the serving one goes on";
}

TEST_F(ProjectionSetTest, AProgramOfOtherModelsBuildsBesideAndTheOldOneFindsItsRowsAgain) {
  Append(10);
  Open();
  ASSERT_EQ(Flip(Rebuilt()), absl::OkStatus());
  const std::string old = Serving();
  const CourseModel revised(2);
  Restart(revised);
  EXPECT_NE(Serving(), old);
  EXPECT_FALSE(Info(old).of_this_program);
  EXPECT_EQ(base::ReasonOf(Flip(old)), "PROJECTION_OF_OTHER_PROGRAM");
  EXPECT_EQ(CasesIn(**Ask()), 10u);
  const std::string revised_name = Serving();
  Restart();
  EXPECT_EQ(Serving(), old);
  EXPECT_TRUE(set_->position().Covers(fixture_.end())) << "nothing had to be built";
  ASSERT_TRUE(set_->Drop(revised_name).ok());
}

TEST_F(ProjectionSetTest, SaysHowFarItIs) {
  WorkSlowly();
  // Longer work than it takes until there is something to say.
  Append(20'000);
  Open();
  const std::string second = set_->Rebuild(std::nullopt).value();
  ProjectionInfo info = Info(second);
  while (!info.left && info.state == ProjectionState::kBuilding) info = Info(second);
  ASSERT_EQ(info.state, ProjectionState::kBuilding);
  EXPECT_EQ(info.total, 20'000);
  EXPECT_GT(info.done, 0);
  EXPECT_GT(*info.left, absl::ZeroDuration());
  int64_t behind = 0;
  for (const PartitionLag& lag : info.lags) behind += lag.events;
  EXPECT_GT(behind, 0);
  EXPECT_GT(info.disk_bytes, 0);
}

}  // namespace
}  // namespace praksis::projection
