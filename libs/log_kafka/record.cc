#include "libs/log_kafka/record.h"

#include "absl/time/time.h"
#include "libs/base/encoding.h"
#include "praksis/v1/event.pb.h"

namespace praksis::log::kafka {
namespace {

// "praksis.v1.PlacementStarted"; the envelope's own name where the body is of a type we don't know.
std::string TypeOf(const v1::Event& event) {
  const google::protobuf::Descriptor& envelope = *v1::Event::descriptor();
  const google::protobuf::FieldDescriptor* const body = envelope.FindFieldByNumber(event.body_case());
  return body != nullptr ? body->message_type()->full_name() : envelope.full_name();
}

bool Parse(std::string_view bytes, v1::Event& event) {
  return event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

absl::StatusOr<Envelope> EnvelopeOf(const Record& record) {
  v1::Event event;
  if (!Parse(record.bytes, event)) return absl::DataLossError("what is to be appended is no event");
  const absl::Time recorded_at =
      absl::FromUnixSeconds(event.recorded_at().seconds()) + absl::Nanoseconds(event.recorded_at().nanos());
  Envelope envelope;
  envelope.timestamp_ms = absl::ToUnixMillis(recorded_at);
  envelope.headers = {
      {"ce_specversion", "1.0"},
      {"ce_id", event.event_id()},
      {"ce_source", "/praksis"},
      {"ce_type", TypeOf(event)},
      {"ce_subject", event.stream()},
      {"ce_sequence", std::to_string(event.version())},
      {"ce_time", absl::FormatTime("%Y-%m-%d%ET%H:%M:%E*SZ", recorded_at, absl::UTCTimeZone())},
      {"content-type", "application/protobuf"}};
  if (!record.trace_parent.empty()) envelope.headers.emplace_back("traceparent", record.trace_parent);
  return envelope;
}

absl::StatusOr<Record> ParseRecord(std::string_view value) {
  v1::Event event;
  if (!Parse(value, event)) return absl::DataLossError("it does not parse");
  if (event.stream().empty() || event.version() < 1)
    return absl::DataLossError("it has no stream or version");
  if (!base::ParseUuid(event.event_id())) return absl::DataLossError("it has no event_id");
  return Record{StreamId(event.stream()), Version(event.version()), EventId(event.event_id()),
                std::string(value)};
}

}  // namespace praksis::log::kafka
