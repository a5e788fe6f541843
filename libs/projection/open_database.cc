#include "libs/projection/open_database.h"

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"

namespace praksis::projection {

absl::StatusOr<OpenedDatabase> OpenDatabase(const Layout& layout, const Options& options) {
  const std::string path =
      base::StrCat(options.directory, "/", options.name.empty() ? layout.name() : options.name);
  if (!options.in_memory) {
    std::error_code error;
    std::filesystem::create_directories(options.directory, error);
    if (error) {
      return base::Refuse(
          absl::StatusCode::kUnavailable, "DIRECTORY_UNAVAILABLE",
          base::StrCat("Cannot make the directory ", options.directory, ": ", error.message()),
          {{"directory", options.directory}});
    }
  }
  store::Options store_options;
  store_options.tables = layout.tables();
  store_options.block_cache_bytes = options.block_cache_bytes;
  store_options.memtable_bytes = options.memtable_bytes;
  store_options.compress_flushed = false;
  store_options.background = options.priority == base::Priority::kBackground;
  store_options.in_memory = options.in_memory;
  store_options.memory_disk = options.memory_disk;
  ASSIGN_OR_RETURN(std::unique_ptr<store::Database> database, store::Database::Open(path, store_options));
  auto open = std::make_shared<char>();
  const std::weak_ptr<const void> files = open;
  return OpenedDatabase{
      .database = std::shared_ptr<store::Database>(database.release(),
                                                   [open = std::move(open)](store::Database* closed) mutable {
                                                     delete closed;
                                                     open.reset();
                                                   }),
      .files = files};
}

absl::Status CheckLog(const log::EventLog& event_log, store::Database& database) {
  std::string partitions;
  base::AppendBigEndian32(static_cast<uint32_t>(event_log.partition_count()), partitions);
  ASSIGN_OR_RETURN(const std::optional<std::string> known_log, database.Get(Layout::Meta(), kLogKey));
  ASSIGN_OR_RETURN(const std::optional<std::string> known_partitions,
                   database.Get(Layout::Meta(), kPartitionsKey));
  if (!known_log.has_value()) {
    store::Batch batch;
    batch.Put(Layout::Meta(), kLogKey, event_log.id());
    batch.Put(Layout::Meta(), kPartitionsKey, partitions);
    return database.Write(batch, store::Database::Durability::kBuffered);
  }
  if (*known_log != event_log.id() || known_partitions != partitions) {
    return base::Refuse(absl::StatusCode::kFailedPrecondition, "OTHER_LOG",
                        "The projection was made from another log; give it a directory of its own.",
                        {{"projected_log", *known_log}, {"log", event_log.id()}});
  }
  return absl::OkStatus();
}

}  // namespace praksis::projection
