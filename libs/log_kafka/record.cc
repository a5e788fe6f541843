#include "libs/log_kafka/record.h"

#include <google/protobuf/io/coded_stream.h>

#include <optional>

#include "absl/time/time.h"
#include "libs/base/encoding.h"
#include "praksis/v1/event.pb.h"

namespace praksis::log::kafka {
namespace {

using google::protobuf::FieldDescriptor;

// What a record's place and headers need of an event; views of its bytes.
struct Outline {
  std::string_view event_id;
  std::string_view stream;
  int64_t version = 0;
  std::string_view recorded_at;  // google.protobuf.Timestamp
  const FieldDescriptor* body = nullptr;
};

// Reads the fields of the envelope alone, a fraction of the work of parsing all of it. Nothing where `bytes`
// are no message at all.
std::optional<Outline> OutlineOf(std::string_view bytes) {
  static const auto* const body = v1::Event::descriptor()->FindOneofByName("body");
  google::protobuf::io::CodedInputStream input(reinterpret_cast<const uint8_t*>(bytes.data()),
                                               static_cast<int>(bytes.size()));
  Outline outline;
  while (const uint32_t tag = input.ReadTag()) {
    const int number = static_cast<int>(tag >> 3);
    uint64_t value = 0;
    std::string_view text;
    switch (tag & 7) {  // the wire type
      case 0:
        if (!input.ReadVarint64(&value)) return std::nullopt;
        break;
      case 1:
        if (!input.Skip(8)) return std::nullopt;
        break;
      case 2: {
        if (!input.ReadVarint64(&value) || value > bytes.size()) return std::nullopt;
        const auto begin = static_cast<size_t>(input.CurrentPosition());
        if (!input.Skip(static_cast<int>(value))) return std::nullopt;
        text = bytes.substr(begin, value);
        break;
      }
      case 5:
        if (!input.Skip(4)) return std::nullopt;
        break;
      default:
        return std::nullopt;
    }
    switch (number) {
      case v1::Event::kEventIdFieldNumber:
        outline.event_id = text;
        break;
      case v1::Event::kStreamFieldNumber:
        outline.stream = text;
        break;
      case v1::Event::kVersionFieldNumber:
        outline.version = static_cast<int64_t>(value);
        break;
      case v1::Event::kRecordedAtFieldNumber:
        outline.recorded_at = text;
        break;
      default: {
        const FieldDescriptor* const field = v1::Event::descriptor()->FindFieldByNumber(number);
        if (field != nullptr && field->containing_oneof() == body) outline.body = field;
      }
    }
  }
  return input.ConsumedEntireMessage() ? std::optional(outline) : std::nullopt;
}

}  // namespace

absl::StatusOr<Envelope> EnvelopeOf(const Record& record) {
  const std::optional<Outline> outline = OutlineOf(record.bytes);
  google::protobuf::Timestamp recorded;
  if (!outline ||
      !recorded.ParseFromArray(outline->recorded_at.data(), static_cast<int>(outline->recorded_at.size()))) {
    return absl::DataLossError("what is to be appended is no event");
  }
  const absl::Time recorded_at =
      absl::FromUnixSeconds(recorded.seconds()) + absl::Nanoseconds(recorded.nanos());
  // "praksis.v1.PlacementStarted"; the envelope's own name where the body is of a type we don't know.
  const google::protobuf::Descriptor& type =
      outline->body != nullptr ? *outline->body->message_type() : *v1::Event::descriptor();
  Envelope envelope;
  envelope.timestamp_ms = absl::ToUnixMillis(recorded_at);
  envelope.headers = {
      {"ce_specversion", "1.0"},
      {"ce_id", record.event_id.value()},
      {"ce_source", "/praksis"},
      {"ce_type", type.full_name()},
      {"ce_subject", record.stream.value()},
      {"ce_sequence", std::to_string(record.version.value())},
      {"ce_time", absl::FormatTime("%Y-%m-%d%ET%H:%M:%E*SZ", recorded_at, absl::UTCTimeZone())},
      {"content-type", "application/protobuf"}};
  if (!record.trace_parent.empty()) envelope.headers.emplace_back(kTraceParentHeader, record.trace_parent);
  return envelope;
}

absl::StatusOr<Record> ParseRecord(std::string_view value) {
  const std::optional<Outline> outline = OutlineOf(value);
  if (!outline) return absl::DataLossError("it does not parse");
  if (outline->stream.empty() || outline->version < 1)
    return absl::DataLossError("it has no stream or version");
  if (!base::ParseUuid(outline->event_id)) return absl::DataLossError("it has no event_id");
  return Record{StreamId(std::string(outline->stream)), Version(outline->version),
                EventId(std::string(outline->event_id)), std::string(value)};
}

}  // namespace praksis::log::kafka
