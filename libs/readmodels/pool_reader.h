// Reads placements that have ended into the columns that selection::SelectCases works on.
//
// Operation
//   A month of a municipality is decoded once and kept, up to a bound on memory (least recently used goes
//   first), as long as its fingerprint is the one it was decoded at. The fingerprint is a sum over the rows'
//   hashes, kept by the projection with the rows; so what is kept can be out of date only unseen by 80 bits
//   of hash, and a reader without memory gives the same columns. Whole universes are kept likewise: whoever
//   tries criteria asks about the same one again and again.
// Concurrency
//   Thread-safe; two threads that miss the same month both decode it.
#ifndef PRAKSIS_LIBS_READMODELS_POOL_READER_H_
#define PRAKSIS_LIBS_READMODELS_POOL_READER_H_

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/base/date.h"
#include "libs/projection/projection.h"
#include "libs/readmodels/pool.h"
#include "libs/selection/prepared_pool.h"
#include "libs/selection/selection.h"

namespace praksis::readmodels {

// Which placements; all conditions must hold.
struct UniverseQuery {
  // Each once. Index in here = index in Pool::sites.
  std::vector<std::string> municipalities;
  // Each once.
  std::vector<PoolEnding> endings = {PoolEnding::kInterrupted};
  // Last day of the placement within these days; left out: all time.
  std::optional<base::Day> from = {};
  std::optional<base::Day> to = {};
  // Any voice gave one of these; empty: no condition.
  std::vector<std::string> reasons = {};
  // The day on which consents must hold.
  base::Day today = 0;
  // Calendar months that a placement must have run so as not to be kRanTooShort.
  int32_t min_calendar_months = 1;
  friend bool operator==(const UniverseQuery&, const UniverseQuery&) = default;
};

// A decoded month. Internal.
struct PoolChunk;

// The universe, by municipality and ending in the query's order, then last day, then stream and placement.
// Which placement an index means is looked up in the view it was read from. Copies are of the same one.
class Universe {
 public:
  const selection::Pool& pool() const;
  // The pool as every choice from it begins.
  const selection::PreparedPool& prepared() const;

  struct Identity {
    std::string stream;
    std::string placement_id;
  };
  // Of placement `index`, from the view that the universe was read from, or one in which the same rows are.
  absl::StatusOr<Identity> Identify(const projection::View& view, size_t index) const;

 private:
  friend class PoolReader;
  struct Contents;

  std::shared_ptr<const Contents> contents_;
};

class PoolReader {
 public:
  // `cache_bytes`: for decoded months; `universe_bytes`: for universes, with the months they are read from.
  // 0: nothing is kept.
  explicit PoolReader(size_t cache_bytes, size_t universe_bytes = 0)
      : cache_bytes_(cache_bytes), universe_bytes_(universe_bytes) {}

  absl::StatusOr<Universe> Read(const projection::View& view, const UniverseQuery& query);

  // Bytes kept, and how many months were decoded so far.
  size_t cached_bytes() const;
  int64_t decoded_chunks() const;
  size_t universe_bytes() const;

 private:
  struct Entry {
    PoolFingerprint fingerprint;
    std::shared_ptr<const PoolChunk> chunk;
    std::list<PoolChunkId>::iterator used;
  };

  absl::StatusOr<std::shared_ptr<const PoolChunk>> Chunk(const projection::View& view,
                                                         const PoolChunkEntry& entry);
  std::shared_ptr<const PoolChunk> Find(const PoolChunkEntry& entry);
  void Keep(const PoolChunkEntry& entry, std::shared_ptr<const PoolChunk> chunk);
  void Drop(std::map<PoolChunkId, Entry>::iterator entry);

  // A universe, and what it was read for and from.
  struct ReadUniverse {
    UniverseQuery query;
    std::vector<PoolChunkEntry> entries;
    Universe universe;
    size_t bytes = 0;
  };
  std::optional<Universe> FindUniverse(const UniverseQuery& query,
                                       const std::vector<PoolChunkEntry>& entries);
  void KeepUniverse(ReadUniverse read);

  const size_t cache_bytes_;
  const size_t universe_bytes_;
  mutable std::mutex mutex_;
  std::map<PoolChunkId, Entry> chunks_;  // guarded by mutex_
  std::list<PoolChunkId> by_use_;        // guarded by mutex_; most recently used first
  size_t bytes_ = 0;                     // guarded by mutex_
  int64_t decoded_ = 0;                  // guarded by mutex_
  std::list<ReadUniverse> universes_;    // guarded by mutex_; most recently used first
};

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_POOL_READER_H_
