#include "libs/domain/stream/testing/scenario.h"

#include <gtest/gtest.h>

#include <utility>

#include "google/protobuf/text_format.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"

namespace praksis::domain::testing {

v1::Event On(const std::string& day, const std::string& body) {
  v1::Event fact;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(body, &fact)) << body;
  fact.set_municipality("DK-360");
  fact.mutable_occurred_at()->mutable_date()->set_date(day);
  return fact;
}

v1::Event Voided(int64_t target_version) {
  return On("2026-12-01",
            base::StrCat("event_voided { target_version: ", target_version, " reason: \"mistaken\" }"));
}

v1::Event Corrected(int64_t target_version, const std::string& replacement) {
  return On("2026-12-01", base::StrCat("event_corrected { target_version: ", target_version,
                                       " reason: \"mistaken\" replacement { ", replacement, " } }"));
}

Outcome::Outcome(absl::Status decided, std::unique_ptr<StreamState> after)
    : decided_(std::move(decided)), after_(std::move(after)) {}

void Outcome::ThenAccepted() const { EXPECT_TRUE(decided_.ok()) << decided_; }

void Outcome::ThenRefused(const std::string& reason, const std::map<std::string, std::string>& details,
                          absl::StatusCode code) const {
  EXPECT_EQ(base::ReasonOf(decided_), reason) << decided_;
  EXPECT_EQ(decided_.code(), code) << decided_;
  EXPECT_TRUE(base::ToStd(decided_.message()).ends_with(".")) << decided_;
  const auto info = base::ErrorInfoOf(decided_);
  ASSERT_TRUE(info) << decided_;
  for (const auto& [name, value] : details) {
    const auto found = info->metadata().find(name);
    ASSERT_NE(found, info->metadata().end()) << name << " is no detail of " << info->ShortDebugString();
    EXPECT_EQ(found->second, value) << name;
  }
}

absl::Status Scenario::Decide(v1::Event& event, const Circumstances& circumstances) const {
  event.set_stream(stream_);
  event.set_version(static_cast<int64_t>(history_.size()) + 1);
  return RewritesHistory(event) ? rules_.DecideRewrite(history_, event, circumstances)
                                : rules_.Decide(*rules_.Fold(history_), event, circumstances);
}

Scenario Scenario::Given(v1::Event event) const {
  const absl::Status decided = Decide(event, {});
  EXPECT_TRUE(decided.ok()) << decided << "\n" << event.ShortDebugString();
  Scenario longer = *this;
  longer.history_.push_back(std::move(event));
  return longer;
}

Outcome Scenario::When(v1::Event event, const Circumstances& circumstances) const {
  const absl::Status decided = Decide(event, circumstances);
  std::vector<v1::Event> after = history_;
  if (decided.ok()) after.push_back(std::move(event));
  return {decided, rules_.Fold(after)};
}

}  // namespace praksis::domain::testing
