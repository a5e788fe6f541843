// Every event, found by its stream and by the time it was recorded.
//
//   history.rows   't' stream 0x00 segment(4)                   -> entry*
//                  'l' partition(4) recorded(8) offset(8)       -> item*   beginning with the one of the key
//                  'x' partition(4) recorded(8) offset(8)       -> item    of a late event
//                  'c' case 0x00 stream 0x00 version(4)         -> ""      that event of the stream (a story,
//                  a learning cycle) names the case
//   segment  := (version - 1) / 64: so many events of a stream share a row, in order
//   entry    := size(4, of what follows) partition(4) offset(8) recorded(8) traits rewrite event
//   item     := size(4, of what follows) recorded(8) offset(8) version(8) traits stream
//   traits   := body(2) occurred_day(4) length(1) municipality
//   rewrite  := target(8) has_day(1) new_day(4)    only where body is EventCorrected or EventVoided
//   event    := serialized v1::Event
//   numbers are big endian; recorded (nanoseconds since 1970) has its sign bit turned over, so that it sorts.
//
// The list of a partition is in the order of recording, up to 64 events to a row. A late event is one that
// was recorded before an earlier event of its partition: it has a row of its own, so that a clock that ran
// ahead disturbs nobody's order. What is late follows from the partition alone:
//   partition state := latest(8) row_recorded(8) row_offset(8) items(4): the latest recording so far; the key
//   of
//                      the row of the list begun last, and how many events it has
//
// What filters ask is kept beside the event, so that looking for events decodes none.
#ifndef PRAKSIS_LIBS_READMODELS_HISTORY_INDEX_H_
#define PRAKSIS_LIBS_READMODELS_HISTORY_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/date.h"
#include "libs/base/ids.h"
#include "libs/log/event_log.h"
#include "libs/projection/projection.h"
#include "libs/projection/read_model.h"
#include "libs/readmodels/event_filter.h"
#include "praksis/v1/event.pb.h"
#include "praksis/v1/history.pb.h"

namespace praksis::readmodels {

const projection::EventModel& HistoryIndexModel();

// One event of a stream and whether it still holds.
struct TimelineEvent {
  Version version;
  // v1::Event::BodyCase.
  int body = 0;
  int64_t recorded_ns = 0;
  // The day it happened, as the last correction says. Of a correction or voiding: of what it is about.
  base::Day occurred_day = 0;
  v1::TimelineEntry::Standing standing = v1::TimelineEntry::STANDS;
  // 0 where it stands.
  Version changed_by;
  // Serialized v1::Event; of Timeline::rows.
  std::string_view bytes;
};

struct Timeline {
  std::vector<TimelineEvent> events;
  // What the events' bytes are in.
  std::vector<std::unique_ptr<const std::string>> rows;
};

// The events of `stream` recorded by `known_at` (all where left out), by version; standing and days are as
// they were known then. Empty where there are none. DATA_LOSS where rows are damaged.
absl::StatusOr<Timeline> ReadTimeline(const projection::View& view, const StreamId& stream,
                                      std::optional<absl::Time> known_at = std::nullopt);

// Those events, decoded; nothing where one cannot be read.
std::optional<std::vector<v1::Event>> DecodeEvents(std::span<const TimelineEvent> events);

// What streams of other kinds say about a case.
struct AboutCase {
  // Its stories, each as ReadTimeline gives it, by stream: those of which a StoryTold that stands says so.
  std::vector<Timeline> stories;
  // What learning cycles did with it, by cycle, then version: of what stands.
  std::vector<v1::LearntFrom> learnt_from;
};

// All of it, as it was known then. DATA_LOSS where rows are damaged.
absl::StatusOr<AboutCase> ReadAboutCase(const projection::View& view, const StreamId& case_stream,
                                        std::optional<absl::Time> known_at = std::nullopt);

struct EventPage {
  // Serialized v1::Event, by time of recording, then partition, then offset.
  std::vector<std::string> events;
  // Empty on the last page.
  std::string next_page_token;
};

// Entries looked at per page at most.
inline constexpr size_t kMaxLookedAt = 100'000;

// The events that match, from where `page_token` ended (the beginning where empty); at most `page_size` (at
// least 1). All pages together are what matched at the position of the first: later arrivals neither appear
// nor shift anything. `max_looked_at` is for tests. INVALID_ARGUMENT, PAGE_TOKEN_INVALID for a token that is
// damaged or belongs to another filter.
absl::StatusOr<EventPage> ListEvents(const projection::View& view, const EventMatcher& matcher,
                                     std::string_view page_token, size_t page_size,
                                     size_t max_looked_at = kMaxLookedAt);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_HISTORY_INDEX_H_
