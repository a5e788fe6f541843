// Passages between recorders that share a log in memory, in a world where nothing happens but what the test,
// or a seed, lets happen.
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/log/memory_log.h"
#include "libs/log/step_executor.h"
#include "libs/recording/recorder.h"
#include "libs/recording/refusals.h"
#include "libs/recording/testing/tiny_rules.h"
#include "libs/recording/testing/world.h"
#include "services/relay/line.h"
#include "services/relay/passage.h"

namespace praksis::services {
namespace {

using recording::Recorded;
using recording::testing::BorrowedExecutor;
using recording::testing::Noted;
using recording::testing::Opened;

constexpr int kPartitions = 2;

class World;

// A recorder among others.
class Node final : public recording::Elsewhere, public log::Membership {
 public:
  Node(World& world, int number);

  // As Relay does it.
  bool Put(PartitionId partition, std::unique_ptr<recording::Submission>& submission) override {
    return Of(partition).Put(submission);
  }
  void GivenUp(PartitionId partition,
               absl::FunctionRef<std::vector<std::unique_ptr<recording::Submission>>()> rest) override {
    Of(partition).GivenUp(rest);
  }
  Passage& Of(PartitionId partition) { return *passages_[static_cast<size_t>(partition.value())]; }

  absl::Status Join(const std::string&, Listener&) override { return absl::OkStatus(); }
  absl::Status Watch(Listener&) override { return absl::OkStatus(); }
  void Leave() override {}
  std::string OwnerOf(PartitionId partition) const override;
  void LookUp() override;
  absl::Status Confirm(PartitionId partition) override;
  absl::Status Reachable() const override;
  bool HasOthers() const override { return true; }
  absl::Status Health() const override { return absl::OkStatus(); }

  World& world;
  const int number;
  std::unique_ptr<recording::Recorder> recorder;

 private:
  friend class World;
  std::unique_ptr<Passage::Surroundings> surroundings_;
  std::vector<std::unique_ptr<Passage>> passages_;
};

// A line that tells everything in tasks of its own, and breaks when it is told to.
class TestLine final : public Line, public std::enable_shared_from_this<TestLine> {
 public:
  TestLine(World& world, Node* to, Line::User& user) : world_(world), to_(to), user_(user) {}

  void Open();
  void Send(relay::v1::ForwardRequest request) override;
  void Cancel() override { Break(); }
  void Break();
  bool ended() const { return ended_; }

 private:
  void Answer(int64_t ticket, absl::StatusOr<Recorded> result);

  World& world_;
  Node* const to_;
  Line::User& user_;
  bool broken_ = false;  // nothing gets through any more
  bool ended_ = false;
  bool gives_back_ = false;
};

class World {
 public:
  explicit World(int count = 2, log::Faults* faults = nullptr)
      : log(executor, {.partitions = kPartitions, .markers = true}, faults), owners(kPartitions, -1) {
    for (int i = 0; i < count; ++i) nodes.push_back(std::make_unique<Node>(*this, i));
  }
  ~World() {
    for (auto& node : nodes) {
      for (auto& passage : node->passages_) passage->Stop();
    }
    Pass(absl::Milliseconds(10));
  }

  static std::string AddressOf(int number) { return "recorder-" + std::to_string(number) + ":7401"; }

  // The group gives the partition to somebody else: first the old owner is told.
  void Move(PartitionId partition, int to) {
    int& owner = owners[static_cast<size_t>(partition.value())];
    if (owner == to || moving.contains(partition)) return;
    moving[partition] = to;
    const auto give = [this, partition] {
      const int next = moving.at(partition);
      moving.erase(partition);
      owners[static_cast<size_t>(partition.value())] = next;
      nodes[static_cast<size_t>(next)]->Of(partition).OnGiven();
    };
    if (owner < 0) return give();
    nodes[static_cast<size_t>(owner)]->Of(partition).OnTaken([this, give] { executor.Post(give); });
  }

