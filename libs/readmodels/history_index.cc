#include "libs/readmodels/history_index.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/readmodels/history_page_token.h"
#include "libs/readmodels/history_rows.h"

namespace praksis::readmodels {
namespace {

constexpr std::string_view kName = "history";

class Model final : public projection::EventModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 2; }
  void Project(const projection::LoggedEvent& event, projection::EventRows& out) const override {
    const EventTraits traits = TraitsOf(event.event);
    out.Append(TimelineKey(traits.stream, SegmentOf(Version(event.event.version()))),
               TimelineEntry(event, traits));
    const ListPlace place = {traits.recorded_ns, event.address.partition, event.address.offset};
    out.Row(ListKey(place), ListValue(event, traits));
  }
};

absl::Status Damaged(std::string_view what) {
  return base::Refuse(
      absl::StatusCode::kDataLoss, "PROJECTION_DAMAGED",
      base::StrCat("A row of the history index (", what, ") is damaged; build the projection anew."),
      {{"row", std::string(what)}});
}

// Applies a correction or voiding to what it is about.
void Apply(const TimelineRow& row, TimelineEvent& rewriting, std::vector<TimelineEvent>& timeline) {
  const int64_t target = row.rewrite->target.value();
  if (target < 1 || target > static_cast<int64_t>(timeline.size())) return;
  TimelineEvent& changed = timeline[static_cast<size_t>(target - 1)];
  changed.standing =
      row.traits.body == v1::Event::kEventVoided ? v1::TimelineEntry::VOIDED : v1::TimelineEntry::CORRECTED;
  changed.changed_by = rewriting.version;
  if (row.rewrite->new_day.has_value()) changed.occurred_day = *row.rewrite->new_day;
}

// Days of corrections and voidings follow what they are about, whichever was last to say.
void AlignRewrites(const std::vector<std::pair<size_t, Version>>& rewrites,
                   std::vector<TimelineEvent>& timeline) {
  for (const auto& [index, target] : rewrites) {
    if (target.value() < 1 || target.value() > static_cast<int64_t>(timeline.size())) continue;
    timeline[index].occurred_day = timeline[static_cast<size_t>(target.value() - 1)].occurred_day;
  }
}

}  // namespace

const projection::EventModel& HistoryIndexModel() {
  static const Model model;
  return model;
}

absl::StatusOr<Timeline> ReadTimeline(const projection::View& view, const StreamId& stream,
                                      std::optional<absl::Time> known_at) {
  const int64_t known_ns =
      known_at.has_value() ? absl::ToUnixNanos(*known_at) : std::numeric_limits<int64_t>::max();
  Timeline timeline;
  std::vector<TimelineEvent>& events = timeline.events;
  std::vector<std::pair<size_t, Version>> rewrites;
  // Row by row rather than by a cursor: most streams have but one, and a cursor costs as much as several.
  for (int64_t segment = 0; events.size() == static_cast<size_t>(segment * kSegmentEvents); ++segment) {
    ASSIGN_OR_RETURN(std::optional<std::string> row,
                     view.snapshot().Get(view.Rows(kName), TimelineKey(stream.value(), segment)));
    if (!row.has_value()) break;
    timeline.rows.push_back(std::make_unique<const std::string>(*std::move(row)));
    for (std::string_view rest = *timeline.rows.back(); !rest.empty();) {
      const Version version(static_cast<int64_t>(events.size()) + 1);
      const std::optional<TimelineRow> entry = TakeTimelineEntry(rest);
      if (!entry.has_value() || SegmentOf(version) != segment) {
        return Damaged(base::StrCat(stream.value(), ", version ", version.value()));
      }
      // Within a stream the time of recording never decreases.
      if (entry->place.recorded_ns > known_ns) break;
      TimelineEvent& event = events.emplace_back();
      event.version = version;
      event.body = entry->traits.body;
      event.recorded_ns = entry->place.recorded_ns;
      event.occurred_day = entry->traits.occurred_day;
      event.bytes = entry->bytes;
      if (entry->rewrite.has_value()) {
        Apply(*entry, event, events);
        rewrites.emplace_back(events.size() - 1, entry->rewrite->target);
      }
    }
  }
  AlignRewrites(rewrites, events);
  return timeline;
}

