#include "libs/readmodels/history_source.h"

#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "libs/base/status.h"
#include "libs/base/strings.h"

namespace praksis::readmodels {
namespace {

// Rows that hold several entries each, entry by entry. Not begun: its maker places the cursor and calls
// LoadRow.
class RowsSource : public HistorySource {
 public:
  RowsSource(const projection::View& view, const std::string& prefix)
      : cursor_(view.snapshot().Scan(view.Rows(kHistoryName), prefix, store::PrefixEnd(prefix))) {}

  bool Valid() const final { return valid_; }
  void Next() final {
    if (!row_.empty()) return LoadEntry();
    cursor_->Next();
    LoadRow();
  }
  absl::Status status() const final { return status_; }

 protected:
  // Takes the first entry off what is left of a row, unless that is damaged.
  virtual absl::Status Take(std::string_view& row) = 0;

  store::Cursor& cursor() { return *cursor_; }

  void LoadRow() {
    valid_ = cursor_->Valid();
    if (!valid_) {
      status_ = cursor_->status();
      return;
    }
    row_ = cursor_->value();
    LoadEntry();
  }

 private:
  void LoadEntry() {
    status_ = Take(row_);
    valid_ = status_.ok();
  }

  const std::unique_ptr<store::Cursor> cursor_;
  // What is left of the cursor's row.
  std::string_view row_;
  bool valid_ = false;
  absl::Status status_;
};

// One of the lists of a partition.
class ListSource final : public RowsSource {
 public:
  // Begins with the first place at or after `begin`.
  ListSource(const projection::View& view, List list, PartitionId partition, const ListPlace& begin)
      : RowsSource(view, ListPrefix(list, partition)), view_(view), partition_(partition) {
    ListPlace first = {begin.recorded_ns, partition, Offset(0)};
    if (partition == begin.partition) first.offset = begin.offset;
    // What this partition recorded at that very moment comes before `begin`.
    if (partition < begin.partition) first.offset = Offset(std::numeric_limits<int64_t>::max());
    // The row that `first` belongs to begins with it or before.
    cursor().SeekForPrev(ListKey(list, first));
    if (!cursor().Valid()) cursor().Seek(ListPrefix(list, partition));
    LoadRow();
    while (Valid() && item_.place < first) Next();
  }

  const ListPlace& place() const override { return item_.place; }
  const EventTraits& traits() const override { return item_.traits; }
  absl::StatusOr<std::string> Event() override {
    const std::string key = TimelineKey(item_.traits.stream, SegmentOf(item_.version));
    ASSIGN_OR_RETURN(const std::optional<std::string> segment,
                     view_.snapshot().Get(view_.Rows(kHistoryName), key));
    const std::optional<TimelineRow> entry =
        segment.has_value() ? FindTimelineEntry(*segment, item_.version) : std::nullopt;
    if (!entry.has_value()) return HistoryDamaged(item_.traits.stream);
    return std::string(entry->bytes);
  }

 private:
  absl::Status Take(std::string_view& row) override {
    const std::optional<ListItem> item = TakeListItem(partition_, row);
    if (!item.has_value()) return HistoryDamaged(base::StrCat("list of partition ", partition_.value()));
    item_ = *item;
    return absl::OkStatus();
  }

  const projection::View& view_;
  const PartitionId partition_;
  ListItem item_;
};

// The events of one stream, by its timeline.
class StreamSource final : public RowsSource {
 public:
  // Begins with the first place at or after `begin`.
  StreamSource(const projection::View& view, const StreamId& stream, const ListPlace& begin)
      : RowsSource(view, TimelinePrefix(stream.value())), stream_(stream) {
    LoadRow();
    if (Valid() && place_ < begin) SkipTo(begin);
  }

  const ListPlace& place() const override { return place_; }
  const EventTraits& traits() const override { return traits_; }
  absl::StatusOr<std::string> Event() override { return std::string(bytes_); }

 private:
  absl::Status Take(std::string_view& row) override {
    const std::optional<TimelineRow> entry = TakeTimelineEntry(row);
    if (!entry.has_value()) return HistoryDamaged(stream_.value());
    place_ = entry->place;
    traits_ = entry->traits;
    traits_.stream = stream_.value();
    bytes_ = entry->bytes;
    return absl::OkStatus();
  }

  // Within a stream places ascend with versions, so that the last segment that begins before `begin` can be
  // found by halving. The first one does.
  void SkipTo(const ListPlace& begin) {
    const auto begins_before = [&](int64_t segment) {
      cursor().Seek(TimelineKey(stream_.value(), segment));
      LoadRow();
      return Valid() && place_ < begin;
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
    while (Valid() && place_ < begin) Next();
  }

  const StreamId stream_;
  ListPlace place_;
  EventTraits traits_;
  std::string_view bytes_;
};

// Several sources, twice as many as there are partitions, or as many as a filter may name streams.
class MergedSource final : public HistorySource {
 public:
  explicit MergedSource(std::vector<std::unique_ptr<HistorySource>> sources) : sources_(std::move(sources)) {
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

  const std::vector<std::unique_ptr<HistorySource>> sources_;
  HistorySource* first_ = nullptr;
  absl::Status status_;
};

}  // namespace

std::unique_ptr<HistorySource> MakeHistorySource(const projection::View& view, const EventMatcher& matcher,
                                                 const ListPlace& begin) {
  std::vector<std::unique_ptr<HistorySource>> sources;
  if (matcher.only_streams().has_value()) {
    for (const StreamId& stream : *matcher.only_streams()) {
      sources.push_back(std::make_unique<StreamSource>(view, stream, begin));
    }
  } else {
    for (const auto& [partition, next] : view.position().partitions()) {
      for (const List list : {List::kInOrder, List::kLate}) {
        sources.push_back(std::make_unique<ListSource>(view, list, partition, begin));
      }
    }
  }
  return std::make_unique<MergedSource>(std::move(sources));
}

}  // namespace praksis::readmodels
