// How eagerly a database compacts. One that is being filled has so much to compact that it pays to do it
// seldom. Internal to libs/store.
#ifndef PRAKSIS_LIBS_STORE_FILLING_H_
#define PRAKSIS_LIBS_STORE_FILLING_H_

#include <rocksdb/db.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace praksis::store {

// Of one database, which must outlive it. Thread-safe.
class Filling {
 public:
  // `rest`: from an End to the end.
  Filling(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families,
          std::chrono::milliseconds rest = std::chrono::seconds(10));
  ~Filling();
  Filling(const Filling&) = delete;
  Filling& operator=(const Filling&) = delete;

  // Begins where it is not so already. Where the database does not take it, compactions are as eager as they
  // were.
  void Begin();
  // Ends it after a rest, unless it begins again meanwhile: who has filled the database does not wait for
  // that, and what is asked at once does not share the processors with the compactions.
  void End();

 private:
  void Run();
  void Set(bool now);

  rocksdb::DB& db_;
  const std::vector<rocksdb::ColumnFamilyHandle*>& families_;
  const std::chrono::milliseconds rest_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool now_ = false;                               // guarded by mutex_
  bool ending_ = false;                            // guarded by mutex_
  bool stopping_ = false;                          // guarded by mutex_
  std::chrono::steady_clock::time_point ends_at_;  // where ending_; guarded by mutex_
  std::thread thread_;                             // that ends it, from the first Begin on; guarded by mutex_
};

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_FILLING_H_
