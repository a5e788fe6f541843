#include "libs/log/verify.h"

#include <string>

#include "absl/container/flat_hash_map.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "praksis/v1/event.pb.h"

namespace praksis::log {
namespace {

constexpr size_t kBatchRecords = 10'000;
constexpr size_t kBatchBytes = size_t{4} << 20;

template <typename... Args>
absl::Status Loss(const Args&... args) {
  return absl::DataLossError(base::StrCat("The log is damaged: ", args...));
}

// The last version of each stream so far.
using Streams = absl::flat_hash_map<std::string, int64_t>;

absl::Status CheckRecord(EventLog& event_log, const Address& address, std::string_view bytes,
                         Streams& streams, v1::Event& event) {
  const auto where =
      base::StrCat("partition ", address.partition.value(), ", offset ", address.offset.value());
  if (!event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Loss(where, " is no event");
  if (PartitionOf(StreamId(event.stream()), event_log.partition_count()) != address.partition) {
    return Loss(where, " has an event of ", event.stream(), ", whose partition is another");
  }
  int64_t& version = streams[event.stream()];
  if (event.version() != version + 1) {
    return Loss(where, " has version ", event.version(), " of ", event.stream(), " after version ", version);
  }
  version = event.version();
  ASSIGN_OR_RETURN(const std::optional<Address> found, event_log.FindEvent(EventId(event.event_id())));
  if (found != address) {
    return Loss(where, " has event ", event.event_id(),
                found ? ", and so has another place" : ", which the index does not know");
  }
  return absl::OkStatus();
}

absl::Status CheckPartition(EventLog& event_log, PartitionId partition, const VerifyProgress& progress,
                            Streams& streams, VerifyReport& report) {
  ASSIGN_OR_RETURN(const Offset end, event_log.End(partition));
  ASSIGN_OR_RETURN(const auto reader, event_log.Read(partition, Offset(0)));
  Offset next(0);
  RecordBatch batch;
  v1::Event event;
  while (next < end) {
    RETURN_IF_ERROR(reader->Next(kBatchRecords, kBatchBytes, batch));
    if (batch.empty()) {
      return Loss("partition ", partition.value(), " ends at ", next.value(), " instead of ", end.value());
    }
    for (size_t i = 0; i < batch.size() && batch.offset(i) < end; ++i) {
      if (batch.offset(i) < next) {
        return Loss("partition ", partition.value(), " has offset ", batch.offset(i).value(), " after ",
                    next.value() - 1);
      }
      RETURN_IF_ERROR(CheckRecord(event_log, {partition, batch.offset(i)}, batch.value(i), streams, event));
      next = batch.offset(i).Next();
      ++report.events;
    }
    if (batch.offset(batch.size() - 1) >= end) next = end;
    if (progress) progress(partition, next, end);
  }
  return absl::OkStatus();
}

absl::Status CheckStream(EventLog& event_log, const std::string& stream, int64_t last) {
  RecordBatch batch;
  RETURN_IF_ERROR(event_log.ReadStream(StreamId(stream), Version(1), batch));
  if (static_cast<int64_t>(batch.size()) < last) {
    return Loss("the index has ", batch.size(), " events of ", stream, " and the log ", last);
  }
  v1::Event event;
  for (size_t i = 0; i < static_cast<size_t>(last); ++i) {
    if (!event.ParseFromArray(batch.value(i).data(), static_cast<int>(batch.value(i).size())) ||
        event.stream() != stream || event.version() != static_cast<int64_t>(i) + 1) {
      return Loss("the index has another event for version ", i + 1, " of ", stream);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<VerifyReport> VerifyLog(EventLog& event_log, const VerifyProgress& progress) {
  VerifyReport report;
  Streams streams;
  for (int i = 0; i < event_log.partition_count(); ++i) {
    RETURN_IF_ERROR(CheckPartition(event_log, PartitionId(i), progress, streams, report));
  }
  for (const auto& [stream, last] : streams) RETURN_IF_ERROR(CheckStream(event_log, stream, last));
  report.streams = static_cast<int64_t>(streams.size());
  return report;
}

}  // namespace praksis::log
