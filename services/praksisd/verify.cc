#include "services/praksisd/verify.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <utility>

#include "libs/base/ids.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/log/position.h"
#include "libs/log/verify.h"
#include "libs/log_embedded/embedded_log.h"
#include "libs/log_kafka/kafka_log.h"
#include "libs/projection/manifest.h"
#include "libs/projection/projection.h"
#include "libs/readmodels/all_models.h"

namespace praksis::services {
namespace {

using projection::Projection;

constexpr size_t kChunk = 10'000;
constexpr size_t kChunkBytes = size_t{4} << 20;

// A directory that goes with this object.
class TemporaryDirectory {
 public:
  static absl::StatusOr<std::unique_ptr<TemporaryDirectory>> Make(const std::string& parent) {
    std::string path = parent + "/verify-XXXXXX";
    if (mkdtemp(path.data()) == nullptr) {
      return base::Refuse(
          absl::StatusCode::kFailedPrecondition, "DATA_DIRECTORY_UNUSABLE",
          base::StrCat("cannot make a directory in ", parent, " to build the read models anew in"),
          {{"directory", parent}});
    }
    return std::unique_ptr<TemporaryDirectory>(new TemporaryDirectory(std::move(path)));
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit TemporaryDirectory(std::string path) : path_(std::move(path)) {}

  const std::string path_;
};

absl::StatusOr<std::unique_ptr<Projection>> OpenProjection(log::EventLog& event_log,
                                                           const std::string& directory, size_t chunk,
                                                           const std::string& name = "") {
  projection::Options options;
  options.directory = directory;
  options.name = name;
  options.max_chunk_events = chunk;
  options.bulk_chunk_events = 0;
  return Projection::Open(event_log, domain::cases::CaseRules(), readmodels::AllCaseModels(),
                          readmodels::AllEventModels(), options);
}

// Projects in steps of `chunk` events as long as none goes beyond `target`.
absl::Status ProjectTowards(const log::Position& target, size_t chunk, Projection& projection,
                            const VerifyProgress& progress) {
  for (const auto& [partition, next] : target.partitions()) {
    while (projection.position().next(partition).value() + static_cast<int64_t>(chunk) <= next.value()) {
      ASSIGN_OR_RETURN(const size_t events, projection.Step(partition));
      if (events == 0) break;
      progress("rebuilding the read models", projection.position().covered(), target.covered());
    }
  }
  return absl::OkStatus();
}

// The read models as the log makes them, at exactly `target`. The last steps are of one event each, so that a
// projection that has not got to the log's end can be compared, too.
absl::StatusOr<std::unique_ptr<Projection>> Rebuild(log::EventLog& event_log, const std::string& directory,
                                                    const log::Position& target,
                                                    const VerifyProgress& progress) {
  std::unique_ptr<Projection> rebuilt;
  for (const size_t chunk : {kChunk, size_t{1}}) {
    rebuilt.reset();  // one at a time in a directory
    ASSIGN_OR_RETURN(rebuilt, OpenProjection(event_log, directory, chunk));
    RETURN_IF_ERROR(ProjectTowards(target, chunk, *rebuilt, progress));
  }
  return rebuilt;
}

absl::Status CompareWithRebuild(log::EventLog& event_log, const std::string& data_directory,
                                const VerifyProgress& progress, Verification& result) {
  ASSIGN_OR_RETURN(const auto temporary, TemporaryDirectory::Make(data_directory));
  const std::string stored_directory = data_directory + "/projections";
  // Only to learn the name: opening the stored one would make it.
  ASSIGN_OR_RETURN(auto nameless, OpenProjection(event_log, temporary->path(), kChunk));
  const std::string definition = nameless->name();
  nameless.reset();
  ASSIGN_OR_RETURN(const std::string name, projection::ServingName(stored_directory, definition));
  if (!std::filesystem::exists(std::filesystem::path(stored_directory) / name)) return absl::OkStatus();
  result.projection = name;
  ASSIGN_OR_RETURN(const auto stored, OpenProjection(event_log, stored_directory, kChunk, name));
  ASSIGN_OR_RETURN(const auto rebuilt, Rebuild(event_log, temporary->path(), stored->position(), progress));
  progress("comparing rows", 0, 1);
  ASSIGN_OR_RETURN(
      result.rows_compared,
      Projection::Compare(
          *stored->Now(), *rebuilt->Now(),
          [&](std::string_view table, std::string_view key, std::string_view left, std::string_view right) {
            ++result.rows_different;
            if (result.differences.size() >= kMaxDifferences) return;
            result.differences.push_back(
                {std::string(table), std::string(key), std::string(left), std::string(right)});
          }));
  progress("comparing rows", 1, 1);
  return absl::OkStatus();
}

absl::Status LogNotFound(const std::string& data_directory, std::string_view what) {
  return base::Refuse(absl::StatusCode::kNotFound, "LOG_NOT_FOUND",
                      base::StrCat("there is no log in ", data_directory, what),
                      {{"directory", data_directory}});
}

absl::StatusOr<std::unique_ptr<log::EventLog>> OpenEmbedded(const std::string& data_directory) {
  if (!std::filesystem::is_directory(data_directory + "/log")) {
    const bool copied = std::filesystem::is_directory(data_directory + "/replica");
    return LogNotFound(data_directory, copied ? ", but a copy of one on Kafka; name its brokers with --kafka"
                                              : "; name the directory given to praksisd");
  }
  log::EmbeddedOptions options;
  options.partitions = 0;  // as many as it has
  ASSIGN_OR_RETURN(auto opened, log::EmbeddedLog::Open(data_directory + "/log", options));
  return opened;
}

// The copy of a topic in `directory`, with all that is committed now.
absl::StatusOr<std::unique_ptr<log::KafkaLog>> OpenCopy(log::KafkaOptions options, std::string directory,
                                                        std::string_view what, const base::Clock& clock,
                                                        const VerifyProgress& progress) {
  options.directory = std::move(directory);
  ASSIGN_OR_RETURN(auto opened, log::KafkaLog::Open(options, clock));
  RETURN_IF_ERROR(opened->CatchUp(options.patience, [&](int64_t fetched, int64_t of) {
    progress(what, fetched, of);
    return true;
  }));
  return opened;
}

// DATA_LOSS where the copy has not the very records that the topic has.
absl::Status CompareRecords(log::EventLog& topic, log::EventLog& copy, const VerifyProgress& progress) {
  log::RecordBatch theirs;
  log::RecordBatch ours;
  for (int i = 0; i < topic.partition_count(); ++i) {
    const PartitionId partition(i);
    ASSIGN_OR_RETURN(const Offset end, topic.End(partition));
    ASSIGN_OR_RETURN(const auto topic_reader, topic.Read(partition, Offset(0)));
    ASSIGN_OR_RETURN(const auto copy_reader, copy.Read(partition, Offset(0)));
    Offset reached{0};
    do {
      RETURN_IF_ERROR(topic_reader->Next(kChunk, kChunkBytes, theirs));
      RETURN_IF_ERROR(copy_reader->Next(kChunk, kChunkBytes, ours));
      for (size_t k = 0; k < std::max(theirs.size(), ours.size()); ++k) {
        if (k < theirs.size() && k < ours.size() && theirs.offset(k) == ours.offset(k) &&
            theirs.value(k) == ours.value(k)) {
          reached = ours.offset(k).Next();
          continue;
        }
        return absl::DataLossError(base::StrCat("the copy differs from the topic in partition ", i,
                                                ", from offset ", reached.value(), " on"));
      }
      progress("comparing the copy with the topic", reached.value(), end.value());
    } while (!theirs.empty());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Verification> Verify(const std::string& data_directory,
                                    const std::optional<log::KafkaOptions>& kafka, const base::Clock& clock,
                                    const VerifyProgress& progress) {
  Verification result;
  std::unique_ptr<TemporaryDirectory> fetched;
  std::unique_ptr<log::EventLog> event_log;
  if (kafka) {
    const std::string replica = data_directory + "/replica";
    if (!std::filesystem::is_directory(replica)) return LogNotFound(data_directory, "'s copy of the topic");
    // What is in the topic is fetched anew, and judges all else.
    ASSIGN_OR_RETURN(fetched, TemporaryDirectory::Make(data_directory));
    log::KafkaOptions as_it_is = *kafka;  // with an index of event ids only where it has one
    as_it_is.index_event_ids = false;
    ASSIGN_OR_RETURN(const auto copy, OpenCopy(as_it_is, replica, "completing the copy", clock, progress));
    ASSIGN_OR_RETURN(event_log,
                     OpenCopy(*kafka, fetched->path() + "/topic", "fetching the topic", clock, progress));
    result.copy = CompareRecords(*event_log, *copy, progress);
    if (!result.copy.ok() && !absl::IsDataLoss(result.copy)) return result.copy;
  } else {
    ASSIGN_OR_RETURN(event_log, OpenEmbedded(data_directory));
  }
  const auto log_progress = [&](PartitionId partition, Offset at, Offset end) {
    progress(base::StrCat("checking partition ", partition.value(), " of the log"), at.value(), end.value());
  };
  const absl::StatusOr<log::VerifyReport> report = log::VerifyLog(*event_log, log_progress);
  if (absl::IsDataLoss(report.status())) {
    result.log = report.status();
    return result;
  }
  RETURN_IF_ERROR(report.status());
  result.events = report->events;
  result.streams = report->streams;
  RETURN_IF_ERROR(CompareWithRebuild(*event_log, data_directory, progress, result));
  return result;
}

}  // namespace praksis::services
