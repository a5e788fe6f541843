#include "libs/log_records/index.h"

#include <algorithm>
#include <chrono>
#include <string_view>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/base/thread.h"
#include "libs/log_records/tables.h"
#include "praksis/v1/event.pb.h"

namespace praksis::log::records {
namespace {

// Written together, so that sorting them brings close keys together.
constexpr size_t kWrittenTogether = 32'768;
// In memory at most, where writing does not keep up.
constexpr size_t kMostInMemory = 8 * kWrittenTogether;
// Between tries of a database that accepts nothing. Whoever appends finds that out and opens it again.
constexpr auto kBetweenTries = std::chrono::seconds(1);
// Rows per write. The log's own writes wait for one of these, some 0.1 ms.
constexpr int kRowsPerWrite = 256;

// Writes rows of a table in the order in which they are put, so many at a time.
class RowWriter {
 public:
  RowWriter(store::Table table, store::Database& database) : table_(table), database_(database) {}

  absl::Status Put(std::string_view key, const Address& address) {
    batch_.Put(table_, key, EncodeAddress(address));
    return ++count_ % kRowsPerWrite == 0 ? Write() : absl::OkStatus();
  }
  absl::Status Finish() { return batch_.empty() ? absl::OkStatus() : Write(); }

 private:
  absl::Status Write() {
    absl::Status written = database_.Write(batch_, store::Database::Durability::kUnlogged);
    batch_.Clear();
    return written;
  }

