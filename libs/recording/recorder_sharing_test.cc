// A recorder that owns some of a log's partitions only.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/recording/submission.h"
#include "libs/recording/testing/world.h"

namespace praksis::recording {
namespace {

using testing::Closed;
using testing::Fate;
using testing::Noted;
using testing::Opened;
using testing::World;

// Keeps what is not decided here.
class Kept final : public Elsewhere {
 public:
  bool Put(PartitionId, std::unique_ptr<Submission>& submission) override {
    if (here) return false;
    facts.push_back(std::move(submission));
    return true;
  }
  void GivenUp(PartitionId, absl::FunctionRef<std::vector<std::unique_ptr<Submission>>()> rest) override {
    here = false;
    for (auto& submission : rest()) facts.push_back(std::move(submission));
  }
  std::vector<std::string> ids() const {
    std::vector<std::string> ids;
    for (const auto& submission : facts) ids.push_back(submission->fact.event_id());
    return ids;
  }

  bool here = false;
  std::vector<std::unique_ptr<Submission>> facts;
};

class SharingRecorderTest : public ::testing::Test {
 protected:
  static Options Sharing(Kept& kept, absl::Status& may_own_again) {
    Options options;
    options.elsewhere = &kept;
    options.may_own_again = [&may_own_again](PartitionId) { return may_own_again; };
    return options;
  }
  PartitionId partition() { return log::PartitionOf(StreamId("case/1"), 2); }
  void TakeAndAdmit() {
    world_.recorder().Take(partition());
    kept_.here = true;
    world_.recorder().Admit(partition(), std::exchange(kept_.facts, {}));
    world_.Pass();
  }
  void Release() {
    world_.recorder().Release(partition(), [this] { released_ = true; });
    world_.Pass();
  }