namespace {

// Entries in the order of their places, each with what it takes to get its event.
class Source {
 public:
  virtual ~Source() = default;
  virtual bool Valid() const = 0;
  virtual const ListPlace& place() const = 0;
  virtual const EventTraits& traits() const = 0;
  virtual absl::StatusOr<std::string> Event() = 0;
  virtual void Next() = 0;
  // Why Valid became false, if not for the end.
  virtual absl::Status status() const = 0;
};

// All events of a partition, by the list.
class ListSource final : public Source {
 public:
  // Begins with the first place at or after `begin`.
  ListSource(const projection::View& view, PartitionId partition, const ListPlace& begin) : view_(view) {
    ListPlace first = {begin.recorded_ns, partition, Offset(0)};
    if (partition == begin.partition) first.offset = begin.offset;
    // What this partition recorded at that very moment comes before `begin`.
    if (partition < begin.partition) first.offset = Offset(std::numeric_limits<int64_t>::max());
    cursor_ = view.snapshot().Scan(view.Rows(kName), ListKey(first), store::PrefixEnd(ListPrefix(partition)));
    Load();
  }

  bool Valid() const override { return valid_; }
  const ListPlace& place() const override { return place_; }
  const EventTraits& traits() const override { return row_.traits; }
  void Next() override {
    cursor_->Next();
    Load();
  }
  absl::Status status() const override { return status_; }

  absl::StatusOr<std::string> Event() override {
    const std::string key = TimelineKey(row_.traits.stream, SegmentOf(row_.version));
    ASSIGN_OR_RETURN(const std::optional<std::string> segment, view_.snapshot().Get(view_.Rows(kName), key));
    const std::optional<TimelineRow> entry =
        segment.has_value() ? FindTimelineEntry(*segment, row_.version) : std::nullopt;
    if (!entry.has_value()) return Damaged(row_.traits.stream);
    return std::string(entry->bytes);
  }

 private:
  void Load() {
    valid_ = cursor_->Valid();
    if (!valid_) {
      status_ = cursor_->status();
      return;
    }
    const std::optional<ListPlace> place = ParseListKey(cursor_->key());
    const std::optional<ListRow> row =
        place.has_value() ? ParseListRow(*place, cursor_->value()) : std::nullopt;
    if (!row.has_value()) {
      valid_ = false;
      status_ = Damaged("list");
      return;
    }
    place_ = *place;
    row_ = *row;
  }

  const projection::View& view_;
  std::unique_ptr<store::Cursor> cursor_;
  bool valid_ = false;
  absl::Status status_;
  ListPlace place_;
  ListRow row_;
};

// The events of one stream, by its timeline.
class StreamSource final : public Source {
 public:
  // Begins with the first place at or after `begin`.
  StreamSource(const projection::View& view, const StreamId& stream, const ListPlace& begin)
      : stream_(stream) {
    const std::string prefix = TimelinePrefix(stream.value());
    cursor_ = view.snapshot().Scan(view.Rows(kName), prefix, store::PrefixEnd(prefix));
    LoadSegment();
    if (valid_ && place_ < begin) SkipTo(begin);
  }

  bool Valid() const override { return valid_; }
  const ListPlace& place() const override { return place_; }
  const EventTraits& traits() const override { return traits_; }
  void Next() override {
    if (!segment_.empty()) return LoadEntry();
    cursor_->Next();
    LoadSegment();
  }
  absl::Status status() const override { return status_; }
  absl::StatusOr<std::string> Event() override { return std::string(bytes_); }

 private:
  void LoadSegment() {
    valid_ = cursor_->Valid();
    if (!valid_) {
      status_ = cursor_->status();
      return;
    }
    segment_ = cursor_->value();
    LoadEntry();
  }

  void LoadEntry() {
    const std::optional<TimelineRow> row = TakeTimelineEntry(segment_);
    valid_ = row.has_value();
    if (!valid_) {
      status_ = Damaged(stream_.value());
      return;
    }
    place_ = row->place;
    traits_ = row->traits;
    traits_.stream = stream_.value();
    bytes_ = row->bytes;
  }

