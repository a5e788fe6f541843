// The streams that are no case, read bit by bit while they grow.
#include "libs/readmodels/learning_streams.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/util/message_differencer.h"
#include "libs/base/strings.h"
#include "libs/domain/all/all_rules.h"
#include "libs/domain/all/testing/random_stream.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/stream/rewriting.h"
#include "libs/projection/projection.h"
#include "libs/projection/testing/log_fixture.h"
#include "libs/readmodels/history_index.h"

namespace praksis::readmodels {
namespace {

using Histories = std::map<std::string, std::vector<v1::Event>>;

// Streams of all kinds with random histories, recorded event by event.
class World {
 public:
  explicit World(uint64_t seed) {
    projection::Options options;
    options.directory = "learning";
    options.in_memory = true;
    projection_ = projection::Projection::Open(fixture_.log(), domain::cases::CaseRules(), {},
                                               {&HistoryIndexModel(), &LearningStreamsModel()}, options)
                      .value();
    for (const domain::StreamRules* rules : domain::AllRules()) {
      for (int i = 0; i < 2; ++i) {
        domain::testing::RandomStream stream(*rules, ++seed);
        for (int step = 0; step < 10; ++step) stream.Step();
        unrecorded_[base::StrCat(rules->kind(), "/", i)] = stream.history();
      }
    }
  }

  // The next event of one of the streams that have one: `pick` says which.
  void RecordOne(size_t pick) {
    std::vector<std::string> left;
    for (const auto& [name, events] : unrecorded_) {
      if (recorded_[name].size() < events.size()) left.push_back(name);
    }
    if (left.empty()) return;
    const std::string& name = left[pick % left.size()];
    v1::Event event = unrecorded_[name][recorded_[name].size()];
    event.set_stream(name);
    event.set_event_id(base::StrCat(name, "-", event.version()));
    fixture_.Append(event);
    recorded_[name].push_back(std::move(event));
  }

  std::shared_ptr<const projection::View> Now() {
    for (int i = 0; i < fixture_.log().partition_count(); ++i) {
      while (projection_->Step(PartitionId(i)).value() > 0) {
      }
    }
    return projection_->Now();
  }

  const Histories& recorded() const { return recorded_; }

 private:
  projection::testing::LogFixture fixture_;
  std::unique_ptr<projection::Projection> projection_;
  Histories unrecorded_;
  Histories recorded_;
};

// By the definition.
void ExpectToBe(const Histories& histories, const LearningStreams& streams) {
  size_t expected = 0;
  for (const auto& [name, history] : histories) {
    if (history.empty()) continue;
    const LearningStream* const stream = streams.Find(name);
    RC_ASSERT((stream != nullptr) == !name.starts_with("case/"));
    if (stream == nullptr) continue;
    ++expected;
    RC_ASSERT(stream->version == static_cast<int64_t>(history.size()));
    const std::vector<v1::Event> facts = domain::StandingFacts(history);
    RC_ASSERT(stream->facts.size() == facts.size());
    for (size_t i = 0; i < facts.size(); ++i) {
      RC_ASSERT(google::protobuf::util::MessageDifferencer::Equals(stream->facts[i], facts[i]));
    }
  }
  size_t listed = 0;
  for (const domain::StreamRules* rules : domain::AllRules()) listed += streams.Of(rules->kind()).size();
  RC_ASSERT(listed == expected);
}

TEST(LearningStreams, ReadBitByBitAreWhatTheirEventsSay) {
  EXPECT_TRUE(rc::check([](uint64_t seed) {
    World world(seed);
    LearningReader reader;
    auto early = world.Now();
    Histories then;
    for (int round = 0; round < 6; ++round) {
      for (int i = *rc::gen::inRange(0, 30); i > 0; --i) world.RecordOne(*rc::gen::inRange<size_t>(0, 1'000));
      const auto view = world.Now();
      const auto streams = reader.At(*view);
      RC_ASSERT(streams.ok());
      RC_ASSERT((*streams)->position() == view->position());
      ExpectToBe(world.recorded(), **streams);
      if (round == 2) {
        early = view;
        then = world.recorded();
      }
    }
    // What was known earlier is read anew, and the latest is kept.
    const auto latest = reader.At(*world.Now());
    const auto earlier = reader.At(*early);
    RC_ASSERT(earlier.ok() && latest.ok());
    ExpectToBe(then, **earlier);
    RC_ASSERT(*reader.At(*world.Now()) == *latest);
  }));
}

TEST(LearningStreams, StreamsThatDidNotChangeAreShared) {
  World world(7);
  LearningReader reader;
  for (size_t i = 0; i < 100; ++i) world.RecordOne(i * 7);
  const auto before = reader.At(*world.Now()).value();
  ASSERT_FALSE(before->Of("story").empty());
  EXPECT_EQ(reader.At(*world.Now()).value(), before);
  world.RecordOne(0);
  const auto after = reader.At(*world.Now()).value();
  EXPECT_EQ(&after->Of("story"), &before->Of("story"));
  EXPECT_TRUE(before->Of("nothing").empty());
  EXPECT_EQ(before->Find("story/none"), nullptr);
}

}  // namespace
}  // namespace praksis::readmodels
