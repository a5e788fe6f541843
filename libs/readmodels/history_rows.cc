#include "libs/readmodels/history_rows.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/fact.h"
#include "libs/domain/rules/stream_rules.h"

namespace praksis::readmodels {
namespace {

constexpr uint64_t kSign = uint64_t{1} << 63;
constexpr size_t kMaxMunicipality = 255;
constexpr char kTimeline = 't';
constexpr char kAboutCase = 'c';

void AppendNumber(int64_t number, std::string& out) {
  base::AppendBigEndian64(static_cast<uint64_t>(number), out);
}
void AppendTime(int64_t ns, std::string& out) {
  base::AppendBigEndian64(static_cast<uint64_t>(ns) ^ kSign, out);
}
void AppendDay(base::Day day, std::string& out) { base::AppendBigEndian32(static_cast<uint32_t>(day), out); }
void AppendPartition(PartitionId partition, std::string& out) {
  base::AppendBigEndian32(static_cast<uint32_t>(partition.value()), out);
}

void AppendTraits(const EventTraits& traits, std::string& out) {
  out.push_back(static_cast<char>(traits.body >> 8));
  out.push_back(static_cast<char>(traits.body));
  AppendDay(traits.occurred_day, out);
  const std::string_view municipality = traits.municipality.substr(0, kMaxMunicipality);
  out.push_back(static_cast<char>(municipality.size()));
  out.append(municipality);
}

// Takes values off a row; after one that is not there, ok() is false and all others are 0.
class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}

  uint8_t Byte() {
    const std::string_view bytes = Take(1);
    return bytes.empty() ? 0 : static_cast<uint8_t>(bytes[0]);
  }
  int64_t Number() {
    const std::string_view bytes = Take(8);
    return bytes.empty() ? 0 : static_cast<int64_t>(base::ReadBigEndian64(bytes.data()));
  }
  int64_t Time() { return static_cast<int64_t>(static_cast<uint64_t>(Number()) ^ kSign); }
  uint32_t Small() {
    const std::string_view bytes = Take(4);
    return bytes.empty() ? 0 : base::ReadBigEndian32(bytes.data());
  }
  EventTraits Traits() {
    EventTraits traits;
    traits.body = Byte() << 8;
    traits.body |= Byte();
    traits.occurred_day = static_cast<base::Day>(Small());
    traits.municipality = Take(Byte());
    return traits;
  }
  std::string_view rest() const { return rest_; }
  bool ok() const { return ok_; }

 private:
  std::string_view Take(size_t bytes) {
    if (rest_.size() < bytes) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
  }

  std::string_view rest_;
  bool ok_ = true;
};

// Takes off what has its size before it.
std::optional<std::string_view> TakeSized(std::string_view& row) {
  if (row.size() < sizeof(uint32_t)) return std::nullopt;
  const size_t size = base::ReadBigEndian32(row.data());
  row.remove_prefix(sizeof(uint32_t));
  if (row.size() < size) return std::nullopt;
  const std::string_view taken = row.substr(0, size);
  row.remove_prefix(size);
  return taken;
}

bool Rewrites(int body) { return body == v1::Event::kEventCorrected || body == v1::Event::kEventVoided; }

void AppendRewrite(const v1::Event& event, std::string& out) {
  if (event.body_case() == v1::Event::kEventVoided) {
    AppendNumber(event.event_voided().target_version(), out);
    out.push_back(0);
    AppendDay(0, out);
    return;
  }
  AppendNumber(event.event_corrected().target_version(), out);
  const bool has_day = event.event_corrected().replacement().has_occurred_at();
  out.push_back(has_day ? 1 : 0);
  base::Day day = 0;
  if (has_day) {
    v1::Event replaced;
    *replaced.mutable_occurred_at() = event.event_corrected().replacement().occurred_at();
    day = domain::OccurredDay(replaced);
  }
  AppendDay(day, out);
}

}  // namespace

absl::Status HistoryDamaged(std::string_view row) {
  return base::Refuse(
      absl::StatusCode::kDataLoss, "PROJECTION_DAMAGED",
      base::StrCat("A row of the history index (", row, ") is damaged; build the projection anew."),
      {{"row", std::string(row)}});
}

std::string TimelinePrefix(std::string_view stream) {
  std::string prefix;
  prefix.reserve(stream.size() + 2 + sizeof(uint64_t));
  prefix.push_back(kTimeline);
  prefix.append(stream);
  prefix.push_back('\0');
  return prefix;
}

std::string TimelineKey(std::string_view stream, int64_t segment) {
  std::string key = TimelinePrefix(stream);
  base::AppendBigEndian32(static_cast<uint32_t>(segment), key);
  return key;
}

std::vector<std::string_view> CasesNamedBy(const v1::Event& event) {
  std::vector<std::string_view> cases;
  const auto add = [&](const std::string& case_stream) {
    if (!case_stream.empty()) cases.push_back(case_stream);
  };
  // An event and a replacement have the same bodies, apart from what only the server writes.
  const auto add_all = [&](const auto& body) {
    if (body.has_story_told()) add(body.story_told().case_stream());
    if (body.has_selection_overridden()) {
      add(body.selection_overridden().removed().case_stream());
      add(body.selection_overridden().added().case_stream());
    }
    if (body.has_interview_recorded()) add(body.interview_recorded().learning_case().case_stream());
  };
  add_all(event);
  if (event.has_event_corrected()) add_all(event.event_corrected().replacement());
  if (event.has_cases_selected()) {
    for (const v1::SelectionPick& pick : event.cases_selected().picks()) {
      add(pick.learning_case().case_stream());
      add(pick.twin().case_stream());
    }
  }
  std::sort(cases.begin(), cases.end());
  cases.erase(std::unique(cases.begin(), cases.end()), cases.end());
  return cases;
}

