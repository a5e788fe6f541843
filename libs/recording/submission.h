// A fact on its way through the recorder, and what becomes of it.
#ifndef PRAKSIS_LIBS_RECORDING_SUBMISSION_H_
#define PRAKSIS_LIBS_RECORDING_SUBMISSION_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/ids.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/log/position.h"
#include "praksis/v1/event.pb.h"

namespace praksis::recording {

// What became of an accepted fact.
struct Recorded {
  Version version;
  // Covers the event; empty for a Check.
  log::Position position;
  absl::Time recorded_at;
  // It had been recorded before under this event_id.
  bool repeat = false;
};

using Done = absl::AnyInvocable<void(absl::StatusOr<Recorded>) &&>;

// A fact on its way.
struct Submission {
  v1::Event fact;
  StreamId stream;
  const domain::StreamRules* rules = nullptr;
  std::optional<Version> expected_version;
  absl::Time deadline;
  bool check_only = false;
  // Another recorder has sent it here: it is decided here or not at all.
  bool forwarded = false;
  // As log::Record has it.
  std::string trace_parent = {};
  Done done;
  size_t bytes = 0;
  // Order of arrival; facts are decided in it, before and after a failure.
  int64_t number = 0;
  // It was given to the log, or to another recorder, and nobody knows yet whether it is there.
  bool unclear = false;
};

}  // namespace praksis::recording

#endif  // PRAKSIS_LIBS_RECORDING_SUBMISSION_H_
