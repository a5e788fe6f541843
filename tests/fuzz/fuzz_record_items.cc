// A message of RecordMany is taken apart into items (services/server/record_items.h) as protobuf reads it:
// where that reads it, item by item the same; where it does not, something is refused, and every refusal has
// its reason.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/stubs/logging.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "services/server/record_items.h"

namespace praksis::services {
namespace {

bool HasSingle(const v1::RecordManyRequest& message) {
  return message.item() != 0 || message.has_event() || message.has_expected_version();
}

void CheckReason(const absl::Status& refused) {
  PRAKSIS_CHECK(base::ReasonOf(refused) == "INVALID_MESSAGE", refused.message());
  PRAKSIS_CHECK(base::BadRequestOf(refused).field_violations_size() == 1);
}

template <typename Message>
void CheckSame(const Message& item, const RecordItem& read) {
  using google::protobuf::util::MessageDifferencer;
  PRAKSIS_CHECK(read.request.ok(), read.request.status().message());
  PRAKSIS_CHECK(read.item == item.item());
  PRAKSIS_CHECK(read.request->has_event() == item.has_event());
  PRAKSIS_CHECK(MessageDifferencer::Equals(read.request->event(), item.event()));
  PRAKSIS_CHECK(read.request->has_expected_version() == item.has_expected_version());
  PRAKSIS_CHECK(read.request->expected_version() == item.expected_version());
}

// An item is nested one deeper here than where it is read by itself.
bool Parses(const std::string& bytes, v1::RecordManyRequest& message) {
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()),
                                            static_cast<int>(bytes.size()));
  in.SetRecursionLimit(101);
  return message.ParseFromCodedStream(&in) && in.ConsumedEntireMessage();
}

void CheckRead(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  const absl::StatusOr<RecordItems> read = ReadRecordItems(grpc::ByteBuffer(&slice, 1));
  v1::RecordManyRequest message;
  const bool parses = Parses(bytes, message);
  if (!read.ok()) {
    PRAKSIS_CHECK(base::ReasonOf(read.status()) == "TOO_MANY_ITEMS", read.status().message());
    PRAKSIS_CHECK(!parses || message.items_size() > static_cast<int>(kMaxItemsTogether));
    return;
  }
  PRAKSIS_CHECK(!read->items.empty() && read->items.size() <= kMaxItemsTogether + 1);
  for (const RecordItem& item : read->items)
    if (!item.request.ok()) CheckReason(item.request.status());
  const bool all_well = std::all_of(read->items.begin(), read->items.end(),
                                    [](const RecordItem& item) { return item.request.ok(); });
  if (!parses) {
    PRAKSIS_CHECK(!all_well, "protobuf does not read it");
    return;
  }
  const auto items = static_cast<size_t>(message.items_size());
  PRAKSIS_CHECK(read->packed == (items > 0) && read->items.size() >= items);
  if (!read->packed) {
    CheckSame(message, read->items.front());
    return;
  }
  // A field of a single item may be there and be empty, which the message does not tell.
  if (HasSingle(message)) PRAKSIS_CHECK(!read->items.front().request.ok());
  if (!all_well) return;
  PRAKSIS_CHECK(read->items.size() == items);
  for (int i = 0; i < message.items_size(); ++i)
    CheckSame(message.items(i), read->items[static_cast<size_t>(i)]);
}

}  // namespace
}  // namespace praksis::services

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  google::protobuf::SetLogHandler(nullptr);
  praksis::services::CheckRead(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