  void Pass(absl::Duration duration = absl::ZeroDuration()) {
    executor.RunFor(absl::ZeroDuration());
    for (; duration > absl::ZeroDuration(); duration -= absl::Milliseconds(5)) {
      clock.Advance(absl::Milliseconds(5));
      executor.RunFor(absl::Milliseconds(5));
      for (auto& node : nodes) {
        for (auto& passage : node->passages_) passage->Look();
      }
      executor.RunFor(absl::ZeroDuration());
    }
  }

  struct Answer {
    std::string event_id;
    std::optional<absl::StatusOr<Recorded>> result;
    int times = 0;
    bool ok() const { return result && result->ok(); }
    std::string reason() const { return result && !result->ok() ? base::ReasonOf(result->status()) : ""; }
  };
  const Answer& Send(int node, v1::Event fact, absl::Duration limit = absl::Hours(1)) {
    Answer& answer = answers.emplace_back();
    answer.event_id = fact.event_id();
    nodes[static_cast<size_t>(node)]->recorder->Record(std::move(fact), std::nullopt, clock.Now() + limit,
                                                       [&answer](absl::StatusOr<Recorded> result) {
                                                         ++answer.times;
                                                         answer.result = std::move(result);
                                                       });
    return answer;
  }

  std::vector<v1::Event> Stored(const std::string& stream) {
    log::RecordBatch batch;
    PRAKSIS_CHECK(log.ReadStream(StreamId(stream), Version(1), batch).ok());
    std::vector<v1::Event> events(batch.size());
    for (size_t i = 0; i < batch.size(); ++i) events[i].ParseFromString(std::string(batch.value(i)));
    return events;
  }

