#include "libs/recording/refusals.h"

#include <algorithm>
#include <string>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/fact.h"

namespace praksis::recording {
namespace {

constexpr int64_t kMaxEventsNamed = 20;
// By then a queue that is full has been worked off a few times over.
constexpr absl::Duration kRetryAfter = absl::Milliseconds(250);

}  // namespace

absl::Status RefuseKind(std::string_view kind, const StreamId& stream) {
  return base::Refuse(absl::StatusCode::kUnimplemented, "STREAM_KIND_NOT_SERVED",
                      base::StrCat("This release has no rules for streams of the kind \"", kind, "\" (",
                                   stream.value(), "), so it records nothing for them."),
                      {{"kind", std::string(kind)}, {"stream", stream.value()}});
}

absl::Status RefuseQueueFull() {
  return base::RefuseOverload(
      "QUEUE_FULL", "Too many facts are waiting to be recorded. Wait, then send again.", kRetryAfter);
}

absl::Status RefuseStopping() {
  return base::Refuse(
      absl::StatusCode::kUnavailable, "STOPPING",
      "The recorder is stopping and did not answer for this fact. Send it again with the same event_id: "
      "it takes effect once.");
}

absl::Status RefuseDeadline() {
  return base::Refuse(absl::StatusCode::kDeadlineExceeded, "DEADLINE",
                      "The deadline passed before the fact was decided; it was not recorded. Send it again.");
}

absl::Status RefuseUnanswered() {
  return base::Refuse(
      absl::StatusCode::kDeadlineExceeded, "DEADLINE",
      "The deadline passed before the recorder that decides the fact answered; it may have been "
      "recorded. Send it again with the same event_id: it takes effect once.");
}

absl::Status RefuseNotOwner() {
  return base::Refuse(absl::StatusCode::kUnavailable, "NOT_OWNER",
                      "This recorder does not decide for the fact's partition.");
}

absl::Status RefuseReused(const v1::Event& first) {
  return base::Refuse(
      absl::StatusCode::kAlreadyExists, "EVENT_ID_REUSED",
      base::StrCat("Another fact was recorded under the event_id ", first.event_id(), " (", first.stream(),
                   ", version ", first.version(), "). Make a new event_id for each fact."),
      {{"event_id", first.event_id()},
       {"stream", first.stream()},
       {"version", base::StrCat(first.version())}});
}

absl::Status RefuseConflict(const StreamId& stream, const std::vector<v1::Event::BodyCase>& types,
                            Version expected_version) {
  const auto current = static_cast<int64_t>(types.size());
  const int64_t first = std::max<int64_t>(expected_version.value(), 0);
  std::string events;
  for (int64_t i = first; i < std::min(current, first + kMaxEventsNamed); ++i) {
    if (!events.empty()) events += ',';
    events += domain::TypeNameOf(types[static_cast<size_t>(i)]);
  }
  return base::Refuse(absl::StatusCode::kAborted, "CONCURRENT_CHANGE",
                      base::StrCat(stream.value(), " is at version ", current, ", not at ",
                                   expected_version.value(), ". Read it, decide again, send again."),
                      {{"stream", stream.value()},
                       {"current_version", base::StrCat(current)},
                       {"expected_version", base::StrCat(expected_version.value())},
                       {"events", events}});
}

absl::Status RefuseForLog(const absl::Status& status) {
  if (!base::ReasonOf(status).empty()) return status;
  const std::string cause = status.ToString();
  if (status.code() == absl::StatusCode::kDataLoss) {
    return base::Refuse(absl::StatusCode::kDataLoss, "LOG_DAMAGED",
                        base::StrCat("The log is damaged: ", cause), {{"cause", cause}});
  }
  return base::Refuse(absl::StatusCode::kUnavailable, "LOG_UNAVAILABLE",
                      base::StrCat("The log cannot be reached at the moment; nothing was recorded (", cause,
                                   "). Send again."),
                      {{"cause", cause}});
}

absl::Status RefuseDamaged(const StreamId& stream, std::string_view what) {
  return base::Refuse(absl::StatusCode::kDataLoss, "LOG_DAMAGED",
                      base::StrCat("The log's events of ", stream.value(), " are damaged: ", what,
                                   ". Nothing is recorded for it until that is mended."),
                      {{"stream", stream.value()}, {"what", std::string(what)}});
}

}  // namespace praksis::recording
