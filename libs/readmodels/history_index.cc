#include "libs/readmodels/history_index.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/stream/rewriting.h"
#include "libs/readmodels/history_page_token.h"
#include "libs/readmodels/history_rows.h"
#include "libs/readmodels/history_source.h"
#include "libs/readmodels/learnt_from.h"

namespace praksis::readmodels {
namespace {

class Model final : public projection::EventModel {
 public:
  std::string_view name() const override { return kHistoryName; }
  int revision() const override { return 5; }
  std::string StreamRowKey(std::string_view stream, int64_t segment) const override {
    return TimelineKey(stream, segment);
  }
  void Project(const projection::LoggedEvent& event, std::string& partition_state,
               projection::EventRows& out) const override {
    const EventTraits traits = TraitsOf(event.event);
    out.AppendToStream(SegmentOf(Version(event.event.version())),
                       {TimelineEntryHead(event, traits), event.bytes});
    const ListPlace place = {traits.recorded_ns, event.address.partition, event.address.offset};
    ListState list = LoadListState(place.partition, partition_state);
    out.Append(list.Add(place), {EncodeListItem(place, event, traits)});
    StoreListState(list, partition_state);
    for (const std::string_view about : CasesNamedBy(event.event)) {
      out.Row(AboutCaseKey(about, event.event.stream(), Version(event.event.version())), {});
    }
  }
};

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
                     view.snapshot().Get(view.Rows(kHistoryName), TimelineKey(stream.value(), segment)));
    if (!row.has_value()) break;
    timeline.rows.push_back(std::make_unique<const std::string>(*std::move(row)));
    for (std::string_view rest = *timeline.rows.back(); !rest.empty();) {
      const Version version(static_cast<int64_t>(events.size()) + 1);
      const std::optional<TimelineRow> entry = TakeTimelineEntry(rest);
      if (!entry.has_value() || SegmentOf(version) != segment) {
        return HistoryDamaged(base::StrCat(stream.value(), ", version ", version.value()));
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

std::optional<std::vector<v1::Event>> DecodeEvents(std::span<const TimelineEvent> events) {
  std::vector<v1::Event> decoded(events.size());
  for (size_t i = 0; i < events.size(); ++i) {
    const std::string_view bytes = events[i].bytes;
    if (!decoded[i].ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
  }
  return decoded;
}

namespace {

// Those that have ever named the case, in order.
absl::StatusOr<std::vector<StreamId>> StreamsNaming(const projection::View& view,
                                                    const StreamId& case_stream) {
  const std::string prefix = AboutCasePrefix(case_stream.value());
  const std::unique_ptr<store::Cursor> cursor =
      view.snapshot().Scan(view.Rows(kHistoryName), prefix, store::PrefixEnd(prefix));
  std::vector<StreamId> streams;
  for (; cursor->Valid(); cursor->Next()) {
    const std::string_view stream = StreamOfAboutCaseKey(cursor->key().substr(prefix.size()));
    if (streams.empty() || streams.back().value() != stream) streams.emplace_back(std::string(stream));
  }
  RETURN_IF_ERROR(cursor->status());
  return streams;
}

}  // namespace

absl::StatusOr<AboutCase> ReadAboutCase(const projection::View& view, const StreamId& case_stream,
                                        std::optional<absl::Time> known_at) {
  ASSIGN_OR_RETURN(const std::vector<StreamId> streams, StreamsNaming(view, case_stream));
  AboutCase about;
  for (const StreamId& stream : streams) {
    ASSIGN_OR_RETURN(Timeline timeline, ReadTimeline(view, stream, known_at));
    const auto history = DecodeEvents(timeline.events);
    if (!history) return HistoryDamaged(base::StrCat(stream.value(), ", about ", case_stream.value()));
    bool is_told_of = false;
    for (const v1::Event& fact : domain::StandingFacts(*history)) {
      is_told_of = is_told_of || fact.story_told().case_stream() == case_stream.value();
      AddLearntFrom(fact, case_stream.value(), about.learnt_from);
    }
    if (is_told_of) about.stories.push_back(std::move(timeline));
  }
  return about;
}

absl::StatusOr<EventPage> ListEvents(const projection::View& view, const EventMatcher& matcher,
                                     std::string_view page_token, size_t page_size, size_t max_looked_at) {
  PageToken token{.last = {}, .position = view.position()};
  ListPlace begin{.recorded_ns = matcher.recorded_from_ns(), .partition = {}, .offset = {}};
  if (!page_token.empty()) {
    ASSIGN_OR_RETURN(token, DecodePageToken(page_token, matcher.fingerprint()));
    begin = {token.last.recorded_ns, token.last.partition, token.last.offset.Next()};
  }
  const std::unique_ptr<HistorySource> source = MakeHistorySource(view, matcher, begin);
  EventPage page;
  for (size_t looked_at = 0; source->Valid() && source->place().recorded_ns < matcher.recorded_before_ns();
       source->Next()) {
    if (page.events.size() == page_size || looked_at == max_looked_at) {
      page.next_page_token = EncodePageToken(token, matcher.fingerprint());
      break;
    }
    ++looked_at;
    token.last = source->place();
    // Came after the first page.
    if (token.last.offset >= token.position.next(token.last.partition)) continue;
    if (!matcher.Matches(source->traits())) continue;
    ASSIGN_OR_RETURN(std::string event, source->Event());
    page.events.push_back(std::move(event));
  }
  RETURN_IF_ERROR(source->status());
  return page;
}

}  // namespace praksis::readmodels
