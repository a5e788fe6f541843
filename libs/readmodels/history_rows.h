// The rows of the history index: written here, read here. Their grammar is in history_index.h.
#ifndef PRAKSIS_LIBS_READMODELS_HISTORY_ROWS_H_
#define PRAKSIS_LIBS_READMODELS_HISTORY_ROWS_H_

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "libs/base/date.h"
#include "libs/base/ids.h"
#include "libs/log/event_log.h"
#include "libs/projection/read_model.h"
#include "libs/readmodels/event_filter.h"

namespace praksis::readmodels {

inline constexpr std::string_view kHistoryName = "history";

// DATA_LOSS, PROJECTION_DAMAGED. `row` is for people.
absl::Status HistoryDamaged(std::string_view row);

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
struct ListItem {
  ListPlace place;
  Version version;
  EventTraits traits;
};

// The events of a stream come in segments of so many, those of a list in rows of so many.
inline constexpr int64_t kSegmentEvents = 64;
inline int64_t SegmentOf(Version version) { return (version.value() - 1) / kSegmentEvents; }

// Begins with the keys of all segments of a stream, and of nothing else.
std::string TimelinePrefix(std::string_view stream);
std::string TimelineKey(std::string_view stream, int64_t segment);

// The cases that an event of another stream is about, each once, by name: the one that a story is told of,
// those that a learning cycle chooses, changes by hand or is interviewed about; in corrections, too.
std::vector<std::string_view> CasesNamedBy(const v1::Event& event);
// Begins with the keys of all that names a case, and of nothing else.
std::string AboutCasePrefix(std::string_view case_stream);
std::string AboutCaseKey(std::string_view case_stream, std::string_view stream, Version version);
// The name of the stream that names it, of what follows the prefix in such a key.
std::string_view StreamOfAboutCaseKey(std::string_view after_prefix);

// The two lists of a partition: its events in order of recording, and those that came late.
enum class List : char { kInOrder = 'l', kLate = 'x' };

// Begins with the keys of all rows of a list, and of nothing else.
std::string ListPrefix(List list, PartitionId partition);
std::string ListKey(List list, const ListPlace& place);

// How far the lists of one partition have come: what the model notes about it.
struct ListState {
  int64_t latest_ns = std::numeric_limits<int64_t>::min();
  // Of the row of List::kInOrder begun last: its first event, and how many it has.
  ListPlace row;
  uint32_t items = 0;

  // Where an event recorded next belongs: the key of its row.
  std::string Add(const ListPlace& place);
};
// Aborts where `stored` is neither empty nor what StoreListState made.
ListState LoadListState(PartitionId partition, std::string_view stored);
void StoreListState(const ListState& state, std::string& stored);

// An entry without the serialized event, which follows.
std::string TimelineEntryHead(const projection::LoggedEvent& event, const EventTraits& traits);
std::string EncodeListItem(const ListPlace& place, const projection::LoggedEvent& event,
                           const EventTraits& traits);

// Takes the first entry off a segment. Nothing where it does not begin with one.
std::optional<TimelineRow> TakeTimelineEntry(std::string_view& segment);
// The entry of `version` in its segment.
std::optional<TimelineRow> FindTimelineEntry(std::string_view segment, Version version);
// Takes the first item off a row of the list. Nothing where it does not begin with one.
std::optional<ListItem> TakeListItem(PartitionId partition, std::string_view& row);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_HISTORY_ROWS_H_
