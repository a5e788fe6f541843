// Going through the history index in the order of a list.
#ifndef PRAKSIS_LIBS_READMODELS_HISTORY_SOURCE_H_
#define PRAKSIS_LIBS_READMODELS_HISTORY_SOURCE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/projection/projection.h"
#include "libs/readmodels/event_filter.h"
#include "libs/readmodels/history_rows.h"

namespace praksis::readmodels {

// Events in the order of their places. Must not outlive its view. Not thread-safe.
class HistorySource {
 public:
  virtual ~HistorySource() = default;
  virtual bool Valid() const = 0;
  virtual const ListPlace& place() const = 0;
  // Live until Next.
  virtual const EventTraits& traits() const = 0;
  // The serialized event.
  virtual absl::StatusOr<std::string> Event() = 0;
  virtual void Next() = 0;
  // Why Valid became false, if not for the end.
  virtual absl::Status status() const = 0;
};

// All events from `begin` on that `matcher` can match, by their streams or, where it names none, of all
// partitions.
std::unique_ptr<HistorySource> MakeHistorySource(const projection::View& view, const EventMatcher& matcher,
                                                 const ListPlace& begin);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_HISTORY_SOURCE_H_
