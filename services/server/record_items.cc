#include "services/server/record_items.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "grpcpp/support/slice.h"
#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/rpc/wire.h"

namespace praksis::services {
namespace {

using google::protobuf::internal::WireFormatLite;

constexpr uint32_t kItemsTag = WireFormatLite::MakeTag(v1::RecordManyRequest::kItemsFieldNumber,
                                                       WireFormatLite::WIRETYPE_LENGTH_DELIMITED);

// A message's bytes in one piece, for as long as it lives.
class Flat {
 public:
  explicit Flat(const grpc::ByteBuffer& bytes) {
    if (!bytes.Valid()) return;
    PRAKSIS_CHECK(bytes.TrySingleSlice(&slice_).ok() || bytes.DumpToSingleSlice(&slice_).ok());
  }
  std::string_view bytes() const { return {reinterpret_cast<const char*>(slice_.begin()), slice_.size()}; }

 private:
  grpc::Slice slice_;
};

// Where the items of a message are.
struct Cut {
  std::vector<std::string_view> items;
  size_t count = 0;         // of all, where they are more than are kept
  bool has_single = false;  // the fields of a single item
  bool broken = false;      // what follows the items is no message
};

// Protobuf's own reading of a message takes no tag or length of more bytes; CodedInputStream does, and leaves
// out what is beyond 32 bits.
constexpr int kMostVarintBytes = 5;

// The length of an item, where the whole item follows.
std::optional<size_t> ItemLength(google::protobuf::io::CodedInputStream& in, size_t size) {
  const int begin = in.CurrentPosition();
  uint64_t length = 0;
  if (!in.ReadVarint64(&length) || in.CurrentPosition() - begin > kMostVarintBytes) return std::nullopt;
  if (length > size - static_cast<size_t>(in.CurrentPosition())) return std::nullopt;
  return length;
}

Cut CutUp(std::string_view bytes) {
  Cut cut;
  std::string others;  // fields that are no items
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()),
                                            static_cast<int>(bytes.size()));
  while (!cut.broken) {
    const int begin = in.CurrentPosition();
    const uint32_t tag = in.ReadTag();
    if (tag == 0) {
      cut.broken = !in.ConsumedEntireMessage();
      break;
    }
    if (tag != kItemsTag) {
      const int field = WireFormatLite::GetTagFieldNumber(tag);
      cut.has_single = cut.has_single || (field >= 1 && field < v1::RecordManyRequest::kItemsFieldNumber);
      cut.broken = field == 0 || !WireFormatLite::SkipField(&in, tag);
      others += bytes.substr(static_cast<size_t>(begin), static_cast<size_t>(in.CurrentPosition() - begin));
      continue;
    }
    const bool is_tag = in.CurrentPosition() - begin <= kMostVarintBytes;
    const std::optional<size_t> length = ItemLength(in, bytes.size());
    cut.broken = !is_tag || !length;
    if (cut.broken) break;
    if (cut.count++ < kMaxItemsTogether) {
      cut.items.push_back(bytes.substr(static_cast<size_t>(in.CurrentPosition()), *length));
    }
    in.Skip(static_cast<int>(*length));
  }
  // What is skipped is not looked at as closely as what is read.
  if (!cut.has_single && !others.empty()) {
    cut.broken = cut.broken || !v1::RecordManyRequest().ParseFromString(others);
  }
  return cut;
}

template <typename Message>
v1::RecordRequest RequestOf(Message& item) {
  v1::RecordRequest request;
  if (item.has_event()) request.set_allocated_event(item.release_event());
  if (item.has_expected_version()) request.set_expected_version(item.expected_version());
  return request;
}

template <typename Message>
RecordItem ReadItem(std::string_view bytes) {
  Message item;
  if (absl::Status malformed = rpc::Parse(bytes, item); !malformed.ok()) return {item.item(), malformed};
  return {item.item(), RequestOf(item)};
}

// All of the message is refused, since it is wrong as a whole.
RecordItems RefuseAll(const Cut& cut, const base::FieldViolation& wrong) {
  const absl::Status why = base::RefuseRequest("INVALID_MESSAGE", {wrong});
  RecordItems read{.packed = true, .items = {}};
  for (const std::string_view bytes : cut.items)
    read.items.push_back({ReadItem<v1::RecordManyItem>(bytes).item, why});
  if (cut.broken) read.items.push_back({0, why});
  return read;
}

}  // namespace

absl::StatusOr<RecordItems> ReadRecordItems(const grpc::ByteBuffer& bytes) {
  const Flat flat(bytes);
  const Cut cut = CutUp(flat.bytes());
  RecordItems read;
  if (cut.count == 0) {
    read.items.push_back(ReadItem<v1::RecordManyRequest>(flat.bytes()));
    return read;
  }
  if (cut.count > kMaxItemsTogether) {
    return base::RefuseRequest("TOO_MANY_ITEMS",
                               {{"items", base::StrCat("has ", cut.count, " items; send at most ",
                                                       kMaxItemsTogether, " in a message")}});
  }
  if (cut.broken) {
    return RefuseAll(cut, {base::StrCat("items[", cut.items.size(), "]"),
                           "cannot be told from what follows: here the message breaks off"});
  }
  if (cut.has_single) {
    return RefuseAll(
        cut, {"items", "stands beside item, event or expected_version: a message has one or the other"});
  }
  read.packed = true;
  read.items.reserve(cut.items.size());
  for (const std::string_view item : cut.items) read.items.push_back(ReadItem<v1::RecordManyItem>(item));
  return read;
}

}  // namespace praksis::services
