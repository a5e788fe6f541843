#include "libs/rpc/wire.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "grpcpp/support/slice.h"
#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"

namespace praksis::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;

constexpr int kMaxDepth = 100;  // protobuf's own limit

// Bytes of the well-formed character that `text` begins with; 0 where there is none. The ranges are those of
// table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing beyond U+10FFFF.
size_t CharacterLength(std::string_view text) {
  const auto at = [text](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : uint8_t{0}; };
  const auto within = [](uint8_t byte, uint8_t low, uint8_t high) { return byte >= low && byte <= high; };
  const uint8_t first = at(0);
  if (text.empty()) return 0;
  if (first < 0x80) return 1;
  if (within(first, 0xC2, 0xDF)) return within(at(1), 0x80, 0xBF) ? 2 : 0;
  if (within(first, 0xE0, 0xEF)) {
    const uint8_t low = first == 0xE0 ? 0xA0 : 0x80;
    const uint8_t high = first == 0xED ? 0x9F : 0xBF;
    return within(at(1), low, high) && within(at(2), 0x80, 0xBF) ? 3 : 0;
  }
  if (within(first, 0xF0, 0xF4)) {
    const uint8_t low = first == 0xF0 ? 0x90 : 0x80;
    const uint8_t high = first == 0xF4 ? 0x8F : 0xBF;
    return within(at(1), low, high) && within(at(2), 0x80, 0xBF) && within(at(3), 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

// Offset of the first byte that is not UTF-8.
std::optional<size_t> FirstInvalid(std::string_view text) {
  size_t i = 0;
  while (i < text.size()) {
    const size_t length = CharacterLength(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return std::nullopt;
}

// Walks a serialized message and stops at the first thing that is wrong.
class Walk {
 public:
  // nothing: well-formed.
  std::optional<base::FieldViolation> Message(const Descriptor& type, std::string_view bytes,
                                              const std::string& path, int depth) {
    if (depth > kMaxDepth) return Wrong(path, "is nested more than 100 deep");
    google::protobuf::io::CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()),
                                              static_cast<int>(bytes.size()));
    std::map<int, int> seen;  // per repeated field
    while (true) {
      const uint32_t tag = in.ReadTag();
      if (tag == 0 && in.ConsumedEntireMessage()) return std::nullopt;
      if (WireFormatLite::GetTagFieldNumber(tag) == 0) {
        return Wrong(path,
                     base::StrCat("is no protobuf message: no field begins at byte ", in.CurrentPosition()));
      }
      const FieldDescriptor* field = type.FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
      const std::string name = Name(path, field, tag, seen);
      if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED ||
          field == nullptr) {
        if (!WireFormatLite::SkipField(&in, tag)) return Wrong(name, "ends in mid-field");
        continue;
      }
      uint32_t length = 0;
      if (!in.ReadVarint32(&length) || length > bytes.size() - static_cast<size_t>(in.CurrentPosition())) {
        return Wrong(name, "is said to be longer than the message");
      }
      const std::string_view content = bytes.substr(static_cast<size_t>(in.CurrentPosition()), length);
      if (auto wrong = Content(*field, content, name, depth)) return wrong;
      in.Skip(static_cast<int>(length));
    }
  }

 private:
  static std::optional<base::FieldViolation> Wrong(const std::string& path, const std::string& description) {
    return base::FieldViolation{path.empty() ? "(request)" : path, description};
  }

  static std::string Name(const std::string& path, const FieldDescriptor* field, uint32_t tag,
                          std::map<int, int>& seen) {
    std::string name = path.empty() ? "" : path + ".";
    name += field != nullptr ? field->name() : base::StrCat(WireFormatLite::GetTagFieldNumber(tag));
    if (field != nullptr && field->is_repeated()) name += base::StrCat("[", seen[field->number()]++, "]");
    return name;
  }

  std::optional<base::FieldViolation> Content(const FieldDescriptor& field, std::string_view content,
                                              const std::string& name, int depth) {
    if (field.type() == FieldDescriptor::TYPE_MESSAGE)
      return Message(*field.message_type(), content, name, depth + 1);
    if (field.type() == FieldDescriptor::TYPE_STRING) {
      if (const auto at = FirstInvalid(content)) {
        return Wrong(name, base::StrCat("is not UTF-8: byte ", *at, " begins no character"));
      }
    }
    return std::nullopt;
  }
};

// Why `bytes`, which do not parse, are no such message.
absl::Status Malformed(const Descriptor& type, std::string_view bytes) {
  if (absl::Status why = ExplainMalformed(type, bytes); !why.ok()) return why;
  return base::RefuseRequest(
      "INVALID_MESSAGE", {{"(request)", base::StrCat("is no protobuf message of type ", type.full_name())}});
}

}  // namespace

absl::Status ExplainMalformed(const Descriptor& type, std::string_view bytes) {
  if (const auto wrong = Walk().Message(type, bytes, "", 0))
    return base::RefuseRequest("INVALID_MESSAGE", {*wrong});
  return absl::OkStatus();
}

absl::Status Parse(const grpc::ByteBuffer& bytes, google::protobuf::Message& message) {
  message.Clear();
  // A call without any message has no buffer at all; it reads as an empty message, as everywhere in protobuf.
  if (!bytes.Valid() || bytes.Length() == 0) return absl::OkStatus();
  {
    // The reader's interface is not const-correct; it leaves the buffer as it is.
    grpc::ProtoBufferReader reader(const_cast<grpc::ByteBuffer*>(&bytes));
    if (reader.status().ok() && message.ParseFromZeroCopyStream(&reader)) return absl::OkStatus();
  }
  std::vector<grpc::Slice> slices;
  std::string flat;
  if (bytes.Dump(&slices).ok()) {
    for (const grpc::Slice& slice : slices)
      flat.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return Malformed(*message.GetDescriptor(), flat);
}

absl::Status Parse(std::string_view bytes, google::protobuf::Message& message) {
  if (message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return absl::OkStatus();
  return Malformed(*message.GetDescriptor(), bytes);
}

void Serialize(const google::protobuf::Message& message, grpc::ByteBuffer& bytes) {
  const size_t size = message.ByteSizeLong();
  PRAKSIS_CHECK(size < size_t{1} << 31, "size=", size);
  grpc::Slice slice(size);
  auto* const begin = const_cast<uint8_t*>(slice.begin());
  const uint8_t* const end = message.SerializeWithCachedSizesToArray(begin);
  PRAKSIS_CHECK(end == begin + size, "changed while being serialized: ", message.GetTypeName());
  grpc::ByteBuffer(&slice, 1).Swap(&bytes);
}

std::string WithoutInvalidUtf8(std::string_view text) {
  std::string readable;
  readable.reserve(text.size());
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    if (length == 0) {
      readable += '?';
    } else {
      readable += text.substr(0, length);
    }
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  return readable;
}

}  // namespace praksis::rpc
