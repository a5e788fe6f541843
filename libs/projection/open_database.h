// Opening the files of a projection.
#ifndef PRAKSIS_LIBS_PROJECTION_OPEN_DATABASE_H_
#define PRAKSIS_LIBS_PROJECTION_OPEN_DATABASE_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/log/event_log.h"
#include "libs/projection/layout.h"
#include "libs/projection/projection.h"
#include "libs/store/database.h"

namespace praksis::projection {

struct OpenedDatabase {
  std::shared_ptr<store::Database> database;
  // Expires once the database is closed. (A pointer to the database expires when closing begins.)
  std::weak_ptr<const void> files;
};

// The database in Options::directory, made where it is missing. As store::Database::Open, or UNAVAILABLE
// (DIRECTORY_UNAVAILABLE).
absl::StatusOr<OpenedDatabase> OpenDatabase(const Layout& layout, const Options& options);

// The rows belong to one log, in the partitions it has: FAILED_PRECONDITION (OTHER_LOG). A new database is
// this log's from now on.
absl::Status CheckLog(const log::EventLog& event_log, store::Database& database);

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_OPEN_DATABASE_H_
