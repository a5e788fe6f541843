// The indexes of a log: which record has an event id, and which records a stream has.
//
// They follow from the events alone, so they need no sync of their own. The newest records' entries are in
// memory; a thread writes them to the tables `streams` and `ids`, thousands at a time, sorted and unlogged,
// and with them how far they go. What a crash leaves out is read from the events again at opening.
//
// Who never asks for an event id may leave out the index of ids. That it is left out the engine must remember
// (the tables do not tell), and have it made before anybody asks.
//
// Concurrency: thread-safe, but each partition's records are added one after the other.
#ifndef PRAKSIS_LIBS_LOG_RECORDS_INDEX_H_
#define PRAKSIS_LIBS_LOG_RECORDS_INDEX_H_

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/base/ids.h"
#include "libs/log/event_log.h"
#include "libs/store/database.h"

namespace praksis::log::records {

// The index of event ids.
enum class Ids {
  kKept,
  kLeftOut,
  // It was left out before: made now, from all events.
  kMadeAnew,
};

class Index {
 public:
  // Reads the events before `ends` (by partition) that the tables lack. DATA_LOSS where one is missing or is
  // no event. `database` must outlive the index.
  static absl::StatusOr<std::unique_ptr<Index>> Open(store::Database& database,
                                                     const std::vector<Offset>& ends, Ids ids = Ids::kKept);
  // Writes what is in memory, if the database takes it.
  ~Index();
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  // A record that is in the events for good. Waits while far too much is in memory.
  void Add(const Record& record, const Address& address);

  // FAILED_PRECONDITION where the index of ids is left out.
  absl::StatusOr<std::optional<Address>> Find(const EventId& event_id) const;
  // Where the stream's records are, by version, from `from` on.
  absl::StatusOr<std::vector<Address>> Read(const StreamId& stream, Version from) const;

 private:
  // The entries of consecutive records.
  struct Entries {
    bool keep_ids = true;
    absl::flat_hash_map<std::string, Address> ids;  // by IdKey; none where they are not kept
    absl::flat_hash_map<std::string, std::vector<std::pair<Version, Address>>> streams;
    // By partition: everything before is here or in the tables.
    std::vector<Offset> ends;
    size_t count = 0;
    std::string last_id;  // the greatest of `ids`

    void Add(const Record& record, const Address& address);
    // None yet, of the records behind these.
    Entries Next() const {
      return {.keep_ids = keep_ids, .ids = {}, .streams = {}, .ends = ends, .count = 0, .last_id = {}};
    }
  };

  Index(store::Database& database, std::vector<Offset> indexed, bool keep_ids);

  absl::Status CatchUp(const std::vector<Offset>& ends);
  absl::Status WriteNewest();
  absl::Status Write(const Entries& entries) const;
  void Run();

  store::Database& database_;
  const bool keep_ids_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Entries newest_;                            // guarded by mutex_
  std::shared_ptr<const Entries> unwritten_;  // guarded by mutex_; older than newest_, being written; or null
  std::string last_id_;    // guarded by mutex_; of the table of ids, with what is being written to it
  bool failing_ = false;   // guarded by mutex_; the last write has failed
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace praksis::log::records

#endif  // PRAKSIS_LIBS_LOG_RECORDS_INDEX_H_
