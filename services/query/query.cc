#include "services/query/query.h"

namespace praksis::services {
namespace {

constexpr absl::Duration kDefaultWait = absl::Seconds(5);

}  // namespace

absl::StatusOr<log::Position> ReadAtLeast(const std::string& at_least, const log::EventLog& event_log) {
  if (at_least.empty()) return log::Position();
  return log::DecodePosition(at_least, event_log.id(), event_log.partition_count(), "at_least");
}

absl::StatusOr<std::optional<log::Position>> ReadKnownAt(const std::string& known_at,
                                                         const log::EventLog& event_log) {
  if (known_at.empty()) return std::nullopt;
  return log::DecodePosition(known_at, event_log.id(), event_log.partition_count(), "known_at");
}

void CheckTimes(const std::string& known_at, const std::string& at_least,
                std::vector<base::FieldViolation>& violations) {
  if (known_at.empty() || at_least.empty()) return;
  violations.push_back({"at_least", "what was known at an earlier position is not waited for; leave it out"});
}

absl::Time WaitUntil(absl::Time deadline, const base::Clock& clock) {
  return deadline == absl::InfiniteFuture() ? clock.Now() + kDefaultWait : deadline;
}

}  // namespace praksis::services