  const store::Table table_;
  store::Database& database_;
  store::Batch batch_;
  int count_ = 0;
};

// The entries of a map by key. Pointers are sorted, a fraction of the work of sorting what they point to.
template <typename Map>
std::vector<const typename Map::value_type*> Sorted(const Map& map) {
  std::vector<const typename Map::value_type*> entries;
  entries.reserve(map.size());
  for (const auto& entry : map) entries.push_back(&entry);
  std::sort(entries.begin(), entries.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
  return entries;
}

absl::StatusOr<Address> ParseAddress(std::string_view bytes, std::string_view whose) {
  const std::optional<Address> address = DecodeAddress(bytes);
  if (!address) return absl::DataLossError(base::StrCat("the index of ", whose, " is damaged"));
  return *address;
}

// How far the tables go.
absl::StatusOr<std::vector<Offset>> ReadIndexed(const store::Database& database,
                                                const std::vector<Offset>& ends) {
  ASSIGN_OR_RETURN(const auto bytes, database.Get(kMeta, kIndexedKey));
  if (!bytes) return std::vector<Offset>(ends.size(), Offset(0));
  std::optional<std::vector<Offset>> indexed = DecodeEnds(*bytes, ends.size());
  for (size_t i = 0; indexed && i < ends.size(); ++i) {
    if ((*indexed)[i] > ends[i]) indexed.reset();
  }
  if (!indexed) return absl::DataLossError("the indexes do not fit the events");
  return *std::move(indexed);
}

}  // namespace

void Index::Entries::Add(const Record& record, const Address& address) {
  if (keep_ids) {
    std::optional<std::string> id = IdKey(record.event_id);
    PRAKSIS_CHECK(id.has_value(), "event_id=", record.event_id.value());
    if (*id > last_id) last_id = *id;
    ids.emplace(*std::move(id), address);
  }
  ++count;
  streams[record.stream.value()].emplace_back(record.version, address);
  ends[static_cast<size_t>(address.partition.value())] = address.offset.Next();
}

absl::StatusOr<std::unique_ptr<Index>> Index::Open(store::Database& database, const std::vector<Offset>& ends,
                                                   Ids ids) {
  ASSIGN_OR_RETURN(std::vector<Offset> indexed, ReadIndexed(database, ends));
  // What is there already is written once more, and is the same.
  if (ids == Ids::kMadeAnew) indexed.assign(ends.size(), Offset(0));
  auto index = std::unique_ptr<Index>(new Index(database, std::move(indexed), ids != Ids::kLeftOut));
  RETURN_IF_ERROR(index->CatchUp(ends));
  // How far the tables go says nothing of ids that they did not have.
  if (ids == Ids::kMadeAnew) RETURN_IF_ERROR(index->WriteNewest());
  ASSIGN_OR_RETURN(auto last_id, database.Last(kIds, "", ""));
  if (last_id) index->last_id_ = std::move(last_id->key);
  index->thread_ = base::StartWorker("log-indexer", [raw = index.get()] { raw->Run(); });
  return index;
}

Index::Index(store::Database& database, std::vector<Offset> indexed, bool keep_ids)
    : database_(database), keep_ids_(keep_ids) {
  newest_.keep_ids = keep_ids;
  newest_.ends = std::move(indexed);
}

Index::~Index() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
  // Where this fails, the next opening reads the events.
  if (failing_ || (unwritten_ != nullptr && !Write(*unwritten_).ok())) return;
  if (newest_.count > 0) static_cast<void>(Write(newest_));
}

void Index::Add(const Record& record, const Address& address) {
  std::unique_lock lock(mutex_);
  newest_.Add(record, address);
  if (newest_.count < kWrittenTogether) return;
  if (newest_.count == kWrittenTogether) changed_.notify_all();
  changed_.wait(lock, [this] { return newest_.count < kMostInMemory || failing_; });
}

absl::StatusOr<std::optional<Address>> Index::Find(const EventId& event_id) const {
  if (!keep_ids_) return absl::FailedPreconditionError("this log is read without an index of event ids");
  const std::optional<std::string> key = IdKey(event_id);
  if (!key) return std::nullopt;
  {
    const std::lock_guard lock(mutex_);
    for (const Entries* entries : {&newest_, unwritten_.get()}) {
      if (entries == nullptr) continue;
      if (const auto found = entries->ids.find(*key); found != entries->ids.end()) return found->second;
    }
    // Ids begin with their time, so that a new one is mostly behind all others.
    if (*key > last_id_) return std::nullopt;
  }
  // What left the memory before it was looked at is in the table.
  ASSIGN_OR_RETURN(const auto bytes, database_.Get(kIds, *key));
  if (!bytes) return std::nullopt;
  return ParseAddress(*bytes, "event " + event_id.value());
}

absl::StatusOr<std::vector<Address>> Index::Read(const StreamId& stream, Version from) const {
  std::vector<std::pair<Version, Address>> in_memory;
  {
    const std::lock_guard lock(mutex_);
    for (const Entries* entries : {unwritten_.get(), static_cast<const Entries*>(&newest_)}) {
      if (entries == nullptr) continue;
      const auto found = entries->streams.find(stream.value());
      if (found == entries->streams.end()) continue;
      for (const auto& entry : found->second) {
        if (entry.first >= from) in_memory.push_back(entry);
      }
    }
  }
  std::vector<Address> addresses;
  const std::string prefix = StreamPrefix(stream);
  const auto cursor = database_.Scan(kStreams, StreamKey(stream, from), store::PrefixEnd(prefix));
  std::string last;
  for (; cursor->Valid(); cursor->Next()) {
    ASSIGN_OR_RETURN(const Address address, ParseAddress(cursor->value(), "stream " + stream.value()));
    addresses.push_back(address);
    last = cursor->key();
  }
  RETURN_IF_ERROR(cursor->status());
  // Some may have come to the table meanwhile.
  for (const auto& [version, address] : in_memory) {
    if (StreamKey(stream, version) > last) addresses.push_back(address);
  }
  return addresses;
}

absl::Status Index::CatchUp(const std::vector<Offset>& ends) {
  for (size_t i = 0; i < ends.size(); ++i) {
    const PartitionId partition(static_cast<int64_t>(i));
    const auto cursor = database_.Scan(Events(partition), EventKey(newest_.ends[i]), "");
    while (newest_.ends[i] < ends[i]) {
      RETURN_IF_ERROR(cursor->status());
      const std::optional<Offset> offset = cursor->Valid() ? ParseEventKey(cursor->key()) : std::nullopt;
      v1::Event event;
      if (!offset ||
          !event.ParseFromArray(cursor->value().data(), static_cast<int>(cursor->value().size())) ||
          !IdKey(EventId(event.event_id()))) {
        return absl::DataLossError(base::StrCat("partition ", i, " has no event at offset ",
                                                offset.value_or(newest_.ends[i]).value()));
      }
      newest_.Add({StreamId(event.stream()), Version(event.version()), EventId(event.event_id()), ""},
                  {partition, *offset});
      cursor->Next();
      if (newest_.count < kWrittenTogether) continue;
      RETURN_IF_ERROR(WriteNewest());
    }
  }
  return absl::OkStatus();
}

// Before there is a thread that does.
absl::Status Index::WriteNewest() {
  RETURN_IF_ERROR(Write(newest_));
  newest_ = newest_.Next();
  return absl::OkStatus();
}

absl::Status Index::Write(const Entries& entries) const {
  RowWriter ids(kIds, database_);
  for (const auto* entry : Sorted(entries.ids)) RETURN_IF_ERROR(ids.Put(entry->first, entry->second));
  RETURN_IF_ERROR(ids.Finish());
  // Streams sort as what their keys begin with: no name has the byte that ends it there.
  RowWriter streams(kStreams, database_);
  for (const auto* entry : Sorted(entries.streams)) {
    const StreamId stream(entry->first);
    for (const auto& [version, address] : entry->second) {
      RETURN_IF_ERROR(streams.Put(StreamKey(stream, version), address));
    }
  }
  RETURN_IF_ERROR(streams.Finish());
  store::Batch batch;
  batch.Put(kMeta, kIndexedKey, EncodeEnds(entries.ends));
  return database_.Write(batch, store::Database::Durability::kUnlogged);
}

void Index::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || newest_.count >= kWrittenTogether; });
    if (stopping_) return;
    auto entries = std::make_shared<Entries>(std::move(newest_));
    newest_ = entries->Next();
    unwritten_ = entries;
    last_id_ = std::max(last_id_, entries->last_id);
    changed_.notify_all();
    absl::Status status;
    do {
      lock.unlock();
      status = Write(*entries);
      lock.lock();
      failing_ = !status.ok();
      if (failing_) {
        changed_.notify_all();
        changed_.wait_for(lock, kBetweenTries, [this] { return stopping_; });
      }
    } while (failing_ && !stopping_);
    if (!failing_) unwritten_ = nullptr;
  }
}

}  // namespace praksis::log::records
