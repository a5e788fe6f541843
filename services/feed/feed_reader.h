// Reads all partitions of a log from a position on, a record from each in turn.
#ifndef PRAKSIS_SERVICES_FEED_FEED_READER_H_
#define PRAKSIS_SERVICES_FEED_FEED_READER_H_

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/base/ids.h"
#include "libs/log/event_log.h"
#include "libs/log/position.h"

namespace praksis::services {

// A record in the reader's buffer.
struct FeedRecord {
  log::Address address;
  // Serialized v1::Event; live until the next call.
  std::string_view bytes;
};

// Not thread-safe. Keeps at most one batch per partition.
class FeedReader {
 public:
  // `event_log` must outlive it.
  FeedReader(log::EventLog& event_log, const log::Position& from);

  // The next record; nothing where every partition's end has been reached. Errors are the log's.
  absl::StatusOr<const FeedRecord*> Next();

  // There may be more in `partition`.
  void Wake(PartitionId partition);

  // Every partition's end has been reached at least once since the last ForgetEnds.
  bool SeenAllEnds() const;
  void ForgetEnds();

 private:
  struct Partition {
    PartitionId id;
    Offset from;
    std::unique_ptr<log::PartitionReader> reader;
    log::RecordBatch batch;
    size_t taken = 0;
    bool at_end = false;
    bool seen_end = false;
  };

  // Whether it has a record to take.
  absl::StatusOr<bool> Fill(Partition& partition);

  log::EventLog& event_log_;
  std::vector<Partition> partitions_;
  size_t turn_ = 0;
  FeedRecord record_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_FEED_FEED_READER_H_
