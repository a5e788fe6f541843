// How far the log had certainly got, kept outside the database: if a later start finds less, records that
// were acknowledged are gone (a WAL was cut or a directory put back), which the database itself cannot always
// tell.
//
//   file := "praksis log checkpoint 1\n" "id " log_id "\n" ("end " offset "\n")* "crc32c " 8 hexadecimal
//   digits "\n"
// One "end" per partition, in their order; the checksum is that of all lines before its own. The file is
// replaced by renaming and never synced: an old one is as true as a new one, and one that a power cut has
// spoilt is ignored.
#ifndef PRAKSIS_LIBS_LOG_EMBEDDED_CHECKPOINT_H_
#define PRAKSIS_LIBS_LOG_EMBEDDED_CHECKPOINT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/ids.h"

namespace praksis::log::embedded {

struct Checkpoint {
  std::string log_id;
  // By partition.
  std::vector<Offset> ends;
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

std::string FormatCheckpoint(const Checkpoint& checkpoint);
// Nothing for what is none or is damaged.
std::optional<Checkpoint> ParseCheckpoint(std::string_view text);

// Nothing where there is none that can be read.
std::optional<Checkpoint> ReadCheckpoint(const std::string& path);
// Whether it could be written. There is nothing to be done where it could not: the old one stays.
bool WriteCheckpoint(const Checkpoint& checkpoint, const std::string& path);

}  // namespace praksis::log::embedded

#endif  // PRAKSIS_LIBS_LOG_EMBEDDED_CHECKPOINT_H_
