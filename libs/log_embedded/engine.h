// What writes the embedded log: the queue, the one thread that empties it, owning, and healing. Internal to
// libs/log_embedded.
#ifndef PRAKSIS_LIBS_LOG_EMBEDDED_ENGINE_H_
#define PRAKSIS_LIBS_LOG_EMBEDDED_ENGINE_H_

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "libs/log/event_log.h"
#include "libs/log/listeners.h"
#include "libs/log_embedded/embedded_log.h"
#include "libs/log_embedded/storage.h"
#include "libs/log_records/records.h"
#include "libs/store/database.h"

namespace praksis::log::embedded {

class Engine {
 public:
  Engine(std::string directory, const EmbeddedOptions& options, Storage storage);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const std::string& id() const { return id_; }
  int partition_count() const { return partitions_; }
  records::Records& records() { return records_; }
  Listeners& listeners() { return listeners_; }

  absl::StatusOr<std::unique_ptr<PartitionWriter>> Own(PartitionId partition, absl::Time deadline);
  absl::Status Health();
  EmbeddedLog::Statistics statistics() const;

 private:
  class Writer;

  // The right to append to a partition, shared by its writer and what that has queued.
  struct Ownership {
    PartitionId partition;
    // Why all further appends fail; OK while they don't. Guarded by Engine::mutex_.
    absl::Status death;
  };

  struct Append {
    std::shared_ptr<Ownership> ownership;
    std::vector<Record> batch;
    PartitionWriter::Done done;
    // The answer; before that: OK for what is to be written.
    absl::StatusOr<std::vector<Offset>> result;
  };
  using Group = std::vector<Append>;

  void Enqueue(Append append);
  void Run();

  // Takes the next group off the queue, with the answers of those that are not to be written. With mutex_
  // held.
  Group TakeGroup();
  // Writes a group; its answer for all appends that were to be written.
  absl::Status Write(Group& group);
  void Die(Group& group, const absl::Status& status);
  // Tells the listeners of the partitions that were written to, or of all.
  void Tell(const Group& group, bool all);
  void KeepCheckpoint();

  // With mutex_ held by `lock`, which is given up meanwhile.
  absl::Status Heal(std::unique_lock<std::mutex>& lock);
  absl::Status Reopen();
  // With the gate held exclusively and closed.
  absl::Status OpenAgain();
  absl::Status DatabaseHealth();

  const std::string directory_;
  const EmbeddedOptions options_;
  const std::string id_;
  const int partitions_;
  records::Records records_;
  Listeners listeners_;

  // Lock order: mutex_, then records_.mutex.
  mutable std::mutex mutex_;
  std::condition_variable work_;  // for the writing thread
  std::condition_variable idle_;  // for who waits for the writing thread
  // All that follows, to the next remark, is guarded by mutex_.
  std::deque<Append> queue_;
  std::vector<std::shared_ptr<Ownership>> owners_;  // by partition; null where nobody has owned it
  int64_t groups_begun_ = 0;
  int64_t groups_ended_ = 0;
  bool healing_ = false;
  bool announce_ = false;  // Healing has found records that nobody was told of.
  bool stopping_ = false;
  EmbeddedLog::Statistics statistics_;

  // The writing thread's own.
  store::Batch batch_;
  int64_t records_since_checkpoint_ = 0;

  std::thread thread_;
};

}  // namespace praksis::log::embedded

#endif  // PRAKSIS_LIBS_LOG_EMBEDDED_ENGINE_H_
