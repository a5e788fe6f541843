// The rows of the history index: written here, read here. Their grammar is in history_index.h.
#ifndef PRAKSIS_LIBS_READMODELS_HISTORY_ROWS_H_
#define PRAKSIS_LIBS_READMODELS_HISTORY_ROWS_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/date.h"
#include "libs/base/ids.h"
#include "libs/log/event_log.h"
#include "libs/projection/read_model.h"
#include "libs/readmodels/event_filter.h"

namespace praksis::readmodels {

// Where an event comes in a list.
struct ListPlace {
  int64_t recorded_ns = 0;
  PartitionId partition;
  Offset offset;
  friend auto operator<=>(const ListPlace&, const ListPlace&) = default;
};

// What EventCorrected and EventVoided do.
struct Rewrite {
  Version target;
  // When the target happened, where the correction says so.
  std::optional<base::Day> new_day;
};

// A decoded entry or row; views are those of the row.
struct TimelineRow {
  ListPlace place;
  EventTraits traits;  // without stream
  std::optional<Rewrite> rewrite;
  std::string_view bytes;
};
struct ListRow {
  Version version;
  EventTraits traits;
};

// The events of a stream come in segments of so many.
inline constexpr int64_t kSegmentEvents = 64;
inline int64_t SegmentOf(Version version) { return (version.value() - 1) / kSegmentEvents; }

// Begins with the keys of all segments of a stream, and of nothing else.
std::string TimelinePrefix(std::string_view stream);
std::string TimelineKey(std::string_view stream, int64_t segment);

// Begins with the keys of all events of a partition, and of nothing else.
std::string ListPrefix(PartitionId partition);
std::string ListKey(const ListPlace& place);

std::string TimelineEntry(const projection::LoggedEvent& event, const EventTraits& traits);
std::string ListValue(const projection::LoggedEvent& event, const EventTraits& traits);

// Takes the first entry off a segment. Nothing where it does not begin with one.
std::optional<TimelineRow> TakeTimelineEntry(std::string_view& segment);
// The entry of `version` in its segment.
std::optional<TimelineRow> FindTimelineEntry(std::string_view segment, Version version);
// Nothing where it is no such row.
std::optional<ListPlace> ParseListKey(std::string_view key);
std::optional<ListRow> ParseListRow(const ListPlace& place, std::string_view value);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_HISTORY_ROWS_H_
