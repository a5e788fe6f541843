#include "libs/log_embedded/embedded_log.h"

#include <utility>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/log_embedded/engine.h"
#include "libs/log_embedded/storage.h"

namespace praksis::log {

using namespace embedded;

absl::StatusOr<std::unique_ptr<EmbeddedLog>> EmbeddedLog::Open(const std::string& directory,
                                                               const EmbeddedOptions& options) {
  PRAKSIS_CHECK(options.partitions >= 0, "partitions=", options.partitions);
  ASSIGN_OR_RETURN(Storage storage, OpenStorage(directory, options));
  return std::unique_ptr<EmbeddedLog>(
      new EmbeddedLog(std::make_unique<Engine>(directory, options, std::move(storage))));
}

EmbeddedLog::EmbeddedLog(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
EmbeddedLog::~EmbeddedLog() = default;

const std::string& EmbeddedLog::id() const { return engine_->id(); }
int EmbeddedLog::partition_count() const { return engine_->partition_count(); }

absl::StatusOr<std::unique_ptr<PartitionWriter>> EmbeddedLog::Own(PartitionId partition,
                                                                  absl::Time deadline) {
  return engine_->Own(partition, deadline);
}

absl::StatusOr<std::unique_ptr<PartitionReader>> EmbeddedLog::Read(PartitionId partition, Offset from) {
  return engine_->records().Read(partition, from);
}

absl::StatusOr<Offset> EmbeddedLog::End(PartitionId partition) { return engine_->records().End(partition); }

absl::Status EmbeddedLog::ReadStream(const StreamId& stream, Version from, RecordBatch& batch) {
  return engine_->records().ReadStream(stream, from, batch);
}

absl::StatusOr<std::optional<Address>> EmbeddedLog::FindEvent(const EventId& event_id) {
  return engine_->records().FindEvent(event_id);
}

absl::StatusOr<std::string> EmbeddedLog::ReadAt(const Address& address) {
  return engine_->records().ReadAt(address);
}

Traces* EmbeddedLog::traces() { return &engine_->records().traces; }

std::optional<store::Statistics> EmbeddedLog::store_statistics() {
  return engine_->records().StoreStatistics();
}

std::unique_ptr<Registration> EmbeddedLog::Listen(Listener listener) {
  return engine_->listeners().Add(std::move(listener));
}

absl::Status EmbeddedLog::Health() { return engine_->Health(); }

EmbeddedLog::Statistics EmbeddedLog::statistics() const { return engine_->statistics(); }

}  // namespace praksis::log
