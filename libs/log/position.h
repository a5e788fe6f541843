// How far somebody has read or written: per partition, the next offset. Clients get it as an opaque token.
//
// Token grammar (then base64url without padding):
//   token      := version(1 byte = 1) log_id_prefix(8 bytes) entry* crc(4 bytes, CRC-32C of what precedes,
//   big endian) entry      := partition(varint32) next_offset(varint64), partitions ascending
// A token names no data and carries no rights; the prefix only tells a token of another log.
#ifndef PRAKSIS_LIBS_LOG_POSITION_H_
#define PRAKSIS_LIBS_LOG_POSITION_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "libs/base/ids.h"

namespace praksis::log {

// Per partition the offset after the last one covered; a partition that is not named is at 0. A value.
class Position {
 public:
  Position() = default;

  // The next offset of `partition`.
  Offset next(PartitionId partition) const {
    const auto it = next_.find(partition);
    return it == next_.end() ? Offset(0) : it->second;
  }
  // Moves `partition` forward to `next`; never back.
  void Advance(PartitionId partition, Offset next) {
    Offset& current = next_[partition];
    if (current < next) current = next;
  }
  void Advance(const Position& other) {
    for (const auto& [partition, next] : other.next_) Advance(partition, next);
  }
  // Everything `other` covers is covered by this one.
  bool Covers(const Position& other) const {
    for (const auto& [partition, offset] : other.next_) {
      if (next(partition) < offset) return false;
    }
    return true;
  }
  // How many offsets of all partitions it covers.
  int64_t covered() const {
    int64_t sum = 0;
    for (const auto& [partition, next] : next_) sum += next.value();
    return sum;
  }
  const std::map<PartitionId, Offset>& partitions() const { return next_; }
  friend bool operator==(const Position&, const Position&) = default;

 private:
  std::map<PartitionId, Offset> next_;
};

// `log_id` as EventLog::id() gives it.
std::string EncodePosition(const Position& position, std::string_view log_id);

// What `tokens`, one or several joined by '.', cover together.
// INVALID_ARGUMENT (TOKEN_INVALID, field `field`) for what is no token, is damaged, is of another log, or
// names a partition that the log does not have.
absl::StatusOr<Position> DecodePosition(std::string_view tokens, std::string_view log_id, int partition_count,
                                        std::string_view field);

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_POSITION_H_
