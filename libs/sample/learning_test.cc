// What is learnt beside the casework: workshops and experiments, decided as the recorder would.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "libs/codelists/codelists.h"
#include "libs/domain/all/all_rules.h"
#include "libs/domain/fact/fact.h"
#include "libs/sample/experiments.h"
#include "libs/sample/sample_year.h"
#include "libs/sample/success_programme.h"
#include "libs/sample/workshops.h"

namespace praksis::sample {
namespace {

constexpr domain::Circumstances kToday{.today = kDefaultFirstDay + 2 * kDays};

const domain::StreamRules& RulesOf(const std::string& kind) {
  for (const domain::StreamRules* rules : domain::AllRules()) {
    if (rules->kind() == kind) return *rules;
  }
  ADD_FAILURE() << "no rules for " << kind;
  return *domain::AllRules().front();
}

// Every fact is accepted at its turn, with an id of its own.
void ExpectAccepted(const std::vector<v1::Event>& facts) {
  std::map<std::string, std::unique_ptr<domain::StreamState>> states;
  std::set<std::string> ids;
  for (const v1::Event& fact : facts) {
    EXPECT_TRUE(ids.insert(fact.event_id()).second) << fact.DebugString();
    const absl::Status valid = domain::ValidateFact(fact, codelists::Codelists::BuiltIn(), kToday);
    EXPECT_TRUE(valid.ok()) << valid << fact.DebugString();
    const std::string kind = fact.stream().substr(0, fact.stream().find('/'));
    auto& state = states[fact.stream()];
    if (state == nullptr) state = RulesOf(kind).Initial();
    const absl::Status decided = RulesOf(kind).Decide(*state, fact, kToday);
    EXPECT_TRUE(decided.ok()) << decided << fact.DebugString();
    RulesOf(kind).Evolve(fact, *state);
  }
}

TEST(SampleLearning, EveryFactIsAccepted) {
  for (const uint64_t seed : {1U, 7U}) {
    ExpectAccepted(TellWorkshops(seed));
    // Stories of the programme are told at meetings.
    std::vector<v1::Event> facts;
    GenerateSuccessProgramme(seed, [&](const v1::Event& fact) {
      facts.push_back(fact);
      return true;
    });
    for (const v1::Event& fact : TellExperiments(seed, kDefaultFirstDay)) facts.push_back(fact);
    ExpectAccepted(facts);
  }
}

TEST(SampleLearning, IsTheSameForTheSameSeedAndKeepsSeedsApart) {
  const auto bytes = [](const std::vector<v1::Event>& facts) {
    std::string all;
    for (const v1::Event& fact : facts) all += fact.SerializeAsString();
    return all;
  };
  EXPECT_EQ(bytes(TellWorkshops(1)), bytes(TellWorkshops(1)));
  std::set<std::string> streams;
  for (const v1::Event& fact : TellWorkshops(1)) streams.insert(fact.stream());
  for (const v1::Event& fact : TellWorkshops(2)) EXPECT_FALSE(streams.contains(fact.stream()));
}

TEST(SampleLearning, HasFiveWorkshopsAndOneExperimentPerQuestion) {
  int workshops = 0;
  int materials = 0;
  for (const v1::Event& fact : TellWorkshops(1)) {
    workshops += fact.has_workshop_held() ? 1 : 0;
    materials += fact.has_toolkit_published() || fact.has_video_published() ? 1 : 0;
  }
  EXPECT_EQ(workshops, kWorkshops);
  EXPECT_EQ(materials, 2 * kWorkshops);
  std::set<int> questions;
  std::set<std::string> sites;
  for (const v1::Event& fact : TellExperiments(1, kDefaultFirstDay)) {
    if (!fact.has_experiment_started()) continue;
    questions.insert(fact.experiment_started().question());
    for (const auto& unit : fact.experiment_started().units()) sites.insert(unit.site());
  }
  EXPECT_EQ(questions.size(), size_t{kExperiments});
  int shared = 0;
  for (const v1::Event& fact : TellExperiments(1, kDefaultFirstDay)) {
    shared += fact.has_story_shared_at_meeting() ? 1 : 0;
  }
  EXPECT_EQ(shared, kStoriesShared);
  EXPECT_EQ(sites, (std::set<std::string>{"DK-147", "DK-540", "DK-727", "DK-740"}));
}

}  // namespace
}  // namespace praksis::sample
