// How eagerly a database compacts. One that is being filled has so much to compact that it pays to do it
// seldom. Internal to libs/store.
#ifndef PRAKSIS_LIBS_STORE_FILLING_H_
#define PRAKSIS_LIBS_STORE_FILLING_H_

#include <rocksdb/db.h>

#include <mutex>
#include <vector>

namespace praksis::store {

// Of one database. Thread-safe.
class Filling {
 public:
  // Begins or ends it, where it is not so already. Where the database does not take it, compactions are as
  // eager as they were.
  void Set(bool now, rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families);

 private:
  std::mutex mutex_;
  bool now_ = false;  // guarded by mutex_
};

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_FILLING_H_
