// What a log says, in a few bytes: a hash per stream, and one over all streams that two people can read out
// to each other. Neither depends on partitions, offsets or the order across streams.
//
//   stream hash := h(n), n the stream's last version; h(0) = 32 zero bytes,
//                  h(v) = SHA-256(h(v - 1) bytes(v)), bytes(v) the stored event with version v
//   digest      := d(m), m the number of streams; d(0) = 32 zero bytes, streams ascending by the bytes of
//                  their names, d(i) = SHA-256(d(i - 1) name 0x00 events (8 bytes, big endian) stream hash)
// The digest is shown in hexadecimal.
#ifndef PRAKSIS_LIBS_LOG_COPY_DIGEST_H_
#define PRAKSIS_LIBS_LOG_COPY_DIGEST_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "libs/log/event_log.h"
#include "libs/log/position.h"

namespace praksis::log {

// A stream up to some version. A value.
struct StreamDigest {
  int64_t events = 0;
  std::array<char, 32> hash{};

  // The event with the next version.
  void Add(std::string_view bytes);
  friend bool operator==(const StreamDigest&, const StreamDigest&) = default;
};

// By the stream's name.
using StreamDigests = absl::flat_hash_map<std::string, StreamDigest>;

struct LogTotals {
  int64_t events = 0;
  int64_t streams = 0;
  // 64 hexadecimal digits.
  std::string digest;
  friend bool operator==(const LogTotals&, const LogTotals&) = default;
};
LogTotals TotalsOf(const StreamDigests& streams);

// Called now and then: events read, and how much of all that is, from 0 to 1. False: stop, with CANCELLED.
using OnRead = std::function<bool(int64_t events, double share)>;

// Reads what is before `until`. DATA_LOSS where a stream's versions do not run 1, 2, 3, …, or as MergedReader
// fails. Keeps a table of all streams' names in memory.
absl::StatusOr<StreamDigests> DigestLog(EventLog& event_log, const Position& until, const OnRead& on_read);

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_COPY_DIGEST_H_
