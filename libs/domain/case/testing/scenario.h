// Given, when, then for the rules of a case:
//
//   Given({Opened("2025-01-02"), On("2025-01-10", R"(flag_raised { flag_id: "f" kind: "FOLLOW_UP" })")})
//       .When(On("2025-01-12", R"(flag_cleared { flag_id: "g" })"))
//       .ThenRefused("FLAG_UNKNOWN", {{"flag_id", "g"}});
#ifndef PRAKSIS_LIBS_DOMAIN_CASE_TESTING_SCENARIO_H_
#define PRAKSIS_LIBS_DOMAIN_CASE_TESTING_SCENARIO_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "libs/domain/rules/stream_rules.h"
#include "praksis/v1/event.pb.h"

namespace praksis::domain::cases::testing {

// A fact of the stream "case/demo" that occurred on a day; its body in protobuf's text format.
v1::Event On(const std::string& day, const std::string& body);
// One at an instant, in seconds since 1970.
v1::Event At(int64_t seconds, const std::string& body);

v1::Event Opened(const std::string& day);
v1::Event Voided(int64_t target_version);
// `replacement`: an EventReplacement in text format.
v1::Event Corrected(int64_t target_version, const std::string& replacement);

class Outcome {
 public:
  Outcome(absl::Status decided, std::vector<v1::Event> history);

  // It was accepted; returns what the history then adds up to.
  CaseState ThenAccepted() const;
  // It was refused for that reason, and the refusal's details contain these.
  void ThenRefused(const std::string& reason, const std::map<std::string, std::string>& details = {},
                   absl::StatusCode code = absl::StatusCode::kFailedPrecondition) const;

 private:
  absl::Status decided_;
  std::vector<v1::Event> history_;
};

class Scenario {
 public:
  explicit Scenario(std::vector<v1::Event> history);
  Outcome When(v1::Event fact, const Circumstances& circumstances = {}) const;
  const std::vector<v1::Event>& history() const { return history_; }
  CaseState State() const;

 private:
  std::vector<v1::Event> history_;
};

// Facts that must be accepted one after another.
Scenario Given(std::vector<v1::Event> facts);

}  // namespace praksis::domain::cases::testing

#endif  // PRAKSIS_LIBS_DOMAIN_CASE_TESTING_SCENARIO_H_
