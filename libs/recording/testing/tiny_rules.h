// Rules of a stream kind "case" small enough to see through: a case is opened, noted on, closed and reopened.
// A note saying "never" is always refused. Only a closing can be voided.
#ifndef PRAKSIS_LIBS_RECORDING_TESTING_TINY_RULES_H_
#define PRAKSIS_LIBS_RECORDING_TESTING_TINY_RULES_H_

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "libs/base/refusal.h"
#include "libs/domain/rules/stream_rules.h"
#include "praksis/v1/event.pb.h"

namespace praksis::recording::testing {

struct TinyState final : domain::StreamState {
  std::unique_ptr<domain::StreamState> Clone() const override { return std::make_unique<TinyState>(*this); }
  size_t MemoryUsage() const override { return sizeof(TinyState); }
  bool open = false;
  int64_t version = 0;
};

class TinyRules final : public domain::StreamRules {
 public:
  std::string_view kind() const override { return "case"; }
  std::unique_ptr<domain::StreamState> Initial() const override { return std::make_unique<TinyState>(); }

  absl::Status Decide(const domain::StreamState& state, const v1::Event& fact,
                      const domain::Circumstances&) const override {
    const auto& tiny = static_cast<const TinyState&>(state);
    const auto refuse = [](std::string_view reason) {
      return base::Refuse(absl::StatusCode::kFailedPrecondition, reason, "It cannot be.");
    };
    if (fact.has_case_opened()) return tiny.version == 0 ? absl::OkStatus() : refuse("CASE_EXISTS");
    if (tiny.version == 0) return refuse("CASE_NOT_OPENED");
    if (fact.has_note_added() && fact.note_added().text() == "never") return refuse("NEVER");
    if (fact.has_case_reopened()) return tiny.open ? refuse("CASE_OPEN") : absl::OkStatus();
    return tiny.open ? absl::OkStatus() : refuse("CASE_CLOSED");
  }

  void Evolve(const v1::Event& event, domain::StreamState& state) const override {
    auto& tiny = static_cast<TinyState&>(state);
    ++tiny.version;
    if (event.has_case_opened() || event.has_case_reopened()) tiny.open = true;
    if (event.has_case_closed()) tiny.open = false;
  }

  // Only the closing can be voided.
  absl::Status DecideRewrite(std::span<const v1::Event> history, const v1::Event& rewrite,
                             const domain::Circumstances&) const override {
    const auto target = static_cast<size_t>(rewrite.event_voided().target_version());
    if (target >= 1 && target <= history.size() && history[target - 1].has_case_closed())
      return absl::OkStatus();
    return base::Refuse(absl::StatusCode::kFailedPrecondition, "TARGET_UNKNOWN", "There is no such closing.");
  }

  std::unique_ptr<domain::StreamState> Fold(std::span<const v1::Event> history) const override {
    std::set<int64_t> voided;
    for (const v1::Event& event : history) voided.insert(event.event_voided().target_version());
    auto state = std::make_unique<TinyState>();
    for (const v1::Event& event : history) {
      if (voided.contains(event.version())) {
        ++state->version;
      } else {
        Evolve(event, *state);
      }
    }
    return state;
  }
};

}  // namespace praksis::recording::testing

#endif  // PRAKSIS_LIBS_RECORDING_TESTING_TINY_RULES_H_
