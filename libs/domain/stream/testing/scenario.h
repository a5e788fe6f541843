// Given, when, then for the rules of any kind of stream:
//
//   Scenario(StoryRules(), "story/s")
//       .Given(On("2025-01-10", R"(story_told { … })"))
//       .When(On("2025-01-12", R"(story_retracted { reason: STORY_RETRACTION_REASON_OTHER })"))
//       .ThenAccepted();
#ifndef PRAKSIS_LIBS_DOMAIN_STREAM_TESTING_SCENARIO_H_
#define PRAKSIS_LIBS_DOMAIN_STREAM_TESTING_SCENARIO_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/domain/stream/message_state.h"
#include "praksis/v1/event.pb.h"

namespace praksis::domain::testing {

// A fact that occurred on a day; its body in protobuf's text format.
v1::Event On(const std::string& day, const std::string& body);
v1::Event Voided(int64_t target_version);
// `replacement`: an EventReplacement in text format.
v1::Event Corrected(int64_t target_version, const std::string& replacement);

class Outcome {
 public:
  Outcome(absl::Status decided, std::unique_ptr<StreamState> after);

  // It was accepted.
  void ThenAccepted() const;
  // It was, and the history then adds up to this.
  template <typename State>
  State ThenState() const {
    ThenAccepted();
    return static_cast<const MessageState<State>&>(*after_).state;
  }
  // It was refused for that reason, with these among its details, and a sentence to act on.
  void ThenRefused(const std::string& reason, const std::map<std::string, std::string>& details = {},
                   absl::StatusCode code = absl::StatusCode::kFailedPrecondition) const;

 private:
  absl::Status decided_;
  std::unique_ptr<StreamState> after_;
};

class Scenario {
 public:
  // `rules` must outlive it.
  Scenario(const StreamRules& rules, std::string stream) : rules_(rules), stream_(std::move(stream)) {}

  // The same with one more event, which must be accepted.
  Scenario Given(v1::Event event) const;
  Outcome When(v1::Event event, const Circumstances& circumstances = {}) const;

 private:
  absl::Status Decide(v1::Event& event, const Circumstances& circumstances) const;

  const StreamRules& rules_;
  std::string stream_;
  std::vector<v1::Event> history_;
};

}  // namespace praksis::domain::testing

#endif  // PRAKSIS_LIBS_DOMAIN_STREAM_TESTING_SCENARIO_H_
