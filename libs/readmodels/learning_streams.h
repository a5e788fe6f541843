// The streams that are no case, as they stand: stories, principles, programmes, cycles, measures,
// experiments, staff, workshops. They are few beside cases, and what is asked of them looks across all of
// them (which principles recur, who carries which learning), so they are kept in memory whole and looked
// through.
//
//   learning.rows   'e' partition(4) offset(8) -> stream     that event is one of the stream; big endian
//
// so that whoever has read up to a position finds what has changed since. The events are read from the
// history index, which the projection must have.
#ifndef PRAKSIS_LIBS_READMODELS_LEARNING_STREAMS_H_
#define PRAKSIS_LIBS_READMODELS_LEARNING_STREAMS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "libs/log/position.h"
#include "libs/projection/read_model.h"
#include "libs/projection/view.h"
#include "praksis/v1/event.pb.h"

namespace praksis::readmodels {

const projection::EventModel& LearningStreamsModel();

// One stream. `facts` are those that stand, by version, each saying what its last correction says;
// corrections and voidings are not among them. Empty where all are voided.
struct LearningStream {
  std::string name;
  // Of its last event, whatever that was.
  int64_t version = 0;
  std::vector<v1::Event> facts;
};

// All streams at one position. Immutable: thread-safe.
class LearningStreams {
 public:
  // By name.
  using OfKind = absl::btree_map<std::string, std::shared_ptr<const LearningStream>>;

  // "story": its streams; empty where there are none.
  const OfKind& Of(std::string_view kind) const;
  // "story/a"; null where no event of it is recorded.
  const LearningStream* Find(std::string_view stream) const;
  const log::Position& position() const { return position_; }

  // Puts each in the place of the one of its name. For whoever makes a LearningStreams.
  void Put(std::vector<LearningStream> streams);
  void set_position(log::Position position) { position_ = std::move(position); }

 private:
  // Shared with earlier positions; replaced when a stream of the kind changes.
  std::map<std::string, std::shared_ptr<const OfKind>, std::less<>> kinds_;
  log::Position position_;
};

// Reads them, and keeps the latest that it has read: at a later position only what has changed since is read
// again. Thread-safe; one caller reads at a time.
class LearningReader {
 public:
  // As of `view`, whose projection must have the model and the history index. An earlier position than the
  // latest is read from the beginning, and not kept. DATA_LOSS (PROJECTION_DAMAGED), and what reading the
  // disk gives.
  absl::StatusOr<std::shared_ptr<const LearningStreams>> At(const projection::View& view);

 private:
  std::mutex mutex_;
  std::shared_ptr<const LearningStreams> latest_;  // guarded by mutex_
};

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_LEARNING_STREAMS_H_
