#include "libs/log_records/tables.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/base/encoding.h"
#include "libs/base/strings.h"

namespace praksis::log::records {
namespace {

constexpr std::string_view kEventsPrefix = "events.";

uint64_t Bits(int64_t number) { return static_cast<uint64_t>(number); }

}  // namespace

std::vector<store::TableOptions> TablesOf(int partitions) {
  std::vector<store::TableOptions> tables = {
      {.name = "meta"}, {.name = "streams"}, {.name = "ids", .bloom = true}};
  for (int i = 0; i < partitions; ++i) {
    tables.push_back({.name = base::StrCat(kEventsPrefix, i), .append_only = true});
  }
  return tables;
}

int PartitionsOf(const std::vector<std::string>& table_names) {
  return static_cast<int>(std::ranges::count_if(
      table_names, [](const std::string& name) { return name.starts_with(kEventsPrefix); }));
}

std::string EventKey(Offset offset) {
  std::string key;
  base::AppendBigEndian64(Bits(offset.value()), key);
  return key;
}

std::optional<Offset> ParseEventKey(std::string_view key) {
  if (key.size() != 8) return std::nullopt;
  return Offset(static_cast<int64_t>(base::ReadBigEndian64(key.data())));
}

std::string StreamPrefix(const StreamId& stream) {
  std::string prefix = stream.value();
  prefix.push_back('\0');
  return prefix;
}

std::string StreamKey(const StreamId& stream, Version version) {
  std::string key = StreamPrefix(stream);
  base::AppendBigEndian64(Bits(version.value()), key);
  return key;
}

std::optional<std::string> IdKey(const EventId& event_id) { return base::ParseUuid(event_id.value()); }

std::string EncodeAddress(const Address& address) {
  std::string bytes;
  base::AppendBigEndian32(static_cast<uint32_t>(address.partition.value()), bytes);
  base::AppendBigEndian64(Bits(address.offset.value()), bytes);
  return bytes;
}

std::optional<Address> DecodeAddress(std::string_view bytes) {
  if (bytes.size() != 12) return std::nullopt;
  return Address{PartitionId(base::ReadBigEndian32(bytes.data())),
                 Offset(static_cast<int64_t>(base::ReadBigEndian64(bytes.data() + 4)))};
}

std::string EncodeEnds(const std::vector<Offset>& ends) {
  std::string bytes;
  for (const Offset end : ends) base::AppendBigEndian64(Bits(end.value()), bytes);
  return bytes;
}

std::optional<std::vector<Offset>> DecodeEnds(std::string_view bytes, size_t partitions) {
  if (bytes.size() != 8 * partitions) return std::nullopt;
  std::vector<Offset> ends;
  for (size_t i = 0; i < partitions; ++i) {
    ends.emplace_back(static_cast<int64_t>(base::ReadBigEndian64(bytes.data() + 8 * i)));
  }
  return ends;
}

}  // namespace praksis::log::records