  Kept kept_;
  absl::Status may_own_again_;
  World world_{Sharing(kept_, may_own_again_)};
  bool released_ = false;
};

TEST_F(SharingRecorderTest, OwnsNothingToBeginWith) {
  const auto& answer = world_.Record(Opened("case/1", 1));
  EXPECT_FALSE(answer.result.has_value());
  EXPECT_EQ(kept_.ids(), std::vector{testing::IdOf(1)});
}

TEST_F(SharingRecorderTest, DecidesWhatWaitedBeforeWhatComesOnceItIsAdmitted) {
  const auto& opened = world_.Send(Opened("case/1", 1));
  const auto& noted = world_.Send(Noted("case/1", 2));
  TakeAndAdmit();
  const auto& later = world_.Record(Noted("case/1", 3));
  EXPECT_EQ(opened.version(), 1);
  EXPECT_EQ(noted.version(), 2);
  EXPECT_EQ(later.version(), 3);
}

TEST_F(SharingRecorderTest, AnswersWhatIsWithTheLogAndGivesUpTheRestInOrder) {
  TakeAndAdmit();
  // given a batch that the log takes its time for
  world_.faults.fates.push_back({.delay = absl::Milliseconds(50)});
  const auto& with_the_log = world_.Record(Opened("case/1", 1));
  world_.recorder().Release(partition(), [this] { released_ = true; });
  const auto& undecided = world_.Send(Noted("case/1", 2));
  world_.Send(Noted("case/1", 3));
  // when nothing has come of it yet
  world_.Pass(absl::Milliseconds(10));
  EXPECT_FALSE(released_);
  // then, when it has, it is answered, and what came meanwhile is for others
  world_.Pass(absl::Milliseconds(100));
  EXPECT_TRUE(released_);
  EXPECT_EQ(with_the_log.version(), 1);
  EXPECT_FALSE(undecided.result.has_value());
  EXPECT_EQ(kept_.ids(), (std::vector{testing::IdOf(2), testing::IdOf(3)}));
  // and so is what comes later
  world_.Record(Noted("case/1", 4));
  EXPECT_EQ(kept_.ids().size(), 3);
}

TEST_F(SharingRecorderTest, DoesNotAnswerForWhatMayOrMayNotBeThereWhenItIsToLetGo) {
  TakeAndAdmit();
  world_.faults.fates.push_back({.outcome = Fate::kUnclearWritten, .delay = absl::Milliseconds(50)});
  const auto& unclear = world_.Record(Opened("case/1", 1));
  Release();
  world_.Pass(absl::Milliseconds(100));
  EXPECT_TRUE(released_);
  EXPECT_FALSE(unclear.result.has_value());
  ASSERT_EQ(kept_.facts.size(), 1);
  EXPECT_TRUE(kept_.facts.front()->unclear);
  // The next owner, here the same, finds it.
  TakeAndAdmit();
  EXPECT_EQ(unclear.version(), 1);
  EXPECT_EQ(world_.Stored("case/1").size(), 1);
}

TEST_F(SharingRecorderTest, MayBeToldToTakeAgainWhatItReleased) {
  TakeAndAdmit();
  world_.Record(Opened("case/1", 1));
  Release();
  world_.Record(Noted("case/1", 2));
  TakeAndAdmit();
  EXPECT_EQ(world_.Record(Noted("case/1", 3)).version(), 3);
  EXPECT_EQ(world_.Record(Opened("case/1", 4)).reason(), "CASE_EXISTS");
}

TEST_F(SharingRecorderTest, ReleasesAtOnceWhatItCouldNotOwnYet) {
  world_.faults.own = absl::UnavailableError("no broker");
  TakeAndAdmit();
  world_.Record(Opened("case/1", 1));
  Release();
  EXPECT_TRUE(released_);
  EXPECT_EQ(kept_.ids(), std::vector{testing::IdOf(1)});
  // It does not go on trying.
  world_.faults.own = absl::OkStatus();
  world_.Pass(absl::Seconds(3));
  EXPECT_EQ(world_.recorder().statistics().recorded, 0);
}

TEST_F(SharingRecorderTest, AFencedOwnerAsksBeforeItOwnsAgain) {
  TakeAndAdmit();
  world_.Record(Opened("case/1", 1));
  // given another owner, and word that it is to have the partition
  may_own_again_ = absl::UnavailableError("somebody else is to have it");
  const auto other = world_.event_log().Own(partition(), absl::InfiniteFuture());
  ASSERT_TRUE(other.ok());
  const auto& fact = world_.Send(Noted("case/1", 2), std::nullopt, absl::Hours(1));
  world_.Pass(absl::Seconds(1));
  EXPECT_FALSE(fact.result.has_value());
  // when the word is another
  may_own_again_ = absl::OkStatus();
  world_.Pass(absl::Seconds(2));
  EXPECT_EQ(fact.version(), 2);
}

TEST_F(SharingRecorderTest, GivesBackWhatWasForwardedForAPartitionThatItDoesNotHave) {
  std::vector<std::string> reasons;
  const auto forward = [&](v1::Event fact) {
    world_.recorder().RecordForwarded(std::move(fact), std::nullopt, absl::InfiniteFuture(),
                                      /*check_only=*/false, [&](absl::StatusOr<Recorded> result) {
                                        reasons.push_back(result.ok() ? "" : base::ReasonOf(result.status()));
                                      });
    world_.Pass();
  };
  forward(Opened("case/1", 1));
  TakeAndAdmit();
  forward(Opened("case/1", 1));
  // also what is still undecided when the partition is released
  world_.faults.fates.push_back({.delay = absl::Milliseconds(50)});
  forward(Noted("case/1", 2));
  world_.recorder().Release(partition(), [this] { released_ = true; });
  forward(Noted("case/1", 3));
  world_.Pass(absl::Milliseconds(100));
  EXPECT_EQ(reasons, (std::vector<std::string>{"NOT_OWNER", "", "", "NOT_OWNER"}));
  EXPECT_TRUE(kept_.facts.empty());
}

TEST_F(SharingRecorderTest, RefusesWhatComesAfterStop) {
  TakeAndAdmit();
  bool drained = false;
  world_.recorder().Stop([&] { drained = true; });
  world_.Pass();
  EXPECT_TRUE(drained);
  EXPECT_EQ(world_.Record(Opened("case/1", 1)).reason(), "STOPPING");
}

}  // namespace
}  // namespace praksis::recording