  base::ManualClock clock{absl::FromUnixSeconds(1'760'000'000)};
  log::StepExecutor executor;
  log::MemoryLog log;
  const recording::testing::TinyRules rules;
  std::vector<int> owners;
  absl::Status reachable;
  std::map<PartitionId, int> moving;
  std::deque<Answer> answers;
  std::vector<std::weak_ptr<TestLine>> lines;
  // Nobody's lines get through to these.
  std::vector<bool> unreachable = std::vector<bool>(8, false);
  std::vector<std::unique_ptr<Node>> nodes;
};

Node::Node(World& world_in, int number_in) : world(world_in), number(number_in) {
  recording::Options options;
  options.elsewhere = this;
  options.may_own_again = [this](PartitionId partition) { return Confirm(partition); };
  recorder = std::make_unique<recording::Recorder>(
      world.log, std::vector<const domain::StreamRules*>{&world.rules}, world.clock,
      [this] { return std::make_unique<BorrowedExecutor>(world.executor); }, options);
  surroundings_ = std::make_unique<Passage::Surroundings>(
      Passage::Surroundings{.recorder = *recorder,
                            .membership = *this,
                            .clock = world.clock,
                            .open_line =
                                [this](const std::string& address, Line::User& user) {
                                  Node* to = nullptr;
                                  for (auto& node : world.nodes) {
                                    if (World::AddressOf(node->number) == address) to = node.get();
                                  }
                                  auto line = std::make_shared<TestLine>(world, to, user);
                                  world.lines.push_back(line);
                                  if (world.unreachable[static_cast<size_t>(to->number)]) line->Break();
                                  line->Open();
                                  return line;
                                },
                            .log_id = world.log.id(),
                            .partitions = kPartitions,
                            .max_facts = 1'000});
  for (int i = 0; i < kPartitions; ++i) {
    passages_.push_back(std::make_unique<Passage>(*surroundings_, PartitionId(i)));
  }
}

std::string Node::OwnerOf(PartitionId partition) const {
  const int owner = world.owners[static_cast<size_t>(partition.value())];
  return owner < 0 ? "" : World::AddressOf(owner);
}

void Node::LookUp() {
  world.executor.PostAfter(absl::Milliseconds(3), [this] {
    for (auto& passage : passages_) passage->Look();
  });
}

absl::Status Node::Confirm(PartitionId partition) {
  return OwnerOf(partition) == World::AddressOf(number) && !world.moving.contains(partition)
             ? absl::OkStatus()
             : absl::UnavailableError("not ours");
}

absl::Status Node::Reachable() const { return world.reachable; }

void TestLine::Open() {
  world_.executor.Post([self = shared_from_this()] {
    if (!self->broken_) self->user_.OnReady();
  });
}

void TestLine::Send(relay::v1::ForwardRequest request) {
  world_.executor.Post([self = shared_from_this(), request = std::move(request)] {
    if (self->broken_) return;
    for (const auto& fact : request.facts()) {
      if (self->gives_back_) {
        self->Answer(fact.ticket(), recording::RefuseNotOwner());
        continue;
      }
      v1::Event event;
      PRAKSIS_CHECK(event.ParseFromString(fact.event()));
      self->to_->recorder->RecordForwarded(
          std::move(event), std::nullopt,
          self->world_.clock.Now() + absl::Microseconds(fact.remaining_microseconds()), fact.check_only(),
          [self, ticket = fact.ticket()](absl::StatusOr<Recorded> result) {
            self->Answer(ticket, std::move(result));
          });
    }
    self->user_.OnReady();
  });
}

void TestLine::Answer(int64_t ticket, absl::StatusOr<Recorded> result) {
  relay::v1::ForwardResponse response;
  auto& answer = *response.add_answers();
  answer.set_ticket(ticket);
  if (result.ok()) {
    answer.mutable_accepted()->set_version(result->version.value());
    answer.mutable_accepted()->set_repeat(result->repeat);
    answer.mutable_accepted()->set_position(log::EncodePosition(result->position, world_.log.id()));
  } else {
    gives_back_ = gives_back_ || base::ReasonOf(result.status()) == "NOT_OWNER";
    *answer.mutable_refused() = base::ToRpcStatus(result.status());
  }
  world_.executor.PostAfter(absl::Milliseconds(1), [self = shared_from_this(), response] {
    if (!self->broken_) self->user_.OnAnswers(response);
  });
}

void TestLine::Break() {
  if (std::exchange(broken_, true)) return;
  world_.executor.PostAfter(absl::Milliseconds(1), [self = shared_from_this()] {
    self->ended_ = true;
    self->user_.OnEnded(absl::UnavailableError("broken"));
  });
}

PartitionId PartitionOfCase(const std::string& stream) {
  return log::PartitionOf(StreamId(stream), kPartitions);
}

TEST(PassageTest, FactsWaitForAnOwnerAndThenGoToIt) {
  World world;
  const auto& opened = world.Send(0, Opened("case/1", 1));
  const auto& noted = world.Send(0, Noted("case/1", 2));
  world.Pass(absl::Seconds(1));
  EXPECT_FALSE(opened.result.has_value());
  world.Move(PartitionOfCase("case/1"), 1);
  world.Pass(absl::Seconds(1));
  ASSERT_TRUE(opened.ok() && noted.ok());
  EXPECT_EQ((*noted.result)->version, Version(2));
  EXPECT_FALSE((*noted.result)->repeat);
  EXPECT_TRUE((*noted.result)->position.next(PartitionOfCase("case/1")) > Offset(0));
}

TEST(PassageTest, WhatWaitsIsDecidedHereOnceThePartitionIsGivenToUs) {
  World world;
  const auto& opened = world.Send(0, Opened("case/1", 1));
  world.Move(PartitionOfCase("case/1"), 0);
  const auto& noted = world.Send(0, Noted("case/1", 2));
  world.Pass(absl::Seconds(1));
  EXPECT_TRUE(opened.ok() && noted.ok());
}

TEST(PassageTest, RefusalsOfTheOwnerAreToldAsTheyAre) {
  World world;
  world.Move(PartitionOfCase("case/1"), 1);
  const auto& refused = world.Send(0, Noted("case/1", 1));
  world.Pass(absl::Seconds(1));
  EXPECT_EQ(refused.reason(), "CASE_NOT_OPENED");
}

TEST(PassageTest, WaitingEndsWithTheDeadline) {
  World world;
  const auto& fact = world.Send(0, Opened("case/1", 1), absl::Seconds(2));
  world.Pass(absl::Milliseconds(1'900));
  EXPECT_FALSE(fact.result.has_value());
  world.Pass(absl::Milliseconds(200));
  EXPECT_EQ(fact.reason(), "DEADLINE");
  world.Move(PartitionOfCase("case/1"), 1);
  world.Pass(absl::Seconds(1));
  EXPECT_TRUE(world.Stored("case/1").empty());
}

TEST(PassageTest, NobodyWaitsForALogThatIsOutOfReach) {
  World world;
  world.Move(PartitionOfCase("case/1"), 1);
  // given a fact that may have been recorded, and one that certainly was not
  world.Send(0, Opened("case/1", 1), absl::Seconds(5));
  world.executor.RunFor(absl::ZeroDuration());
  world.unreachable[1] = true;
  for (const auto& line : world.lines) line.lock()->Break();
  world.Pass(absl::Milliseconds(5));
  world.Send(0, Noted("case/1", 2), absl::Seconds(5));
  world.reachable = absl::UnavailableError("no broker");
  world.Pass(absl::Seconds(1));
  // then only the latter is told that nothing was recorded
  EXPECT_FALSE(world.answers[0].result.has_value());
  EXPECT_EQ(world.answers[1].reason(), "LOG_UNAVAILABLE");
  world.Pass(absl::Seconds(5));
  EXPECT_EQ(world.answers[0].reason(), "DEADLINE");
}

TEST(PassageTest, AnOwnerThatDoesNotAnswerIsNotWaitedForBeyondTheDeadline) {
  World world;
  world.Move(PartitionOfCase("case/1"), 1);
  world.unreachable[1] = true;
  const auto& fact = world.Send(0, Opened("case/1", 1), absl::Seconds(2));
  world.Pass(absl::Seconds(3));
  EXPECT_EQ(fact.reason(), "DEADLINE");
  // and once somebody can be reached
  world.Move(PartitionOfCase("case/1"), 0);
  const auto& later = world.Send(0, Opened("case/1", 2));
  world.Pass(absl::Seconds(1));
  EXPECT_TRUE(later.ok());
}

TEST(PassageTest, AFactWhoseLineBrokeAfterItWasRecordedIsFoundAndIsARepeat) {
  World world;
  world.Move(PartitionOfCase("case/1"), 1);
  const auto& fact = world.Send(0, Opened("case/1", 1));
  world.executor.RunFor(absl::ZeroDuration());
  ASSERT_EQ(world.Stored("case/1").size(), 1);
  ASSERT_FALSE(fact.result.has_value());
  for (const auto& line : world.lines) line.lock()->Break();
  world.Pass(absl::Seconds(1));
  ASSERT_TRUE(fact.ok());
  EXPECT_EQ((*fact.result)->version, Version(1));
  EXPECT_TRUE((*fact.result)->repeat);
}

TEST(PassageTest, TooManyAreRefusedEarly) {
  World world;
  for (int i = 1; i <= 1'000; ++i) world.Send(0, Noted("case/1", i));
  EXPECT_EQ(world.Send(0, Noted("case/1", 1'001)).reason(), "QUEUE_FULL");
  // Once they are answered, there is room.
  world.Move(PartitionOfCase("case/1"), 1);
  world.Pass(absl::Seconds(5));
  EXPECT_EQ(world.Send(0, Noted("case/1", 1'002)).reason(), "");
}

TEST(PassageTest, SoAreTooLargeOnes) {
  World world;
  const std::string text(size_t{1} << 20, 'x');
  std::string reason;
  int taken = 0;
  while (reason.empty() && taken < 1'000) reason = world.Send(0, Noted("case/1", ++taken, text)).reason();
  EXPECT_EQ(reason, "QUEUE_FULL");
  EXPECT_EQ(taken, 64);
}

TEST(PassageTest, StoppingRefusesWhatWaits) {
  World world;
  const auto& fact = world.Send(0, Opened("case/1", 1));
  world.nodes[0]->Of(PartitionOfCase("case/1")).Stop();
  EXPECT_EQ(fact.reason(), "STOPPING");
  EXPECT_EQ(world.Send(0, Opened("case/1", 2)).reason(), "STOPPING");
}

// Partitions move, lines break, the log fails and delays; clients send facts of a stream one behind the other
// to one recorder. Each fact is answered once; of each stream what is accepted is in the log once, and in the
// order sent.
void Simulate(uint64_t seed) {
  std::mt19937_64 chance(seed);
  const auto below = [&](uint64_t n) { return chance() % n; };
  // Reading does not fail: a fact refused for that may be accepted when a line breaks and it is sent again
  // (passage.h).
  log::SeededFaults faults(seed, {.read_unavailable = 0});
  World world(3, &faults);
  constexpr int kStreams = 4;
  std::vector<std::vector<int>> sent(kStreams);
  int next_id = 1;
  for (int i = 0; i < kPartitions; ++i) world.Move(PartitionId(i), static_cast<int>(below(3)));
  for (int step = 0; step < 400; ++step) {
    switch (below(12)) {
      case 0:
        world.Move(PartitionId(static_cast<int64_t>(below(kPartitions))), static_cast<int>(below(3)));
        break;
      case 1: {
        std::erase_if(world.lines, [](const auto& line) { return line.expired(); });
        if (!world.lines.empty() && below(3) == 0) world.lines[below(world.lines.size())].lock()->Break();
        break;
      }
      case 2:
        world.unreachable[below(3)] = below(4) == 0;
        break;
      case 3:
      case 4:
        world.Pass(absl::Milliseconds(static_cast<int64_t>(5 * below(20))));
        break;
      default: {
        const auto stream = below(kStreams);
        const std::string name = "case/" + std::to_string(stream);
        // A client stays with its recorder: only one connection keeps an order.
        world.Send(static_cast<int>(stream % 3),
                   sent[stream].empty() ? Opened(name, next_id) : Noted(name, next_id));
        sent[stream].push_back(next_id++);
        if (below(3) == 0) world.Pass();
      }
    }
  }
  faults.SetQuiet(true);
  world.unreachable.assign(8, false);
  world.Pass(absl::Seconds(10));

  std::map<std::string, const World::Answer*> told;
  for (const World::Answer& answer : world.answers) {
    ASSERT_EQ(answer.times, 1) << "seed " << seed << " " << answer.event_id;
    // A log that was away may have had the first of a stream refused, and so all others; else all are
    // accepted.
    ASSERT_TRUE(answer.ok() || answer.reason() == "LOG_UNAVAILABLE" || answer.reason() == "CASE_NOT_OPENED")
        << "seed " << seed << " " << answer.reason();
    told[answer.event_id] = &answer;
  }
  for (size_t stream = 0; stream < kStreams; ++stream) {
    std::vector<std::string> accepted;
    for (const int id : sent[stream]) {
      const std::string event_id = recording::testing::IdOf(id);
      if (told.at(event_id)->ok()) accepted.push_back(event_id);
    }
    std::vector<std::string> stored;
    for (const v1::Event& event : world.Stored("case/" + std::to_string(stream))) {
      stored.push_back(event.event_id());
      ASSERT_EQ(event.version(), static_cast<int64_t>(stored.size()));
      ASSERT_EQ((*told.at(event.event_id())->result)->version, Version(event.version())) << "seed " << seed;
    }
    ASSERT_EQ(stored, accepted) << "seed " << seed << " stream " << stream;
  }
}

TEST(PassageTest, NothingIsLostOrDoubledOrOvertakenWhateverMovesAndBreaks) {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    Simulate(seed);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace praksis::services