std::string AboutCasePrefix(std::string_view case_stream) {
  std::string prefix;
  prefix.push_back(kAboutCase);
  prefix.append(case_stream);
  prefix.push_back('\0');
  return prefix;
}

std::string AboutCaseKey(std::string_view case_stream, std::string_view stream, Version version) {
  std::string key = AboutCasePrefix(case_stream);
  key.append(stream);
  key.push_back('\0');
  base::AppendBigEndian32(static_cast<uint32_t>(version.value()), key);
  return key;
}

std::string_view StreamOfAboutCaseKey(std::string_view after_prefix) {
  return after_prefix.substr(0, after_prefix.find('\0'));
}

std::string ListPrefix(List list, PartitionId partition) {
  std::string key;
  key.reserve(24);
  key.push_back(static_cast<char>(list));
  AppendPartition(partition, key);
  return key;
}

std::string ListKey(List list, const ListPlace& place) {
  std::string key = ListPrefix(list, place.partition);
  AppendTime(place.recorded_ns, key);
  AppendNumber(place.offset.value(), key);
  return key;
}

std::string ListState::Add(const ListPlace& place) {
  if (place.recorded_ns < latest_ns) return ListKey(List::kLate, place);
  latest_ns = place.recorded_ns;
  if (items == 0 || items == kSegmentEvents) {
    row = place;
    items = 0;
  }
  ++items;
  return ListKey(List::kInOrder, row);
}

ListState LoadListState(PartitionId partition, std::string_view stored) {
  ListState state;
  if (stored.empty()) return state;
  Reader reader(stored);
  state.latest_ns = reader.Time();
  state.row.partition = partition;
  state.row.recorded_ns = reader.Time();
  state.row.offset = Offset(reader.Number());
  state.items = reader.Small();
  PRAKSIS_CHECK(reader.ok() && reader.rest().empty(), "partition ", partition.value());
  return state;
}

void StoreListState(const ListState& state, std::string& stored) {
  stored.clear();
  AppendTime(state.latest_ns, stored);
  AppendTime(state.row.recorded_ns, stored);
  AppendNumber(state.row.offset.value(), stored);
  base::AppendBigEndian32(state.items, stored);
}

std::string TimelineEntryHead(const projection::LoggedEvent& event, const EventTraits& traits) {
  std::string head;
  head.reserve(64 + traits.municipality.size());
  head.append(sizeof(uint32_t), '\0');  // the entry's size, later
  AppendPartition(event.address.partition, head);
  AppendNumber(event.address.offset.value(), head);
  AppendTime(traits.recorded_ns, head);
  AppendTraits(traits, head);
  if (domain::RewritesHistory(event.event)) AppendRewrite(event.event, head);
  base::WriteBigEndian32(static_cast<uint32_t>(head.size() - sizeof(uint32_t) + event.bytes.size()),
                         head.data());
  return head;
}

std::string EncodeListItem(const ListPlace& place, const projection::LoggedEvent& event,
                           const EventTraits& traits) {
  std::string item;
  item.reserve(48 + traits.municipality.size() + traits.stream.size());
  item.append(sizeof(uint32_t), '\0');  // its size, later
  AppendTime(place.recorded_ns, item);
  AppendNumber(place.offset.value(), item);
  AppendNumber(event.event.version(), item);
  AppendTraits(traits, item);
  item.append(traits.stream);
  base::WriteBigEndian32(static_cast<uint32_t>(item.size() - sizeof(uint32_t)), item.data());
  return item;
}

std::optional<TimelineRow> TakeTimelineEntry(std::string_view& segment) {
  const std::optional<std::string_view> entry = TakeSized(segment);
  if (!entry.has_value()) return std::nullopt;
  Reader reader(*entry);
  TimelineRow row;
  row.place.partition = PartitionId(reader.Small());
  row.place.offset = Offset(reader.Number());
  row.place.recorded_ns = reader.Time();
  row.traits = reader.Traits();
  row.traits.recorded_ns = row.place.recorded_ns;
  if (Rewrites(row.traits.body)) {
    Rewrite& rewrite = row.rewrite.emplace();
    rewrite.target = Version(reader.Number());
    const bool has_day = reader.Byte() != 0;
    const auto day = static_cast<base::Day>(reader.Small());
    if (has_day) rewrite.new_day = day;
  }
  row.bytes = reader.rest();
  if (!reader.ok()) return std::nullopt;
  return row;
}

std::optional<TimelineRow> FindTimelineEntry(std::string_view segment, Version version) {
  for (int64_t before = (version.value() - 1) % kSegmentEvents; before > 0; --before) {
    if (!TakeSized(segment).has_value()) return std::nullopt;
  }
  return TakeTimelineEntry(segment);
}

std::optional<ListItem> TakeListItem(PartitionId partition, std::string_view& row) {
  const std::optional<std::string_view> bytes = TakeSized(row);
  if (!bytes.has_value()) return std::nullopt;
  Reader reader(*bytes);
  ListItem item;
  item.place.recorded_ns = reader.Time();
  item.place.partition = partition;
  item.place.offset = Offset(reader.Number());
  item.version = Version(reader.Number());
  item.traits = reader.Traits();
  item.traits.recorded_ns = item.place.recorded_ns;
  item.traits.stream = reader.rest();
  if (!reader.ok()) return std::nullopt;
  return item;
}

}  // namespace praksis::readmodels
