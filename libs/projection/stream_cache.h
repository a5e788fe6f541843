// Where the streams of one partition stand, as far as kept in memory. What a chunk has changed stays until
// the chunk is written; of the rest, what was used longest ago makes room.
#ifndef PRAKSIS_LIBS_PROJECTION_STREAM_CACHE_H_
#define PRAKSIS_LIBS_PROJECTION_STREAM_CACHE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libs/base/ids.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/projection/appended.h"
#include "libs/projection/contribution.h"

namespace praksis::projection {

// An event of the current chunk, in the chunk's memory.
struct ChunkEvent {
  // Serialized v1::Event.
  std::string_view bytes;
  // Of the same stream; nullptr where it is the chunk's first.
  const ChunkEvent* previous;
};

struct CachedStream {
  StreamId stream;
  // Of its last event; 0 before the first.
  Version version;
  // Only of a case; stale where `rewritten`.
  std::unique_ptr<domain::StreamState> state;
  // An event of the chunk changed what earlier ones said: to be folded anew before the chunk is written.
  bool rewritten = false;
  // Only of a case: the last event that the chunk has of it.
  const ChunkEvent* last_in_chunk = nullptr;
  // What the chunk appends to rows of the stream.
  StreamRow* appended = nullptr;
  // As of the last written chunk.
  Version written;
  // As of the last written chunk, too.
  Contribution contribution;

  // The cache's own.
  bool changed = false;
  size_t bytes = 0;
  CachedStream* newer = nullptr;
  CachedStream* older = nullptr;
};

// Not thread-safe.
class StreamCache {
 public:
  explicit StreamCache(size_t capacity_bytes) : capacity_bytes_(capacity_bytes) {}
  StreamCache(const StreamCache&) = delete;
  StreamCache& operator=(const StreamCache&) = delete;

  // nullptr where it is not cached.
  CachedStream* Find(std::string_view stream);
  // Adds a stream that is not cached. Its address stays.
  CachedStream& Insert(CachedStream stream);
  // The current chunk changes it; it grew by about `bytes`.
  void MarkChanged(CachedStream& stream, size_t bytes);

  // Streams changed since the last Settle, in the order of their first change.
  const std::vector<CachedStream*>& changed() const { return changed_; }
  // Approximate memory of `stream` from now on.
  void Resize(CachedStream& stream, size_t bytes);
  // The changes are written: nothing is changed any more, and what does not fit is dropped.
  void Settle();
  // Holds from the next Settle on.
  void SetCapacity(size_t bytes) { capacity_bytes_ = bytes; }
  // Forgets everything.
  void Clear();

  size_t bytes() const { return bytes_; }
  size_t size() const { return streams_.size(); }
  // Of what the current chunk has changed. It should end before that fills the cache.
  size_t changed_bytes() const { return changed_bytes_; }
  size_t capacity_bytes() const { return capacity_bytes_; }

 private:
  void Unlink(CachedStream& stream);
  void LinkNewest(CachedStream& stream);

  size_t capacity_bytes_;
  size_t bytes_ = 0;
  size_t changed_bytes_ = 0;
  absl::flat_hash_map<std::string_view, std::unique_ptr<CachedStream>> streams_;
  std::vector<CachedStream*> changed_;
  CachedStream* newest_ = nullptr;
  CachedStream* oldest_ = nullptr;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_STREAM_CACHE_H_
