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
#include "libs/sample/local_stories.h"
#include "libs/sample/local_workshops.h"
#include "libs/sample/sample_year.h"
#include "libs/sample/success_programme.h"
#include "libs/sample/workshops.h"

namespace praksis::sample {
namespace {

constexpr domain::Circumstances kToday{.today = kDefaultFirstDay + (kMostYears + 1) * kDays};

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
    // Stories of the programme are told at meetings.
    std::vector<v1::Event> facts;
    GenerateSuccessProgramme(seed, [&](const v1::Event& fact) {
      facts.push_back(fact);
      return true;
    });
    for (int years = 1; years <= kMostYears; ++years) {
      const Options options = {.seed = seed, .years = years};
      std::vector<v1::Event> all = facts;
      for (const auto& told : {TellWorkshops(seed), TellExperiments(options), TellLocalStories(options),
                               TellLocalWorkshops(options)}) {
        all.insert(all.end(), told.begin(), told.end());
      }
      ExpectAccepted(all);
    }
  }
}

// What is learnt beside the casework, but for what is from the sources.
std::vector<v1::Event> OfYears(int years) {
  const Options options = {.years = years};
  std::vector<v1::Event> all = TellExperiments(options);
  for (const auto& told : {TellLocalStories(options), TellLocalWorkshops(options)}) {
    all.insert(all.end(), told.begin(), told.end());
  }
  return all;
}

TEST(SampleLearning, EachYearHasSomethingOfEveryPractice) {
  std::map<int, std::set<std::string>> by_year;
  const Options options = {.years = kMostYears};
  for (const v1::Event& fact : OfYears(kMostYears)) {
    const base::Day day = *base::ParseDay(fact.occurred_at().date().date());
    int year = 0;
    while (year + 1 < kMostYears && day >= FirstDayOfYear(options, year + 1)) ++year;
    if (fact.has_workshop_held()) by_year[year].insert("workshop");
    if (fact.has_knowledge_transfer_held()) by_year[year].insert("transfer");
    if (fact.has_learning_used()) by_year[year].insert("use");
    if (fact.has_staff_left()) by_year[year].insert("left");
    if (fact.has_staff_trained()) by_year[year].insert("came");
    if (fact.has_story_told()) by_year[year].insert("story");
    if (fact.has_story_shared_at_meeting()) by_year[year].insert("shared");
    if (fact.has_principle_linked()) by_year[year].insert("principle");
    if (fact.has_experiment_started()) by_year[year].insert("experiment");
  }
  ASSERT_EQ(by_year.size(), size_t{kMostYears});
  for (const auto& [year, kinds] : by_year) EXPECT_EQ(kinds.size(), 9U) << year;
}

TEST(SampleLearning, MoreYearsGoOnWhereFewerEnd) {
  EXPECT_TRUE(TellLocalStories({}).empty());
  EXPECT_TRUE(TellLocalWorkshops({}).empty());
  for (int years = 2; years < kMostYears; ++years) {
    std::set<std::string> more;
    for (const v1::Event& fact : OfYears(years + 1)) more.insert(fact.SerializeAsString());
    const std::string last = base::FormatDay(LastDay({.years = years}));
    const std::vector<v1::Event> fewer = OfYears(years);
    for (const v1::Event& fact : fewer) {
      EXPECT_TRUE(more.contains(fact.SerializeAsString())) << years << fact.DebugString();
      EXPECT_LE(fact.occurred_at().date().date(), last);
    }
    EXPECT_GT(more.size(), fewer.size());
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
  for (const v1::Event& fact : TellExperiments({})) {
    if (!fact.has_experiment_started()) continue;
    questions.insert(fact.experiment_started().question());
    for (const auto& unit : fact.experiment_started().units()) sites.insert(unit.site());
  }
  EXPECT_EQ(questions.size(), size_t{kExperiments});
  int shared = 0;
  for (const v1::Event& fact : TellExperiments({})) {
    shared += fact.has_story_shared_at_meeting() ? 1 : 0;
  }
  EXPECT_EQ(shared, kStoriesShared);
  EXPECT_EQ(sites, (std::set<std::string>{"DK-147", "DK-540", "DK-727", "DK-740"}));
}

}  // namespace
}  // namespace praksis::sample
