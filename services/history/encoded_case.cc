#include "services/history/encoded_case.h"

#include <cstdint>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "praksis/v1/history.pb.h"

namespace praksis::services {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedOutputStream;

void AppendVarint(uint64_t number, std::string& out) {
  uint8_t bytes[10];
  out.append(reinterpret_cast<const char*>(bytes),
             static_cast<size_t>(CodedOutputStream::WriteVarint64ToArray(number, bytes) - bytes));
}
void AppendTag(int field, WireFormatLite::WireType type, std::string& out) {
  AppendVarint(WireFormatLite::MakeTag(field, type), out);
}
void AppendField(int field, std::string_view bytes, std::string& out) {
  AppendTag(field, WireFormatLite::WIRETYPE_LENGTH_DELIMITED, out);
  AppendVarint(bytes.size(), out);
  out.append(bytes);
}

// A v1::TimelineEntry as the next of the repeated `field`.
void AppendEntry(int field, const readmodels::TimelineEvent& event, std::string& out) {
  using Entry = v1::TimelineEntry;
  std::string rest;  // short enough to need no memory of its own
  AppendTag(Entry::kStandingFieldNumber, WireFormatLite::WIRETYPE_VARINT, rest);
  AppendVarint(static_cast<uint64_t>(event.standing), rest);
  if (event.changed_by.value() != 0) {
    AppendTag(Entry::kChangedByVersionFieldNumber, WireFormatLite::WIRETYPE_VARINT, rest);
    AppendVarint(static_cast<uint64_t>(event.changed_by.value()), rest);
  }
  const size_t event_size = WireFormatLite::TagSize(Entry::kEventFieldNumber, WireFormatLite::TYPE_MESSAGE) +
                            WireFormatLite::LengthDelimitedSize(event.bytes.size());
  AppendTag(field, WireFormatLite::WIRETYPE_LENGTH_DELIMITED, out);
  AppendVarint(event_size + rest.size(), out);
  AppendField(Entry::kEventFieldNumber, event.bytes, out);
  out += rest;
}

static_assert(int{v1::GetCaseResponse::kTimelineFieldNumber} ==
                  int{v1::GetStreamResponse::kTimelineFieldNumber} &&
              int{v1::GetCaseResponse::kPositionFieldNumber} ==
                  int{v1::GetStreamResponse::kPositionFieldNumber});

}  // namespace

void EncodedCase::SetSummary(std::string_view summary) {
  AppendField(v1::GetCaseResponse::kSummaryFieldNumber, summary, bytes);
}

void EncodedCase::AddEntry(const readmodels::TimelineEvent& event) {
  AppendEntry(v1::GetCaseResponse::kTimelineFieldNumber, event, bytes);
}

void EncodedCase::AddRelated(const readmodels::TimelineEvent& event) {
  AppendEntry(v1::GetCaseResponse::kRelatedFieldNumber, event, bytes);
}

void EncodedCase::AddLearntFrom(std::string_view learnt_from) {
  AppendField(v1::GetCaseResponse::kLearntFromFieldNumber, learnt_from, bytes);
}

void EncodedCase::SetPosition(std::string_view position) {
  AppendField(v1::GetCaseResponse::kPositionFieldNumber, position, bytes);
}

}  // namespace praksis::services
