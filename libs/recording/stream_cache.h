// The streams that a sequencer has at hand: where each one stands, undurable events included. What is not at
// hand is folded from the log. Bounded in bytes; what was used least recently goes first, but never a stream
// with an event that is not durable yet, for the log could not give that back.
//
// Used by one sequencer on its executor. Fails with UNAVAILABLE, LOG_UNAVAILABLE where the log cannot be
// read, and with DATA_LOSS, LOG_DAMAGED where what it gives is no history.
#ifndef PRAKSIS_LIBS_RECORDING_STREAM_CACHE_H_
#define PRAKSIS_LIBS_RECORDING_STREAM_CACHE_H_

#include <cstdint>
#include <list>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/ids.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/log/event_log.h"
#include "praksis/v1/event.pb.h"

namespace praksis::recording {

struct CachedStream {
  StreamId stream;
  absl::Time recorded_at = absl::InfinitePast();
  std::unique_ptr<domain::StreamState> state;
  // What each version is, so that a conflict can be told without a read.
  std::vector<v1::Event::BodyCase> types;
  // The number of the batch that holds the stream's last event, 0 where all were durable when it was loaded.
  int64_t last_batch = 0;
  size_t bytes = 0;

  Version version() const { return Version(static_cast<int64_t>(types.size())); }
};

// All events of `stream` that the log has, by version.
absl::StatusOr<std::vector<v1::Event>> ReadHistory(log::EventLog& event_log, const StreamId& stream);

class StreamCache {
 public:
  StreamCache(log::EventLog& event_log, size_t max_bytes) : event_log_(event_log), max_bytes_(max_bytes) {}

  // The stream, loaded where it is missing. Valid until Evict or Clear.
  absl::StatusOr<CachedStream*> Get(const StreamId& stream, const domain::StreamRules& rules);

  // Takes note that `event` has been folded in. Called after each.
  void Appended(const v1::Event& event, absl::Time recorded_at, int64_t batch, CachedStream& cached);

  // Drops what is too much; streams with an event in a batch after `durable` stay.
  void Evict(int64_t durable);
  void Clear();
  size_t size() const { return by_name_.size(); }

 private:
  using Streams = std::list<CachedStream>;

  void Measure(CachedStream& cached);

  log::EventLog& event_log_;
  const size_t max_bytes_;
  size_t bytes_ = 0;
  // Used last first.
  Streams streams_;
  // Keys are the names within streams_.
  absl::flat_hash_map<absl::string_view, Streams::iterator> by_name_;
};

}  // namespace praksis::recording

#endif  // PRAKSIS_LIBS_RECORDING_STREAM_CACHE_H_
