#include "libs/readmodels/history_rows.h"

#include <algorithm>

#include "libs/base/encoding.h"
#include "libs/domain/fact/fact.h"
#include "libs/domain/rules/stream_rules.h"

namespace praksis::readmodels {
namespace {

constexpr uint64_t kSign = uint64_t{1} << 63;
constexpr size_t kMaxMunicipality = 255;
constexpr char kTimeline = 't';
constexpr char kList = 'l';

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

std::string ListPrefix(PartitionId partition) {
  std::string key;
  key.reserve(24);
  key.push_back(kList);
  AppendPartition(partition, key);
  return key;
}

std::string ListKey(const ListPlace& place) {
  std::string key = ListPrefix(place.partition);
  AppendTime(place.recorded_ns, key);
  AppendNumber(place.offset.value(), key);
  return key;
}

std::string TimelineEntry(const projection::LoggedEvent& event, const EventTraits& traits) {
  std::string value;
  value.reserve(64 + traits.municipality.size() + event.bytes.size());
  value.append(sizeof(uint32_t), '\0');  // its size, later
  AppendPartition(event.address.partition, value);
  AppendNumber(event.address.offset.value(), value);
  AppendTime(traits.recorded_ns, value);
  AppendTraits(traits, value);
  if (domain::RewritesHistory(event.event)) AppendRewrite(event.event, value);
  value.append(event.bytes);
  base::WriteBigEndian32(static_cast<uint32_t>(value.size() - sizeof(uint32_t)), value.data());
  return value;
}

std::string ListValue(const projection::LoggedEvent& event, const EventTraits& traits) {
  std::string value;
  value.reserve(16 + traits.municipality.size() + traits.stream.size());
  AppendNumber(event.event.version(), value);
  AppendTraits(traits, value);
  value.append(traits.stream);
  return value;
}

std::optional<TimelineRow> TakeTimelineEntry(std::string_view& segment) {
  if (segment.size() < sizeof(uint32_t)) return std::nullopt;
  const size_t size = base::ReadBigEndian32(segment.data());
  segment.remove_prefix(sizeof(uint32_t));
  if (segment.size() < size) return std::nullopt;
  Reader reader(segment.substr(0, size));
  segment.remove_prefix(size);
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
    if (segment.size() < sizeof(uint32_t)) return std::nullopt;
    const size_t size = sizeof(uint32_t) + base::ReadBigEndian32(segment.data());
    if (segment.size() < size) return std::nullopt;
    segment.remove_prefix(size);
  }
  return TakeTimelineEntry(segment);
}

std::optional<ListPlace> ParseListKey(std::string_view key) {
  Reader reader(key);
  if (reader.Byte() != static_cast<uint8_t>(kList)) return std::nullopt;
  ListPlace place;
  place.partition = PartitionId(reader.Small());
  place.recorded_ns = reader.Time();
  place.offset = Offset(reader.Number());
  if (!reader.ok() || !reader.rest().empty()) return std::nullopt;
  return place;
}

std::optional<ListRow> ParseListRow(const ListPlace& place, std::string_view value) {
  Reader reader(value);
  ListRow row;
  row.version = Version(reader.Number());
  row.traits = reader.Traits();
  row.traits.recorded_ns = place.recorded_ns;
  row.traits.stream = reader.rest();
  if (!reader.ok()) return std::nullopt;
  return row;
}

}  // namespace praksis::readmodels
