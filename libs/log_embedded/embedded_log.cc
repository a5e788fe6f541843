#include "libs/log_embedded/embedded_log.h"

#include <shared_mutex>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log_embedded/engine.h"
#include "libs/log_embedded/reader.h"
#include "libs/log_embedded/storage.h"
#include "libs/log_embedded/tables.h"

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
  PRAKSIS_CHECK(partition.value() >= 0 && partition.value() < partition_count(),
                "partition=", partition.value());
  return std::make_unique<Reader>(engine_->gate(), partition, from);
}

absl::StatusOr<Offset> EmbeddedLog::End(PartitionId partition) {
  PRAKSIS_CHECK(partition.value() >= 0 && partition.value() < partition_count(),
                "partition=", partition.value());
  return engine_->gate().End(partition);
}

absl::Status EmbeddedLog::ReadStream(const StreamId& stream, Version from, RecordBatch& batch) {
  batch.Clear();
  Gate& gate = engine_->gate();
  std::shared_lock access(gate.mutex);
  RETURN_IF_ERROR(gate.trouble);
  ASSIGN_OR_RETURN(const std::vector<Address> addresses, gate.index->Read(stream, from));
  for (const auto& [partition, offset] : addresses) {
    if (partition.value() >= partition_count()) {
      return absl::DataLossError(base::StrCat("the index of stream ", stream.value(), " is damaged"));
    }
    ASSIGN_OR_RETURN(const auto bytes, gate.database->Get(Events(partition), EventKey(offset)));
    if (!bytes) {
      return absl::DataLossError(base::StrCat("partition ", partition.value(), " has no record at offset ",
                                              offset.value(), ", which stream ", stream.value(),
                                              " has there"));
    }
    batch.Add(offset, *bytes);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Address>> EmbeddedLog::FindEvent(const EventId& event_id) {
  Gate& gate = engine_->gate();
  std::shared_lock access(gate.mutex);
  RETURN_IF_ERROR(gate.trouble);
  return gate.index->Find(event_id);
}

absl::StatusOr<std::string> EmbeddedLog::ReadAt(const Address& address) {
  Gate& gate = engine_->gate();
  std::shared_lock access(gate.mutex);
  RETURN_IF_ERROR(gate.trouble);
  const int64_t partition = address.partition.value();
  if (partition >= 0 && partition < partition_count()) {
    ASSIGN_OR_RETURN(auto bytes, gate.database->Get(Events(address.partition), EventKey(address.offset)));
    if (bytes) return *std::move(bytes);
  }
  return absl::NotFoundError(
      base::StrCat("partition ", partition, " has no record at offset ", address.offset.value()));
}

std::unique_ptr<Registration> EmbeddedLog::Listen(Listener listener) {
  return engine_->listeners().Add(std::move(listener));
}

absl::Status EmbeddedLog::Health() { return engine_->Health(); }

EmbeddedLog::Statistics EmbeddedLog::statistics() const { return engine_->statistics(); }

}  // namespace praksis::log
