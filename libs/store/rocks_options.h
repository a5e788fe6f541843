// How RocksDB is set up. Internal to libs/store.
#ifndef PRAKSIS_LIBS_STORE_ROCKS_OPTIONS_H_
#define PRAKSIS_LIBS_STORE_ROCKS_OPTIONS_H_

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/listener.h>
#include <rocksdb/options.h>

#include <memory>

#include "libs/store/database.h"

namespace praksis::store {

// Of a table of a database with `options`.
rocksdb::ColumnFamilyOptions FamilyOptions(const TableOptions& table, const Options& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache);

// Of the database as a whole.
rocksdb::DBOptions DatabaseOptions(const Options& options, rocksdb::Env* env,
                                   std::shared_ptr<rocksdb::EventListener> listener);

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_ROCKS_OPTIONS_H_
