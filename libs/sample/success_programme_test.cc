// The sample programme of Learning from Success: that it is what it says, and may be recorded.
#include "libs/sample/success_programme.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/encoding.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/all/all_rules.h"
#include "libs/domain/fact/fact.h"
#include "libs/domain/rules/stream_rules.h"

namespace praksis::sample {
namespace {

using ::testing::IsSupersetOf;

constexpr domain::Circumstances kToday{.today = 20'089};

std::vector<v1::Event> Facts(uint64_t seed = 1) {
  std::vector<v1::Event> facts;
  GenerateSuccessProgramme(seed, [&](const v1::Event& event) {
    facts.push_back(event);
    return true;
  });
  return facts;
}

const domain::StreamRules& RulesOf(const std::string& stream) {
  for (const domain::StreamRules* rules : domain::AllRules()) {
    if (stream.starts_with(std::string(rules->kind()) + "/")) return *rules;
  }
  ADD_FAILURE() << stream;
  return *domain::AllRules().front();
}

TEST(SuccessProgramme, EveryFactMayBeRecordedAfterThoseBeforeIt) {
  std::map<std::string, std::unique_ptr<domain::StreamState>> states;
  for (const v1::Event& fact : Facts()) {
    ASSERT_TRUE(domain::ValidateFact(fact, codelists::Codelists::BuiltIn(), kToday).ok())
        << fact.DebugString();
    const domain::StreamRules& rules = RulesOf(fact.stream());
    std::unique_ptr<domain::StreamState>& state = states[fact.stream()];
    if (state == nullptr) state = rules.Initial();
    const absl::Status decided = rules.Decide(*state, fact, kToday);
    ASSERT_TRUE(decided.ok()) << decided << fact.DebugString();
    rules.Evolve(fact, *state);
  }
}

TEST(SuccessProgramme, HasTheNumbersOfTheSource) {
  int sessions = 0;
  std::set<std::string> groups, told_by, wordings;
  std::map<std::string, std::set<std::string>> stories_of;
  int stories = 0;
  for (const v1::Event& fact : Facts()) {
    if (fact.has_learning_session_held()) {
      ++sessions;
      groups.insert(fact.learning_session_held().staff_group());
    } else if (fact.has_story_told()) {
      ++stories;
      told_by.insert(fact.story_told().staff_group());
    } else if (fact.has_principle_formulated()) {
      stories_of[fact.stream()];
      wordings.insert(fact.principle_formulated().wording());
    } else if (fact.has_principle_linked()) {
      stories_of[fact.stream()].insert(fact.principle_linked().story());
    }
  }
  int general = 0, unique = 0;
  for (const auto& [principle, linked] : stories_of) {
    general += linked.size() >= 2;
    unique += linked.size() == 1;
  }
  EXPECT_EQ(sessions, 17);
  EXPECT_EQ(groups.size(), 5U);
  EXPECT_EQ(told_by, groups);
  EXPECT_EQ(stories, 20);
  EXPECT_EQ(general, 14);
  EXPECT_EQ(unique, 6);
  EXPECT_THAT(wordings, IsSupersetOf({"Setting limits while using authority wisely", "High availability",
                                      "Sensitivity to a participant's cultural background",
                                      "Informing participants of their rights",
                                      "Combining individual and group work"}));
}

TEST(SuccessProgramme, WhatIsOursSaysSo) {
  int not_ours = 0;
  for (const v1::Event& fact : Facts()) {
    EXPECT_EQ(fact.source_system(), "sample");
    EXPECT_NE(fact.stream().find("/sample-"), std::string::npos);
    if (fact.has_story_told()) {
      EXPECT_TRUE(fact.story_told().title().ends_with("†"));
    }
    if (fact.has_chief_action_identified()) {
      EXPECT_TRUE(fact.chief_action_identified().wording().ends_with("†"));
    }
    if (fact.has_principle_formulated()) not_ours += !fact.principle_formulated().wording().ends_with("†");
  }
  EXPECT_EQ(not_ours, 5) << "those that the source names";
}

TEST(SuccessProgramme, IsTheSameEveryTimeAndAnotherForAnotherSeed) {
  std::set<std::string> ids;
  std::string once, again;
  for (const v1::Event& fact : Facts()) {
    once += fact.SerializeAsString();
    ids.insert(fact.event_id());
    EXPECT_TRUE(base::ParseUuid(fact.event_id()).has_value());
  }
  for (const v1::Event& fact : Facts()) again += fact.SerializeAsString();
  EXPECT_EQ(once, again);
  EXPECT_EQ(ids.size(), Facts().size());
  for (const v1::Event& fact : Facts(2)) {
    EXPECT_FALSE(ids.contains(fact.event_id()));
    EXPECT_NE(fact.stream().find("/sample-2"), std::string::npos);
  }
}

TEST(SuccessProgramme, StopsWhenToldTo) {
  int emitted = 0;
  GenerateSuccessProgramme(1, [&](const v1::Event&) { return ++emitted < 30; });
  EXPECT_EQ(emitted, 30);
}

}  // namespace
}  // namespace praksis::sample