  // Within a stream places ascend with versions, so that the last segment that begins before `begin` can be
  // found by halving. The first one does.
  void SkipTo(const ListPlace& begin) {
    const auto begins_before = [&](int64_t segment) {
      cursor_->Seek(TimelineKey(stream_.value(), segment));
      LoadSegment();
      return valid_ && place_ < begin;
    };
    int64_t step = 1;
    while (begins_before(step)) step *= 2;
    int64_t low = step / 2;  // begins before
    int64_t high = step;     // does not
    while (high - low > 1) {
      const int64_t middle = low + (high - low) / 2;
      (begins_before(middle) ? low : high) = middle;
    }
    begins_before(low);
    while (valid_ && place_ < begin) Next();
  }

  const StreamId stream_;
  std::unique_ptr<store::Cursor> cursor_;
  // What is left of the cursor's row.
  std::string_view segment_;
  bool valid_ = false;
  absl::Status status_;
  ListPlace place_;
  EventTraits traits_;
  std::string_view bytes_;
};

// Several sources, as many as there are partitions, or as a filter may name streams.
class MergedSource final : public Source {
 public:
  explicit MergedSource(std::vector<std::unique_ptr<Source>> sources) : sources_(std::move(sources)) {
    Choose();
  }

  bool Valid() const override { return first_ != nullptr && status_.ok(); }
  const ListPlace& place() const override { return first_->place(); }
  const EventTraits& traits() const override { return first_->traits(); }
  absl::StatusOr<std::string> Event() override { return first_->Event(); }
  void Next() override {
    first_->Next();
    Choose();
  }
  absl::Status status() const override { return status_; }

 private:
  void Choose() {
    first_ = nullptr;
    for (const auto& source : sources_) {
      if (!source->status().ok()) status_ = source->status();
      if (source->Valid() && (first_ == nullptr || source->place() < first_->place())) first_ = source.get();
    }
  }

  const std::vector<std::unique_ptr<Source>> sources_;
  Source* first_ = nullptr;
  absl::Status status_;
};

MergedSource SourceFor(const projection::View& view, const EventMatcher& matcher, const ListPlace& begin) {
  std::vector<std::unique_ptr<Source>> sources;
  if (matcher.only_streams().has_value()) {
    for (const StreamId& stream : *matcher.only_streams()) {
      sources.push_back(std::make_unique<StreamSource>(view, stream, begin));
    }
  } else {
    for (const auto& [partition, next] : view.position().partitions()) {
      sources.push_back(std::make_unique<ListSource>(view, partition, begin));
    }
  }
  return MergedSource(std::move(sources));
}

}  // namespace

absl::StatusOr<EventPage> ListEvents(const projection::View& view, const EventMatcher& matcher,
                                     std::string_view page_token, size_t page_size, size_t max_looked_at) {
  PageToken token{.last = {}, .position = view.position()};
  ListPlace begin{.recorded_ns = matcher.recorded_from_ns(), .partition = {}, .offset = {}};
  if (!page_token.empty()) {
    ASSIGN_OR_RETURN(token, DecodePageToken(page_token, matcher.fingerprint()));
    begin = {token.last.recorded_ns, token.last.partition, token.last.offset.Next()};
  }
  MergedSource source = SourceFor(view, matcher, begin);
  EventPage page;
  for (size_t looked_at = 0; source.Valid() && source.place().recorded_ns < matcher.recorded_before_ns();
       source.Next()) {
    if (page.events.size() == page_size || looked_at == max_looked_at) {
      page.next_page_token = EncodePageToken(token, matcher.fingerprint());
      break;
    }
    ++looked_at;
    token.last = source.place();
    // Came after the first page.
    if (token.last.offset >= token.position.next(token.last.partition)) continue;
    if (!matcher.Matches(source.traits())) continue;
    ASSIGN_OR_RETURN(std::string event, source.Event());
    page.events.push_back(std::move(event));
  }
  RETURN_IF_ERROR(source.status());
  return page;
}

}  // namespace praksis::readmodels
