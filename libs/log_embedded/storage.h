// The directory of an embedded log:
//   <directory>/db/          the database (tables.h)
//   <directory>/checkpoint   how far the log had certainly got (checkpoint.h)
// A database is made as db.new and renamed when it is complete, so that db is always a whole one.
#ifndef PRAKSIS_LIBS_LOG_EMBEDDED_STORAGE_H_
#define PRAKSIS_LIBS_LOG_EMBEDDED_STORAGE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/base/ids.h"
#include "libs/log_embedded/embedded_log.h"
#include "libs/log_records/index.h"
#include "libs/store/database.h"

namespace praksis::log::embedded {

struct Storage {
  std::unique_ptr<store::Database> database;
  std::unique_ptr<records::Index> index;
  std::string log_id;
  // One past the last record, by partition.
  std::vector<Offset> ends;
};

// Opens or makes the log, and checks what can be checked quickly. Fails as EmbeddedLog::Open does.
absl::StatusOr<Storage> OpenStorage(const std::string& directory, const EmbeddedOptions& options);

std::string CheckpointPath(const std::string& directory);

// UNAVAILABLE where less than `bytes` is free on the disk of `directory`.
absl::Status CheckFreeSpace(const std::string& directory, int64_t bytes);

}  // namespace praksis::log::embedded

#endif  // PRAKSIS_LIBS_LOG_EMBEDDED_STORAGE_H_
