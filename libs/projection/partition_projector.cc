#include "libs/projection/partition_projector.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"

namespace praksis::projection {
namespace {

// Read from the log and decoded at once: enough that a call costs nothing, little enough to stay in the
// processor's cache.
constexpr size_t kReadEvents = 256;
constexpr size_t kReadBytes = size_t{128} << 10;
constexpr size_t kArenaBytes = size_t{512} << 10;
// What is written at once while the job steps back: some milliseconds' work.
constexpr size_t kSteppingBackBytes = size_t{256} << 10;
// Decoded and in the allocator's hands, a message takes about this many times its serialized size.
constexpr size_t kDecodedFactor = 4;

// A case's state as it was stored, for `rules` to fold on.
std::unique_ptr<domain::StreamState> RestoreCase(const domain::StreamRules& rules, std::string_view stored) {
  std::unique_ptr<domain::StreamState> state = rules.Initial();
  // The rules hand out their state to be read; it is ours, and nobody else has seen it yet.
  auto& case_state = const_cast<domain::cases::CaseState&>(domain::cases::StateOf(*state));
  return case_state.ParseFromArray(stored.data(), static_cast<int>(stored.size())) ? std::move(state)
                                                                                   : nullptr;
}

bool Parse(std::string_view bytes, v1::Event& event) {
  return event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

PartitionProjector::PartitionProjector(PartitionId partition, log::EventLog& event_log,
                                       const domain::StreamRules& case_rules, const Layout& layout,
                                       store::Database& database, CellMemory& cells, const Options& options,
                                       base::BackgroundJob& job)
    : partition_(partition),
      event_log_(event_log),
      case_rules_(case_rules),
      database_(database),
      cells_(cells),
      options_(options),
      job_(job),
      case_prefix_(base::StrCat(case_rules.kind(), "/")),
      arena_block_(std::make_unique_for_overwrite<char[]>(kArenaBytes)),
      arena_(arena_block_.get(), kArenaBytes),
      cache_bytes_(options.state_cache_bytes / static_cast<size_t>(std::max(event_log.partition_count(), 1))),
      bulk_cache_bytes_(options.bulk_state_cache_bytes /
                        static_cast<size_t>(std::max(event_log.partition_count(), 1))),
      cache_(cache_bytes_),
      changes_(layout),
      event_rows_(partition, layout, memory_) {}

absl::Status PartitionProjector::Load() {
  ASSIGN_OR_RETURN(const std::optional<std::string> next,
                   database_.Get(Layout::Meta(), NextOffsetKey(partition_)));
  if (next.has_value() && next->size() != sizeof(uint64_t)) {
    return base::Refuse(absl::StatusCode::kDataLoss, "PROJECTION_DAMAGED",
                        "The projection's position is damaged; remove its directory to build it anew.",
                        {{"partition", base::StrCat(partition_.value())}});
  }
  RETURN_IF_ERROR(event_rows_.Load(database_));
  written_ = taken_ =
      next.has_value() ? Offset(static_cast<int64_t>(base::ReadBigEndian64(next->data()))) : Offset(0);
  forgotten_ = false;
  return absl::OkStatus();
}

absl::StatusOr<size_t> PartitionProjector::Step() {
  if (!stopped_.ok()) {
    filling_ = false;
    return stopped_;
  }
  if (forgotten_) {
    // A disk that was full may have room again.
    if (!database_.Health().ok()) RETURN_IF_ERROR(database_.Resume());
    RETURN_IF_ERROR(Load());
  }
  ASSIGN_OR_RETURN(const bool far_behind, FarBehind());
  cache_.SetCapacity(far_behind ? std::max<size_t>(cache_bytes_, bulk_cache_bytes_) : cache_bytes_.load());
  if (written_.value() >= limit_) return 0;
  size_t events = 0;
  const absl::Status read = ReadChunk(LimitsOf(far_behind), events);
  if (taken_ > written_) {
    if (absl::Status written = WriteChunk(far_behind); !written.ok()) {
      Forget();
      if (written.code() == absl::StatusCode::kDataLoss) stopped_ = written;
      return written;
    }
  }
  if (read.ok()) return events;
  reader_ = nullptr;
  if (read.code() == absl::StatusCode::kDataLoss) stopped_ = read;
  return read;
}

bool PartitionProjector::Gathers() {
  if (forgotten_ || options_.bulk_chunk_events == 0 || event_log_.Health().ok()) {
    gathering_.End();
    return false;
  }
  const absl::StatusOr<Offset> end = event_log_.End(partition_);
  const int64_t there = end.ok() ? std::min(end->value(), limit_.load()) - written_.value() : 0;
  return gathering_.Waits(there, static_cast<int64_t>(options_.bulk_chunk_events));
}

absl::StatusOr<bool> PartitionProjector::FarBehind() {
  ASSIGN_OR_RETURN(const Offset end, event_log_.End(partition_));
  // Whoever has come to the end of a log that is still being fetched is far behind again soon.
  const bool fetching = unlogged_ && !event_log_.Health().ok();
  const bool far_behind =
      options_.bulk_chunk_events > 0 && (fetching || std::min(end.value(), limit_.load()) - written_.value() >
                                                         static_cast<int64_t>(options_.max_chunk_events));
  if (!far_behind && unlogged_) {
    // What is logged from now on presupposes what was not.
    RETURN_IF_ERROR(database_.Flush());
    unlogged_ = filling_ = false;
  }
  return far_behind;
}

PartitionProjector::Limits PartitionProjector::LimitsOf(bool far_behind) const {
  // What a small chunk changes is to leave room for what is likely to be asked for again; a large one has
  // all to itself.
  return far_behind
             ? Limits{options_.bulk_chunk_events, options_.max_chunk_bytes, cache_.capacity_bytes()}
             : Limits{options_.max_chunk_events, options_.max_chunk_bytes, cache_.capacity_bytes() / 2};
}

absl::Status PartitionProjector::ReadChunk(const Limits& limits, size_t& events) {
  if (reader_ == nullptr) {
    ASSIGN_OR_RETURN(reader_, event_log_.Read(partition_, written_));
  }
  const auto full = [&] {
    const size_t bytes = batch_.size() + event_rows_.size();
    return bytes >= limits.bytes || (bytes >= kSteppingBackBytes && job_.stepping_back()) ||
           cache_.changed_bytes() > limits.changed_bytes;
  };
  while (events < limits.events && !full()) {
    job_.StepBack();
    RETURN_IF_ERROR(reader_->Next(std::min(kReadEvents, limits.events - events), kReadBytes, records_));
    if (records_.empty()) break;
    arena_.Reset();
    for (size_t i = 0; i < records_.size(); ++i) {
      if (records_.offset(i).value() >= limit_) {
        // It has read beyond; what comes when the limit has moved begins at the first that was left.
        reader_ = nullptr;
        return absl::OkStatus();
      }
      RETURN_IF_ERROR(Take(records_.offset(i), records_.value(i)));
      ++events;
    }
  }
  return absl::OkStatus();
}

absl::Status PartitionProjector::Take(Offset offset, std::string_view bytes) {
  auto& event = *google::protobuf::Arena::CreateMessage<v1::Event>(&arena_);
  if (!Parse(bytes, event)) return Damaged(offset, "EVENT_UNREADABLE", "is not a valid event");
  if (event.body_case() == v1::Event::BODY_NOT_SET) {
    return Damaged(offset, "EVENT_UNKNOWN", "is of a type that this program does not know");
  }
  ASSIGN_OR_RETURN(CachedStream* const stream, FindOrLoad(event.stream()));
  if (event.version() != stream->version.Next().value()) {
    return Damaged(offset, event.version() <= stream->version.value() ? "VERSION_REPEATED" : "VERSION_GAP",
                   base::StrCat("is version ", event.version(), " of ", event.stream(), ", after version ",
                                stream->version.value()));
  }
  const std::string_view kept = memory_.Copy(bytes);
  Fold(event, kept, *stream);
  event_rows_.Add({.event = event, .bytes = kept, .address = {partition_, offset}}, *stream, batch_);
  taken_ = offset.Next();
  return absl::OkStatus();
}

void PartitionProjector::Fold(const v1::Event& event, std::string_view bytes, CachedStream& stream) {
  if (stream.state != nullptr) {
    stream.rewritten = stream.rewritten || domain::RewritesHistory(event);
    // What is folded anew before it is written need not be folded now.
    if (!stream.rewritten) case_rules_.Evolve(event, *stream.state);
    stream.last_in_chunk = memory_.New<ChunkEvent>(bytes, stream.last_in_chunk);
  }
  stream.version = stream.version.Next();
  cache_.MarkChanged(stream, stream.state != nullptr ? bytes.size() : 0);
}

absl::StatusOr<CachedStream*> PartitionProjector::FindOrLoad(const std::string& name) {
  if (CachedStream* const cached = cache_.Find(name)) return cached;
  ASSIGN_OR_RETURN(const std::optional<std::string> stored, database_.Get(Layout::States(), name));
  CachedStream stream;
  stream.stream = StreamId(name);
  if (name.starts_with(case_prefix_)) {
    stream.state = stored.has_value() ? RestoreCase(case_rules_, *stored) : case_rules_.Initial();
    if (stream.state != nullptr && stored.has_value()) {
      const domain::cases::CaseState& state = domain::cases::StateOf(*stream.state);
      stream.version = Version(state.version());
      stream.contribution = changes_.Of(state);
    }
  } else if (stored.has_value()) {
    stream.version = stored->size() == sizeof(uint64_t)
                         ? Version(static_cast<int64_t>(base::ReadBigEndian64(stored->data())))
                         : Version(0);
  }
  if (stored.has_value() && stream.version == Version(0)) {
    return StateDamaged(name);
  }
  stream.written = stream.version;
  const size_t bytes = stored.has_value() ? kDecodedFactor * stored->size() + stream.contribution.size() : 0;
  CachedStream& inserted = cache_.Insert(std::move(stream));
  cache_.Resize(inserted, bytes);
  return &inserted;
}

// Folds the whole history of `stream` up to its version, because an event changed what earlier ones said:
// what was written before from the log, the rest from the chunk.
absl::Status PartitionProjector::Refold(CachedStream& stream) {
  const auto wanted = static_cast<size_t>(stream.version.value());
  const auto earlier = static_cast<size_t>(stream.written.value());
  // Events are used again, because making and destroying them costs as much as folding them.
  if (history_.size() < wanted) history_.resize(wanted);
  if (earlier > 0) {
    RETURN_IF_ERROR(event_log_.ReadStream(stream.stream, Version(1), records_));
    if (records_.size() < earlier) {
      return Damaged(taken_, "VERSION_GAP",
                     base::StrCat("is preceded by version ", earlier, " of ", stream.stream.value(),
                                  ", of which the log has only ", records_.size(), " events"));
    }
  }
  for (size_t i = 0; i < earlier; ++i) {
    if (!Parse(records_.value(i), history_[i]) || history_[i].version() != static_cast<int64_t>(i + 1)) {
      return Damaged(records_.offset(i), "EVENT_UNREADABLE",
                     base::StrCat("is not version ", i + 1, " of ", stream.stream.value()));
    }
  }
  const ChunkEvent* event = stream.last_in_chunk;
  for (size_t i = wanted; i > earlier; --i, event = event->previous) {
    PRAKSIS_CHECK(Parse(event->bytes, history_[i - 1]), "it could be decoded before");
  }
  stream.state = case_rules_.Fold(std::span(history_).first(wanted));
  stream.rewritten = false;
  return absl::OkStatus();
}

absl::Status PartitionProjector::WriteChunk(bool far_behind) {
  // By name, because rows that come sorted are taken in faster.
  changed_ = cache_.changed();
  std::sort(changed_.begin(), changed_.end(),
            [](const CachedStream* a, const CachedStream* b) { return a->stream < b->stream; });
  for (CachedStream* const stream : changed_) {
    job_.StepBack();
    size_t bytes = 0;
    if (stream->state != nullptr) {
      if (stream->rewritten) RETURN_IF_ERROR(Refold(*stream));
      const domain::cases::CaseState& state = domain::cases::StateOf(*stream->state);
      changes_.Replace(state, stream->contribution, batch_);
      state.SerializeToString(&scratch_);
      bytes = kDecodedFactor * scratch_.size() + stream->contribution.size();
    } else {
      scratch_.clear();
      base::AppendBigEndian64(static_cast<uint64_t>(stream->version.value()), scratch_);
    }
    batch_.Put(Layout::States(), stream->stream.value(), scratch_);
    cache_.Resize(*stream, bytes);
    stream->last_in_chunk = nullptr;
    stream->written = stream->version;
  }
  job_.StepBack();
  changes_.Finish(batch_);
  event_rows_.Finish(changed_, batch_);
  scratch_.clear();
  base::AppendBigEndian64(static_cast<uint64_t>(taken_.value()), scratch_);
  batch_.Put(Layout::Meta(), NextOffsetKey(partition_), scratch_);
  RETURN_IF_ERROR(WriteBatch(far_behind));
  unlogged_ = unlogged_ || far_behind;
  filling_ = unlogged_;
  changes_.Clear();
  batch_.Clear();
  memory_.Clear();
  cache_.Settle();
  written_ = taken_;
  return absl::OkStatus();
}

absl::Status PartitionProjector::WriteBatch(bool far_behind) {
  using Durability = store::Database::Durability;
  absl::Status status;
  if (far_behind) {
    cells_.Drop();
    status = batch_.size() < options_.file_chunk_bytes ? database_.Write(batch_, Durability::kUnlogged)
                                                       : database_.WriteAsFiles(batch_);
  } else {
    const absl::ReaderMutexLock publishing(&cells_.publishing());
    status = database_.Write(batch_, Durability::kBuffered);
    if (status.ok()) cells_.Take(changes_);
  }
  if (status.ok()) return status;
  return base::Refuse(absl::StatusCode::kUnavailable, "PROJECTION_NOT_WRITABLE",
                      base::StrCat("The projection cannot be written: ", base::ToStd(status.message())));
}

absl::Status PartitionProjector::Damaged(Offset offset, std::string_view reason,
                                         std::string_view what) const {
  return base::Refuse(
      absl::StatusCode::kDataLoss, reason,
      base::StrCat("Record ", offset.value(), " of partition ", partition_.value(), " of the log ", what,
                   "; the projection stops before it."),
      {{"partition", base::StrCat(partition_.value())}, {"offset", base::StrCat(offset.value())}});
}

// After a write that failed: what is in memory is ahead of what is stored.
void PartitionProjector::Forget() {
  cache_.Clear();
  changes_.Clear();
  event_rows_.Clear();
  batch_.Clear();
  memory_.Clear();
  reader_ = nullptr;
  forgotten_ = true;
}

}  // namespace praksis::projection
