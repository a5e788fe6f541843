// The stories about a case, by what stands of them.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/strings.h"
#include "libs/domain/all/testing/random_stream.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/story/story_rules.h"
#include "libs/domain/stream/rewriting.h"
#include "libs/projection/projection.h"
#include "libs/projection/testing/log_fixture.h"
#include "libs/readmodels/history_index.h"

namespace praksis::readmodels {
namespace {

constexpr int kStories = 6;

// Stories with random histories, in a log and its projection.
class World {
 public:
  explicit World(uint64_t seed) {
    projection::Options options;
    options.directory = "history";
    options.in_memory = true;
    projection_ = projection::Projection::Open(fixture_.log(), domain::cases::CaseRules(), {},
                                               {&HistoryIndexModel()}, options)
                      .value();
    for (int i = 0; i < kStories; ++i) {
      Tell(base::StrCat("story/", i), seed * kStories + static_cast<uint64_t>(i));
    }
  }

  std::shared_ptr<const projection::View> Now() {
    for (int i = 0; i < fixture_.log().partition_count(); ++i) {
      while (projection_->Step(PartitionId(i)).value() > 0) {
      }
    }
    return projection_->Now();
  }

  // By the definition: the stories of which a telling that stood then is about the case.
  std::vector<std::string> About(const std::string& case_stream, int64_t known_at_s) const {
    std::vector<std::string> about;
    for (const auto& [story, history] : histories_) {
      std::vector<v1::Event> known;
      for (const v1::Event& event : history) {
        if (event.recorded_at().seconds() <= known_at_s) known.push_back(event);
      }
      const std::vector<v1::Event> facts = domain::StandingFacts(known);
      if (std::any_of(facts.begin(), facts.end(), [&](const v1::Event& fact) {
            return fact.has_story_told() && fact.story_told().case_stream() == case_stream;
          })) {
        about.push_back(story);
      }
    }
    return about;
  }

 private:
  void Tell(const std::string& story, uint64_t seed) {
    domain::testing::RandomStream stream(domain::stories::StoryRules(), seed);
    for (int i = 0; i < 12; ++i) stream.Step();
    for (v1::Event event : stream.history()) {
      event.set_stream(story);
      event.set_event_id(base::StrCat(story, "-", event.version()));
      event.mutable_recorded_at()->set_seconds(event.version() * 10);
      fixture_.Append(event);
      histories_[story].push_back(std::move(event));
    }
  }

  projection::testing::LogFixture fixture_;
  std::unique_ptr<projection::Projection> projection_;
  std::map<std::string, std::vector<v1::Event>> histories_;
};

std::vector<std::string> Names(const std::vector<Timeline>& timelines) {
  std::vector<std::string> names;
  for (const Timeline& timeline : timelines) {
    v1::Event event;
    EXPECT_TRUE(event.ParseFromString(std::string(timeline.events.front().bytes)));
    names.push_back(event.stream());
  }
  return names;
}

TEST(StoriesAbout, AreThoseWhoseTellingStandsAndNamesTheCase) {
  int found = 0;
  EXPECT_TRUE(rc::check([&](uint64_t seed) {
    World world(seed);
    const auto view = world.Now();
    for (const char* case_stream : {"case/a", "case/b", "case/c", "case/none"}) {
      const auto now = ReadAboutCase(*view, StreamId(case_stream));
      RC_ASSERT(now.ok());
      RC_ASSERT(Names(now->stories) == world.About(case_stream, 1'000'000));
      found += static_cast<int>(now->stories.size());
      const int64_t then_s = *rc::gen::inRange<int64_t>(0, 100);
      const auto then = ReadAboutCase(*view, StreamId(case_stream), absl::FromUnixSeconds(then_s));
      RC_ASSERT(then.ok());
      RC_ASSERT(Names(then->stories) == world.About(case_stream, then_s));
    }
  }));
  EXPECT_GT(found, 0) << "no story was about a case";
}

}  // namespace
}  // namespace praksis::readmodels
