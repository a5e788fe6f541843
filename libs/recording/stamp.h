// What the server writes into a fact, and reads back from an event.
#ifndef PRAKSIS_LIBS_RECORDING_STAMP_H_
#define PRAKSIS_LIBS_RECORDING_STAMP_H_

#include "absl/time/time.h"
#include "libs/base/ids.h"
#include "libs/recording/recorder.h"
#include "praksis/v1/event.pb.h"

namespace praksis::recording {

// Overwrites the OUTPUT_ONLY fields of the envelope. `recorded_at` is in whole microseconds.
void Stamp(Version version, absl::Time recorded_at, v1::Event& fact);

[[nodiscard]] absl::Time RecordedAt(const v1::Event& event);

// The answer to a fact that was recorded as `event`; without a position.
[[nodiscard]] Recorded FirstResult(const v1::Event& event, bool repeat);

}  // namespace praksis::recording

#endif  // PRAKSIS_LIBS_RECORDING_STAMP_H_
