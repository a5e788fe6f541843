#include "libs/recording/stream_cache.h"

#include <string>
#include <utility>

#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/recording/refusals.h"
#include "libs/recording/stamp.h"

namespace praksis::recording {
namespace {

// Measuring a state walks all of it; between two measurements an event counts as this much.
constexpr size_t kBytesPerEvent = 256;
constexpr size_t kMeasureEvery = 16;

}  // namespace

absl::StatusOr<std::vector<v1::Event>> ReadHistory(log::EventLog& event_log, const StreamId& stream) {
  log::RecordBatch batch;
  if (absl::Status status = event_log.ReadStream(stream, Version(1), batch); !status.ok()) {
    return RefuseForLog(status);
  }
  std::vector<v1::Event> history(batch.size());
  for (size_t i = 0; i < batch.size(); ++i) {
    const std::string_view bytes = batch.value(i);
    if (!history[i].ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      return RefuseDamaged(stream, base::StrCat("version ", i + 1, " does not parse"));
    }
    if (history[i].version() != static_cast<int64_t>(i) + 1) {
      return RefuseDamaged(stream,
                           base::StrCat("version ", history[i].version(), " in the place of ", i + 1));
    }
  }
  return history;
}

absl::StatusOr<CachedStream*> StreamCache::Get(const StreamId& stream, const domain::StreamRules& rules) {
  if (const auto found = by_name_.find(absl::string_view(stream.value())); found != by_name_.end()) {
    streams_.splice(streams_.begin(), streams_, found->second);
    return &*found->second;
  }
  ASSIGN_OR_RETURN(const std::vector<v1::Event> history, ReadHistory(event_log_, stream));
  CachedStream& cached = streams_.emplace_front();
  cached.stream = stream;
  cached.state = rules.Fold(history);
  cached.types.reserve(history.size());
  for (const v1::Event& event : history) cached.types.push_back(event.body_case());
  if (!history.empty()) cached.recorded_at = RecordedAt(history.back());
  by_name_.emplace(absl::string_view(cached.stream.value()), streams_.begin());
  Measure(cached);
  return &cached;
}

void StreamCache::Appended(const v1::Event& event, absl::Time recorded_at, int64_t batch,
                           CachedStream& cached) {
  cached.types.push_back(event.body_case());
  cached.recorded_at = recorded_at;
  cached.last_batch = batch;
  if (cached.types.size() % kMeasureEvery == 0) {
    Measure(cached);
  } else {
    cached.bytes += kBytesPerEvent;
    bytes_ += kBytesPerEvent;
  }
}

void StreamCache::Evict(int64_t durable) {
  // What is pinned was used recently, so that it stands at the front: the first pinned one met ends the
  // search.
  while (bytes_ > max_bytes_ && !streams_.empty() && streams_.back().last_batch <= durable) {
    bytes_ -= streams_.back().bytes;
    by_name_.erase(absl::string_view(streams_.back().stream.value()));
    streams_.pop_back();
  }
}

void StreamCache::Clear() {
  by_name_.clear();
  streams_.clear();
  bytes_ = 0;
}

void StreamCache::Measure(CachedStream& cached) {
  bytes_ -= cached.bytes;
  cached.bytes = sizeof(CachedStream) + cached.stream.value().size() +
                 cached.types.capacity() * sizeof(v1::Event::BodyCase) + cached.state->MemoryUsage();
  bytes_ += cached.bytes;
}

}  // namespace praksis::recording
