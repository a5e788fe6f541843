// The file system that a database on disk works on: the machine's, but for the WAL, whose failed syncs may
// end the process, and the faults that tests ask for. Internal to libs/store.
#ifndef PRAKSIS_LIBS_STORE_FILE_SYSTEM_H_
#define PRAKSIS_LIBS_STORE_FILE_SYSTEM_H_

#include <rocksdb/file_system.h>

#include <functional>
#include <memory>

#include "libs/store/database.h"

namespace praksis::store {

// `faults` may be null; `between_pieces` may be empty, and else is called before each write to a file of
// rows.
std::shared_ptr<rocksdb::FileSystem> MakeFileSystem(bool sync_failure_is_fatal,
                                                    std::shared_ptr<FileFaults> faults,
                                                    std::function<void()> between_pieces);

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_FILE_SYSTEM_H_
