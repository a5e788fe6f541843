// An event as a record of Kafka's, for any client that reads the topic:
//
//   key      the stream, "case/2025-0114"; the partition is Kafka's default for it
//   value    praksis.v1.Event, serialized
//   headers  CloudEvents 1.0, Kafka protocol binding, binary mode:
//              ce_specversion "1.0"       ce_id       event_id
//              ce_source      "/praksis"  ce_type     "praksis.v1.PlacementStarted"
//              ce_subject     the stream  ce_sequence its version
//              ce_time        recorded_at, RFC 3339   content-type "application/protobuf"
//              traceparent    W3C Trace Context, where the caller sent one (CloudEvents' extension of that
//                             name would be ce_traceparent; tracing of Kafka clients looks for this one)
//   timestamp  recorded_at
// Internal to libs/log_kafka.
#ifndef PRAKSIS_LIBS_LOG_KAFKA_RECORD_H_
#define PRAKSIS_LIBS_LOG_KAFKA_RECORD_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/log/event_log.h"

namespace praksis::log::kafka {

// The largest record that a topic must take, with its headers.
inline constexpr int64_t kMaxMessageBytes = int64_t{16} << 20;

// The header that a trace goes on in.
inline constexpr char kTraceParentHeader[] = "traceparent";

struct Envelope {
  std::vector<std::pair<std::string_view, std::string>> headers;
  int64_t timestamp_ms = 0;
};

// DATA_LOSS where the record's bytes are no event.
absl::StatusOr<Envelope> EnvelopeOf(const Record& record);

// The record of a value. DATA_LOSS where it is no event, or lacks what every stored event has.
absl::StatusOr<Record> ParseRecord(std::string_view value);

}  // namespace praksis::log::kafka

#endif  // PRAKSIS_LIBS_LOG_KAFKA_RECORD_H_
