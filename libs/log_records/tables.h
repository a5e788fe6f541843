// The tables of a log's records and what their rows look like. Every key is made and read here.
//
//   meta      := "format" -> "2"
//              | "id" -> 32 hexadecimal digits
//              | "partitions" -> decimal number
//              | "indexed" -> offset(8 bytes) of every partition
//   streams   := stream 0x00 version(8 bytes) -> address
//   ids       := event id (the UUID's 16 bytes) -> address
//   events.<p> := offset(8 bytes) -> record          one table per partition, p = 0, 1, …
//   address   := partition(4 bytes) offset(8 bytes)
//   record    := serialized v1::Event
// Numbers are big endian, so that rows sort as the numbers do. A batch's events are one atomic write;
// `streams` and `ids` follow (index.h) and have everything before the offsets of "indexed". In format 1 they
// were part of that write, and there was no "indexed".
#ifndef PRAKSIS_LIBS_LOG_RECORDS_TABLES_H_
#define PRAKSIS_LIBS_LOG_RECORDS_TABLES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/ids.h"
#include "libs/log/event_log.h"
#include "libs/store/database.h"

namespace praksis::log::records {

inline constexpr std::string_view kFormat = "2";
inline constexpr std::string_view kFormerFormat = "1";
inline constexpr std::string_view kFormatKey = "format";
inline constexpr std::string_view kIdKey = "id";
inline constexpr std::string_view kPartitionsKey = "partitions";
inline constexpr std::string_view kIndexedKey = "indexed";

inline constexpr store::Table kMeta{0};
inline constexpr store::Table kStreams{1};
inline constexpr store::Table kIds{2};
// The events of a partition have a table of their own: its keys then only grow, so that the files of
// different flushes don't overlap, and a compaction moves them instead of rewriting them.
constexpr store::Table Events(PartitionId partition) {
  return store::Table{3 + static_cast<int>(partition.value())};
}

std::vector<store::TableOptions> TablesOf(int partitions);
// How many partitions a log with tables of these names has.
int PartitionsOf(const std::vector<std::string>& table_names);

std::string EventKey(Offset offset);
// Nothing for what is no such key.
std::optional<Offset> ParseEventKey(std::string_view key);

std::string StreamKey(const StreamId& stream, Version version);
// What all keys of the stream begin with.
std::string StreamPrefix(const StreamId& stream);

// Nothing where `event_id` is no UUID.
std::optional<std::string> IdKey(const EventId& event_id);

std::string EncodeAddress(const Address& address);
std::optional<Address> DecodeAddress(std::string_view bytes);

// One offset per partition. Nothing where `bytes` are not those of so many.
std::string EncodeEnds(const std::vector<Offset>& ends);
std::optional<std::vector<Offset>> DecodeEnds(std::string_view bytes, size_t partitions);

}  // namespace praksis::log::records

#endif  // PRAKSIS_LIBS_LOG_RECORDS_TABLES_H_
