// What the recorder itself refuses, apart from what the rules do. Reasons are those of
// praksis/v1/journal.proto.
#ifndef PRAKSIS_LIBS_RECORDING_REFUSALS_H_
#define PRAKSIS_LIBS_RECORDING_REFUSALS_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "libs/base/ids.h"
#include "praksis/v1/event.pb.h"

namespace praksis::recording {

// UNIMPLEMENTED, STREAM_KIND_NOT_SERVED {kind, stream}.
[[nodiscard]] absl::Status RefuseKind(std::string_view kind, const StreamId& stream);

// RESOURCE_EXHAUSTED, QUEUE_FULL with google.rpc.RetryInfo.
[[nodiscard]] absl::Status RefuseQueueFull();

// UNAVAILABLE, STOPPING.
[[nodiscard]] absl::Status RefuseStopping();

// DEADLINE_EXCEEDED, DEADLINE: certainly not recorded.
[[nodiscard]] absl::Status RefuseDeadline();

// DEADLINE_EXCEEDED, DEADLINE: sent to another recorder, whose answer did not come.
[[nodiscard]] absl::Status RefuseUnanswered();

// UNAVAILABLE, NOT_OWNER: said to the recorder that forwarded the fact, never to a client.
[[nodiscard]] absl::Status RefuseNotOwner();

// ALREADY_EXISTS, EVENT_ID_REUSED {event_id, stream, version} of what was recorded first under the id.
[[nodiscard]] absl::Status RefuseReused(const v1::Event& first);

// ABORTED, CONCURRENT_CHANGE {stream, current_version, expected_version, events}. `types`: what each version
// of the stream is; `events` names the first 20 that came after the expected version, comma-separated.
[[nodiscard]] absl::Status RefuseConflict(const StreamId& stream,
                                          const std::vector<v1::Event::BodyCase>& types,
                                          Version expected_version);

// UNAVAILABLE, LOG_UNAVAILABLE (or DATA_LOSS, LOG_DAMAGED) {cause} for what the log failed with. A status
// that is a refusal already stays as it is.
[[nodiscard]] absl::Status RefuseForLog(const absl::Status& status);

// DATA_LOSS, LOG_DAMAGED {stream, what}.
[[nodiscard]] absl::Status RefuseDamaged(const StreamId& stream, std::string_view what);

}  // namespace praksis::recording

#endif  // PRAKSIS_LIBS_RECORDING_REFUSALS_H_
