#include "libs/log_copy/digest.h"

#include <algorithm>
#include <vector>

#include "libs/base/encoding.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log_copy/merged_reader.h"

namespace praksis::log {
namespace {

constexpr int64_t kEventsBetweenCalls = 4096;

}  // namespace

void StreamDigest::Add(std::string_view bytes) {
  std::string hashed(hash.data(), hash.size());
  hashed.append(bytes);
  std::ranges::copy(base::Sha256(hashed), hash.begin());
  ++events;
}

LogTotals TotalsOf(const StreamDigests& streams) {
  std::vector<const StreamDigests::value_type*> by_name;
  by_name.reserve(streams.size());
  for (const auto& stream : streams) by_name.push_back(&stream);
  std::ranges::sort(by_name, {}, [](const auto* stream) -> const std::string& { return stream->first; });

  LogTotals totals;
  totals.streams = static_cast<int64_t>(streams.size());
  std::string digest(32, '\0');
  for (const auto* stream : by_name) {
    const auto& [name, value] = *stream;
    digest.append(name).push_back('\0');
    base::AppendBigEndian64(static_cast<uint64_t>(value.events), digest);
    digest.append(value.hash.data(), value.hash.size());
    digest = base::Sha256(digest);
    totals.events += value.events;
  }
  totals.digest = base::ToHex(digest);
  return totals;
}

absl::StatusOr<StreamDigests> DigestLog(EventLog& event_log, const Position& until, const OnRead& on_read) {
  ASSIGN_OR_RETURN(const auto reader, MergedReader::Open(event_log, until));
  StreamDigests streams;
  Record record;
  for (int64_t events = 0;; ++events) {
    if (events % kEventsBetweenCalls == 0 && !on_read(events, reader->share())) {
      return absl::CancelledError("stopped");
    }
    ASSIGN_OR_RETURN(const bool more, reader->Next(record));
    if (!more) return streams;
    StreamDigest& stream = streams[record.stream.value()];
    if (record.version.value() != stream.events + 1) {
      return absl::DataLossError(base::StrCat("The log is damaged: ", record.stream.value(), " has version ",
                                              record.version.value(), " after version ", stream.events));
    }
    stream.Add(record.bytes);
  }
}

}  // namespace praksis::log
