// What must hold for any history of a case, on random ones.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "libs/base/refusal.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/testing/invariants.h"
#include "libs/domain/case/testing/random_history.h"
#include "libs/domain/fact/fact.h"

namespace praksis::domain::cases {
namespace {

using testing::BrokenInvariants;
using testing::RandomCase;
using testing::RandomHistory;

constexpr int kMostEvents = 60;

std::string Text(const google::protobuf::Message& message) { return message.ShortDebugString(); }

// The state but for the version, in which a corrected history and one that was right from the start differ;
// and but for the name of the stream, which one without any fact does not have.
std::string ButVersion(CaseState state) {
  state.clear_version();
  state.clear_stream();
  return Text(state);
}

// A refusal with all it carries. The order of a map's entries in serialised bytes says nothing.
std::string Text(const absl::Status& status) {
  std::string text = status.ToString(absl::StatusToStringMode::kWithNoExtraData);
  const auto info = base::ErrorInfoOf(status);
  if (!info) return text;
  const std::map<std::string, std::string> details(info->metadata().begin(), info->metadata().end());
  for (const auto& [name, value] : details) text.append("; ").append(name).append("=").append(value);
  return text + "; " + info->reason();
}

CaseState EvolvedOneByOne(std::span<const v1::Event> events) {
  CaseState state;
  for (const v1::Event& event : events) Evolve(event, state);
  return state;
}

void ForAnyCase(const std::function<void(RandomCase&)>& check) {
  EXPECT_TRUE(rc::check([&](uint64_t seed) {
    RandomCase random_case(seed, "case/any");
    for (int i = *rc::gen::inRange(1, kMostEvents); i > 0; --i) random_case.Step();
    check(random_case);
  }));
}

TEST(AnyCase, WhatIsProposedPassesValidation) {
  ForAnyCase([](RandomCase& random_case) {
    const v1::Event fact = random_case.Propose();
    const absl::Status valid =
        ValidateFact(fact, codelists::Codelists::BuiltIn(), {.today = random_case.today()});
    if (!valid.ok()) RC_FAIL(std::string(valid.message()) + "\n" + Text(fact));
  });
}

TEST(AnyCase, WhatWasAcceptedPassesValidation) {
  ForAnyCase([](RandomCase& random_case) {
    for (const v1::Event& event : random_case.history()) {
      const absl::Status valid =
          ValidateFact(event, codelists::Codelists::BuiltIn(), {.today = random_case.today()});
      if (!valid.ok()) RC_FAIL(std::string(valid.message()) + "\n" + Text(event));
    }
  });
}

TEST(AnyCase, DecidingChangesNothingAndSaysTheSameTwice) {
  ForAnyCase([](RandomCase& random_case) {
    const v1::Event fact = random_case.Propose();
    const CaseState before = random_case.state();
    const auto decide = [&] {
      return RewritesHistory(fact) ? DecideRewrite(random_case.history(), fact, {})
                                   : Decide(random_case.state(), fact, {});
    };
    RC_ASSERT(Text(decide()) == Text(decide()));
    RC_ASSERT(Text(before) == Text(random_case.state()));
  });
}

TEST(AnyCase, EveryRefusalIsOneThatAClientCanActOn) {
  ForAnyCase([](RandomCase& random_case) {
    const v1::Event fact = random_case.Propose();
    const absl::Status decided = RewritesHistory(fact) ? DecideRewrite(random_case.history(), fact, {})
                                                       : Decide(random_case.state(), fact, {});
    if (decided.ok()) return;
    RC_ASSERT(decided.code() == absl::StatusCode::kFailedPrecondition);
    RC_ASSERT(base::ReasonOf(decided) != "");
    RC_ASSERT(!base::ErrorInfoOf(decided)->metadata().empty());
    RC_ASSERT(!decided.message().empty());
  });
}

TEST(AnyCase, TheInvariantsHold) {
  ForAnyCase([](RandomCase& random_case) {
    for (const std::string& broken : BrokenInvariants(random_case.state())) RC_FAIL(broken);
  });
}

TEST(AnyCase, EvolvingAnythingAtAllNeverFails) {
  ForAnyCase([](RandomCase& random_case) {
    CaseState state;
    for (int i = 0; i < 20; ++i) Evolve(random_case.Propose(), state);
    RC_ASSERT(CaseState().ParseFromString(state.SerializeAsString()));
    (void)Summarize(state);
  });
}

TEST(AnyCase, FoldingIsEvolvingTheStandingFactsOneByOne) {
  ForAnyCase([](RandomCase& random_case) {
    const CaseState folded = Fold(random_case.history());
    RC_ASSERT(Text(folded) == Text(random_case.state()));
    RC_ASSERT(ButVersion(folded) == ButVersion(EvolvedOneByOne(StandingFacts(random_case.history()))));
    RC_ASSERT(folded.version() == static_cast<int64_t>(random_case.history().size()));
  });
}

// The history as it would be had it been right from the start.
TEST(AnyCase, TheStandingFactsCouldHaveBeenRecordedLikeThat) {
  ForAnyCase([](RandomCase& random_case) {
    CaseState state;
    for (const v1::Event& fact : StandingFacts(random_case.history())) {
      const absl::Status decided = Decide(state, fact, {});
      if (!decided.ok()) RC_FAIL(std::string(decided.message()) + "\n" + Text(fact));
      Evolve(fact, state);
    }
    RC_ASSERT(ButVersion(state) == ButVersion(random_case.state()));
  });
}

v1::Event Rewrite(const RandomCase& random_case) {
  v1::Event rewrite;
  rewrite.set_stream("case/any");
  rewrite.set_version(static_cast<int64_t>(random_case.history().size()) + 1);
  return rewrite;
}

TEST(AnyCase, VoidingTheLastFactIsAsIfItHadNeverBeen) {
  ForAnyCase([](RandomCase& random_case) {
    const std::vector<v1::Event>& history = random_case.history();
    RC_PRE(!RewritesHistory(history.back()));
    v1::Event voided = Rewrite(random_case);
    voided.mutable_event_voided()->set_target_version(history.back().version());
    const absl::Status decided = DecideRewrite(history, voided, {});
    RC_ASSERT(decided.ok());
    std::vector<v1::Event> after = history;
    after.push_back(voided);
    const std::span<const v1::Event> before(history.data(), history.size() - 1);
    RC_ASSERT(ButVersion(Fold(after)) == ButVersion(Fold(before)));
  });
}

TEST(AnyCase, CorrectingAFactIntoWhatItSaysChangesNothing) {
  ForAnyCase([](RandomCase& random_case) {
    const std::vector<v1::Event> facts = StandingFacts(random_case.history());
    RC_PRE(!facts.empty());
    const v1::Event& fact = facts[*rc::gen::inRange<size_t>(0, facts.size())];
    v1::Event corrected = Rewrite(random_case);
    corrected.mutable_event_corrected()->set_target_version(fact.version());
    auto* replacement = corrected.mutable_event_corrected()->mutable_replacement();
    const auto* from = v1::Event::descriptor()->FindFieldByNumber(fact.body_case());
    const auto* to = v1::EventReplacement::descriptor()->FindFieldByNumber(fact.body_case());
    replacement->GetReflection()
        ->MutableMessage(replacement, to)
        ->CopyFrom(fact.GetReflection()->GetMessage(fact, from));
    RC_ASSERT(DecideRewrite(random_case.history(), corrected, {}).ok());
    std::vector<v1::Event> after = random_case.history();
    after.push_back(corrected);
    RC_ASSERT(ButVersion(Fold(after)) == ButVersion(random_case.state()));
  });
}

TEST(AnyCase, TheRulesBehindTheInterfaceSayWhatTheFreeFunctionsSay) {
  ForAnyCase([](RandomCase& random_case) {
    const StreamRules& rules = CaseRules();
    const auto folded = rules.Fold(random_case.history());
    RC_ASSERT(Text(StateOf(*folded)) == Text(random_case.state()));
    const v1::Event fact = random_case.Propose();
    if (RewritesHistory(fact)) {
      RC_ASSERT(Text(rules.DecideRewrite(random_case.history(), fact, {})) ==
                Text(DecideRewrite(random_case.history(), fact, {})));
      return;
    }
    RC_ASSERT(Text(rules.Decide(*folded, fact, {})) == Text(Decide(random_case.state(), fact, {})));
    const auto clone = folded->Clone();
    rules.Evolve(fact, *clone);
    RC_ASSERT(Text(StateOf(*folded)) == Text(random_case.state()));
    RC_ASSERT(clone->MemoryUsage() > 0);
  });
}

TEST(RandomHistory, IsTheSameForTheSameSeedAndAnotherForAnother) {
  const auto text = [](uint64_t seed, const char* stream) {
    std::string all;
    for (const v1::Event& event : RandomHistory(seed, 40, stream)) all += event.SerializeAsString();
    return all;
  };
  EXPECT_EQ(text(7, "case/a"), text(7, "case/a"));
  EXPECT_NE(text(7, "case/a"), text(8, "case/a"));
  EXPECT_NE(text(7, "case/a"), text(7, "case/b"));
}

TEST(RandomHistory, HasVersionsWithoutGapTimesThatNeverDecreaseAndDistinctIds) {
  std::set<std::string> ids;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const std::vector<v1::Event> history = RandomHistory(seed, 80, "case/c");
    ASSERT_GE(history.size(), 1U);
    ASSERT_LE(history.size(), 80U);
    int64_t last_ms = 0;
    for (size_t i = 0; i < history.size(); ++i) {
      EXPECT_EQ(history[i].version(), static_cast<int64_t>(i) + 1);
      const int64_t ms =
          history[i].recorded_at().seconds() * 1000 + history[i].recorded_at().nanos() / 1'000'000;
      EXPECT_GE(ms, last_ms);
      last_ms = ms;
      EXPECT_TRUE(ids.insert(history[i].event_id()).second) << history[i].event_id();
      EXPECT_EQ(history[i].schema().type(), TypeNameOf(history[i].body_case()));
    }
  }
}

TEST(RandomHistory, ComesUponEveryFactOfACaseAndEveryRewriting) {
  std::map<v1::Event::BodyCase, int> seen;
  for (uint64_t seed = 0; seed < 400; ++seed) {
    for (const v1::Event& event : RandomHistory(seed, 80, "case/c")) ++seen[event.body_case()];
  }
  const auto* body = v1::Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    const auto type = static_cast<v1::Event::BodyCase>(body->field(i)->number());
    const bool expected = KindOf(type) == "case" || KindOf(type).empty();
    EXPECT_EQ(seen[type] > 0, expected) << FieldNameOf(type);
  }
}

}  // namespace
}  // namespace praksis::domain::cases
