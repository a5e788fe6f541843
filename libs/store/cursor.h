// Cursors over RocksDB's iterators. Internal to libs/store.
#ifndef PRAKSIS_LIBS_STORE_CURSOR_H_
#define PRAKSIS_LIBS_STORE_CURSOR_H_

#include <rocksdb/db.h>

#include <memory>
#include <string_view>

#include "libs/store/database.h"

namespace praksis::store {

// Rows of `family` from `begin` until before `end` (empty: to the last one), placed on the first. `options`
// may name a snapshot. Of a table of counters those that are 0 are left out.
std::unique_ptr<Cursor> MakeCursor(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family,
                                   rocksdb::ReadOptions options, bool counters, std::string_view begin,
                                   std::string_view end);

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_CURSOR_H_
