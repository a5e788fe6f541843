// Whatever bytes a client sends: they are read or not, the facts among them are valid or refused, the valid
// ones are decided, and what was accepted adds up, live and folded anew alike.
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/all/all_rules.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/testing/invariants.h"
#include "libs/domain/fact/fact.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/domain/stream/message_state.h"
#include "praksis/v1/event.pb.h"
#include "praksis/v1/history.pb.h"

namespace praksis {
namespace {

constexpr domain::Circumstances kCircumstances{.today = 20'200};  // 2025-04-22

// One stream, as the recorder treats it.
class Stream {
 public:
  explicit Stream(const domain::StreamRules& rules) : rules_(rules) {}

  void Report(v1::Event fact) {
    absl::Status decided;
    if (domain::RewritesHistory(fact)) {
      decided = rules_.DecideRewrite(history_, fact, kCircumstances);
    } else {
      decided = rules_.Decide(*state_, fact, kCircumstances);
    }
    if (!decided.ok()) {
      PRAKSIS_CHECK(!base::ReasonOf(decided).empty(), "a refusal without a reason: ", decided.message());
      return;
    }
    fact.set_version(static_cast<int64_t>(history_.size()) + 1);
    history_.push_back(fact);
    if (domain::RewritesHistory(fact)) {
      state_ = rules_.Fold(history_);
    } else {
      rules_.Evolve(fact, *state_);
    }
  }

  void Check() const {
    PRAKSIS_CHECK(Bytes(*rules_.Fold(history_)) == Bytes(*state_), "folded anew it is another stream");
    if (rules_.kind() != "case") return;
    const domain::cases::CaseState& state = domain::cases::StateOf(*state_);
    const std::vector<std::string> broken = domain::cases::testing::BrokenInvariants(state);
    PRAKSIS_CHECK(broken.empty(), broken.front());
    static_cast<void>(domain::cases::Summarize(state));
  }

 private:
  static std::string Bytes(const domain::StreamState& state) {
    return dynamic_cast<const domain::AnyMessageState&>(state).message().SerializeAsString();
  }

  const domain::StreamRules& rules_;
  std::vector<v1::Event> history_;
  std::unique_ptr<domain::StreamState> state_ = rules_.Initial();
};

// Of the kind that a stream's name says; null where there are none.
const domain::StreamRules* RulesOf(const std::string& stream) {
  for (const domain::StreamRules* rules : domain::AllRules()) {
    if (stream.substr(0, stream.find('/')) == rules->kind()) return rules;
  }
  return nullptr;
}

// The input is a list of events, for which ListEventsResponse is the message.
void Report(const std::string& bytes) {
  v1::ListEventsResponse list;
  if (!list.ParseFromString(bytes) || list.events_size() > 200) return;
  std::map<std::string, Stream> streams;
  for (v1::Event& event : *list.mutable_events()) {
    const absl::Status valid = domain::ValidateFact(event, codelists::Codelists::BuiltIn(), kCircumstances);
    if (!valid.ok()) {
      PRAKSIS_CHECK(!base::ReasonOf(valid).empty(), "a refusal without a reason: ", valid.message());
      continue;
    }
    // Recorded facts are read again some day: what was valid must survive that.
    v1::Event again;
    PRAKSIS_CHECK(again.ParseFromString(event.SerializeAsString()));
    const domain::StreamRules* const rules = RulesOf(event.stream());
    if (rules == nullptr) continue;
    Stream& stream = streams.try_emplace(event.stream(), *rules).first->second;
    stream.Report(std::move(event));
  }
  for (const auto& [name, stream] : streams) stream.Check();
}

}  // namespace
}  // namespace praksis

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  praksis::Report(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
