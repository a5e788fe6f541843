// What must hold for any history of a stream of any kind, on random ones.
#include "libs/domain/all/all_rules.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "libs/base/refusal.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/all/testing/random_stream.h"
#include "libs/domain/fact/fact.h"
#include "libs/domain/stream/message_state.h"
#include "libs/domain/stream/rewriting.h"
#include "libs/domain/stream/visit_fact.h"

namespace praksis::domain {
namespace {

using testing::RandomStream;

constexpr int kMostSteps = 80;

std::string Text(const StreamState& state) {
  return dynamic_cast<const AnyMessageState&>(state).message().ShortDebugString();
}

// The state but for the version, in which a corrected history and one that was right from the start differ;
// and but for the name of the stream, which one without any fact does not have.
std::string ButVersion(const StreamState& state) {
  const auto& message = dynamic_cast<const AnyMessageState&>(state).message();
  const std::unique_ptr<google::protobuf::Message> copy(message.New());
  copy->CopyFrom(message);
  for (const char* name : {"version", "stream"}) {
    copy->GetReflection()->ClearField(copy.get(), copy->GetDescriptor()->FindFieldByName(name));
  }
  return copy->ShortDebugString();
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

class AnyStream : public ::testing::TestWithParam<const StreamRules*> {
 protected:
  static const StreamRules& rules() { return *GetParam(); }

  static void ForAny(const std::function<void(RandomStream&)>& check) {
    EXPECT_TRUE(rc::check([&](uint64_t seed) {
      RandomStream stream(rules(), seed);
      for (int i = *rc::gen::inRange(1, kMostSteps); i > 0; --i) stream.Step();
      check(stream);
    }));
  }

  static v1::Event Rewrite(const RandomStream& stream) {
    v1::Event rewrite;
    rewrite.set_stream(std::string(rules().kind()) + "/any");
    rewrite.set_version(static_cast<int64_t>(stream.history().size()) + 1);
    return rewrite;
  }
};

TEST_P(AnyStream, DecidingChangesNothingAndSaysTheSameTwice) {
  ForAny([](RandomStream& stream) {
    const v1::Event event = stream.Propose();
    const std::string before = Text(stream.state());
    RC_ASSERT(Text(stream.Decide(event)) == Text(stream.Decide(event)));
    RC_ASSERT(before == Text(stream.state()));
  });
}

TEST_P(AnyStream, EveryRefusalIsOneThatAClientCanActOn) {
  ForAny([](RandomStream& stream) {
    const v1::Event event = stream.Propose();
    const absl::Status decided = stream.Decide(event);
    if (decided.ok()) return;
    RC_ASSERT(decided.code() == absl::StatusCode::kFailedPrecondition ||
              (decided.code() == absl::StatusCode::kPermissionDenied &&
               base::ReasonOf(decided) == "CONSENT_MISSING"));
    const std::string reason = base::ReasonOf(decided);
    RC_ASSERT(!reason.empty());
    RC_ASSERT(reason.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == std::string::npos);
    RC_ASSERT(!base::ErrorInfoOf(decided)->metadata().empty());
    RC_ASSERT(decided.message().back() == '.');
  });
}

TEST_P(AnyStream, EvolvingAnythingAtAllNeverFails) {
  ForAny([](RandomStream& stream) {
    const auto state = rules().Initial();
    for (int i = 0; i < 20; ++i) rules().Evolve(stream.Propose(), *state);
    RC_ASSERT(state->MemoryUsage() > 0);
  });
}

TEST_P(AnyStream, FoldingIsEvolvingTheStandingFactsOneByOne) {
  ForAny([](RandomStream& stream) {
    RC_PRE(!stream.history().empty());
    const auto folded = rules().Fold(stream.history());
    RC_ASSERT(Text(*folded) == Text(stream.state()));
    const auto evolved = rules().Initial();
    for (const v1::Event& fact : StandingFacts(stream.history())) rules().Evolve(fact, *evolved);
    RC_ASSERT(ButVersion(*folded) == ButVersion(*evolved));
  });
}

// The history as it would be had it been right from the start.
TEST_P(AnyStream, TheStandingFactsCouldHaveBeenRecordedLikeThat) {
  ForAny([](RandomStream& stream) {
    const auto state = rules().Initial();
    for (const v1::Event& fact : StandingFacts(stream.history())) {
      const absl::Status decided = rules().Decide(*state, fact, {});
      if (!decided.ok()) RC_FAIL(std::string(decided.message()) + "\n" + fact.ShortDebugString());
      rules().Evolve(fact, *state);
    }
    RC_ASSERT(ButVersion(*state) == ButVersion(stream.state()));
  });
}

TEST_P(AnyStream, VoidingTheLastFactIsAsIfItHadNeverBeen) {
  ForAny([](RandomStream& stream) {
    const std::vector<v1::Event>& history = stream.history();
    RC_PRE(!history.empty());
    RC_PRE(!RewritesHistory(history.back()));
    v1::Event voided = Rewrite(stream);
    voided.mutable_event_voided()->set_target_version(history.back().version());
    const absl::Status decided = stream.Decide(voided);
    if (!decided.ok()) RC_FAIL(std::string(decided.message()));
    std::vector<v1::Event> after = history;
    after.push_back(voided);
    const std::span<const v1::Event> before(history.data(), history.size() - 1);
    RC_ASSERT(ButVersion(*rules().Fold(after)) == ButVersion(*rules().Fold(before)));
  });
}

TEST_P(AnyStream, CorrectingAFactIntoWhatItSaysChangesNothing) {
  ForAny([](RandomStream& stream) {
    const std::vector<v1::Event> facts = StandingFacts(stream.history());
    RC_PRE(!facts.empty());
    const v1::Event& fact = facts[*rc::gen::inRange<size_t>(0, facts.size())];
    const auto* to = v1::EventReplacement::descriptor()->FindFieldByNumber(fact.body_case());
    const bool correctable = to != nullptr;  // what only the server writes is not
    RC_PRE(correctable);
    v1::Event corrected = Rewrite(stream);
    corrected.mutable_event_corrected()->set_target_version(fact.version());
    auto* replacement = corrected.mutable_event_corrected()->mutable_replacement();
    const auto* from = v1::Event::descriptor()->FindFieldByNumber(fact.body_case());
    replacement->GetReflection()
        ->MutableMessage(replacement, to)
        ->CopyFrom(fact.GetReflection()->GetMessage(fact, from));
    RC_ASSERT(stream.Decide(corrected).ok());
    std::vector<v1::Event> after = stream.history();
    after.push_back(corrected);
    RC_ASSERT(ButVersion(*rules().Fold(after)) == ButVersion(stream.state()));
  });
}

TEST_P(AnyStream, ACopyOfAStateGoesItsOwnWay) {
  ForAny([](RandomStream& stream) {
    const std::string before = Text(stream.state());
    const auto copy = stream.state().Clone();
    RC_ASSERT(Text(*copy) == before);
    rules().Evolve(stream.Propose(), *copy);
    RC_ASSERT(Text(stream.state()) == before);
  });
}

TEST_P(AnyStream, TakesNothingOnceItsSubjectIsErasedAndNoFactOfAnotherKind) {
  RandomStream stream(rules(), 1);
  for (int i = 0; i < 10; ++i) stream.Step();
  const Circumstances erased = {.subject_erased = true};
  v1::Event voided = Rewrite(stream);
  voided.mutable_event_voided()->set_target_version(1);
  EXPECT_EQ(base::ReasonOf(rules().DecideRewrite(stream.history(), voided, erased)), "SUBJECT_ERASED");
  for (const StreamRules* others : AllRules()) {
    const v1::Event fact = RandomStream(*others, 1).Propose();
    EXPECT_EQ(base::ReasonOf(rules().Decide(stream.state(), fact, erased)), "SUBJECT_ERASED");
    if (others->kind() == rules().kind()) continue;
    EXPECT_EQ(base::ReasonOf(rules().Decide(stream.state(), fact, {})), "WRONG_STREAM_KIND");
  }
}

// Else the properties above say little. Long ones: what comes last in a stream of many steps is rare.
TEST_P(AnyStream, RandomHistoriesComeUponEveryFactAndRewriting) {
  if (rules().kind() == "case") return;  // has random histories of its own (libs/domain/case/testing)
  std::map<v1::Event::BodyCase, int> seen;
  for (uint64_t seed = 0; seed < 150; ++seed) {
    RandomStream stream(rules(), seed);
    for (int i = 0; i < 4 * kMostSteps; ++i) stream.Step();
    for (const v1::Event& event : stream.history()) ++seen[event.body_case()];
  }
  const auto* body = v1::Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    const auto type = static_cast<v1::Event::BodyCase>(body->field(i)->number());
    const bool expected = KindOf(type) == rules().kind() || KindOf(type).empty();
    EXPECT_EQ(seen[type] > 0, expected) << FieldNameOf(type);
  }
}

INSTANTIATE_TEST_SUITE_P(OfEveryKind, AnyStream, ::testing::ValuesIn(AllRules()),
                         [](const auto& instance) { return std::string(instance.param->kind()); });

TEST(AllRules, AreThoseOfEveryKindButThePersonsOwnAndTheServersOwn) {
  std::set<std::string_view> kinds = {"subject", "access"};
  for (const StreamRules* rules : AllRules()) {
    EXPECT_TRUE(kinds.insert(rules->kind()).second) << rules->kind() << " is there twice";
  }
  EXPECT_EQ(std::vector(kinds.begin(), kinds.end()), StreamKinds());
}

// "story" for OfStory.
std::string_view KindOfTag(OfCase) { return "case"; }
std::string_view KindOfTag(OfStory) { return "story"; }
std::string_view KindOfTag(OfPrinciple) { return "principle"; }
std::string_view KindOfTag(OfProgramme) { return "programme"; }
std::string_view KindOfTag(OfCycle) { return "cycle"; }
std::string_view KindOfTag(OfMeasure) { return "measure"; }
std::string_view KindOfTag(OfExperiment) { return "experiment"; }
std::string_view KindOfTag(OfStaff) { return "staff"; }
std::string_view KindOfTag(OfWorkshop) { return "workshop"; }
std::string_view KindOfTag(OfSubject) { return "subject"; }
std::string_view KindOfTag(OfAccess) { return "access"; }

TEST(VisitAnyFact, PutsEveryFactWithTheKindThatItsStreamMustHave) {
  const auto* body = v1::Event::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    v1::Event event;
    event.GetReflection()->MutableMessage(&event, body->field(i));
    const std::string_view kind = VisitAnyFact(
        event, [](auto its_kind, const auto&) { return KindOfTag(its_kind); },
        [] { return std::string_view(); });
    EXPECT_EQ(kind, KindOf(event.body_case())) << body->field(i)->name();
  }
}

}  // namespace
}  // namespace praksis::domain
