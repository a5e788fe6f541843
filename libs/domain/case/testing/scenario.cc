#include "libs/domain/case/testing/scenario.h"

#include <gtest/gtest.h>

#include <utility>

#include "google/protobuf/text_format.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/testing/invariants.h"

namespace praksis::domain::cases::testing {
namespace {

v1::Event Fact(const std::string& body) {
  v1::Event fact;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(body, &fact)) << body;
  fact.set_stream("case/demo");
  fact.set_municipality("DK-360");
  return fact;
}

absl::Status Decided(const std::vector<v1::Event>& history, const v1::Event& fact,
                     const Circumstances& circumstances) {
  return RewritesHistory(fact) ? DecideRewrite(history, fact, circumstances)
                               : Decide(Fold(history), fact, circumstances);
}

void Append(v1::Event fact, std::vector<v1::Event>& history) {
  fact.set_version(static_cast<int64_t>(history.size()) + 1);
  history.push_back(std::move(fact));
}

}  // namespace

v1::Event On(const std::string& day, const std::string& body) {
  v1::Event fact = Fact(body);
  fact.mutable_occurred_at()->mutable_date()->set_date(day);
  return fact;
}

v1::Event At(int64_t seconds, const std::string& body) {
  v1::Event fact = Fact(body);
  fact.mutable_occurred_at()->mutable_instant()->set_seconds(seconds);
  return fact;
}

v1::Event Opened(const std::string& day) {
  return On(day, "case_opened { person_ref: \"p\" target_group: \"YOUTH\" opened_on: \"" + day + "\" }");
}

v1::Event Voided(int64_t target_version) {
  return On("2025-12-01",
            base::StrCat("event_voided { target_version: ", target_version, " reason: \"mistaken\" }"));
}

v1::Event Corrected(int64_t target_version, const std::string& replacement) {
  return On("2025-12-01", base::StrCat("event_corrected { target_version: ", target_version,
                                       " reason: \"mistaken\" replacement { ", replacement, " } }"));
}

Outcome::Outcome(absl::Status decided, std::vector<v1::Event> history)
    : decided_(std::move(decided)), history_(std::move(history)) {}

CaseState Outcome::ThenAccepted() const {
  EXPECT_TRUE(decided_.ok()) << decided_;
  CaseState state = Fold(history_);
  for (const std::string& broken : BrokenInvariants(state)) ADD_FAILURE() << broken;
  return state;
}

void Outcome::ThenRefused(const std::string& reason, const std::map<std::string, std::string>& details,
                          absl::StatusCode code) const {
  EXPECT_EQ(base::ReasonOf(decided_), reason) << decided_;
  EXPECT_EQ(decided_.code(), code);
  EXPECT_NE(decided_.message(), "");
  const auto info = base::ErrorInfoOf(decided_);
  ASSERT_TRUE(info);
  for (const auto& [name, value] : details) {
    const auto found = info->metadata().find(name);
    ASSERT_NE(found, info->metadata().end()) << name << " is no detail of " << info->ShortDebugString();
    EXPECT_EQ(found->second, value) << name;
  }
}

Scenario::Scenario(std::vector<v1::Event> history) : history_(std::move(history)) {}

Outcome Scenario::When(v1::Event fact, const Circumstances& circumstances) const {
  const absl::Status decided = Decided(history_, fact, circumstances);
  std::vector<v1::Event> after = history_;
  if (decided.ok()) Append(std::move(fact), after);
  return Outcome(decided, std::move(after));
}

CaseState Scenario::State() const { return Fold(history_); }

Scenario Given(std::vector<v1::Event> facts) {
  std::vector<v1::Event> history;
  for (v1::Event& fact : facts) {
    const absl::Status decided = Decided(history, fact, {});
    EXPECT_TRUE(decided.ok()) << decided << "\n" << fact.ShortDebugString();
    Append(std::move(fact), history);
  }
  return Scenario(std::move(history));
}

}  // namespace praksis::domain::cases::testing
