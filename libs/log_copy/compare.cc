#include "libs/log_copy/compare.h"

#include <algorithm>
#include <set>

#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log/end.h"
#include "libs/log_copy/merged_reader.h"
#include "praksis/v1/event.pb.h"

namespace praksis::log {
namespace {

std::string EventIdOf(std::string_view bytes) {
  v1::Event event;
  return event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ? event.event_id()
                                                                            : "which is no event";
}

std::set<std::string> StreamsThatDiffer(const StreamDigests& source, const StreamDigests& target) {
  std::set<std::string> different;
  for (const auto& [name, stream] : source) {
    const auto other = target.find(name);
    if (other == target.end() || other->second != stream) different.insert(name);
  }
  for (const auto& [name, stream] : target) {
    if (!source.contains(name)) different.insert(name);
  }
  return different;
}

}  // namespace

absl::Status About(std::string_view which, const absl::Status& status) {
  if (status.ok() || absl::IsCancelled(status)) return status;
  return {status.code(), base::StrCat(which, ": ", base::ToStd(status.message()))};
}

absl::StatusOr<std::string> FirstDifference(EventLog& source, EventLog& target, const StreamId& stream) {
  RecordBatch ours;
  RecordBatch theirs;
  RETURN_IF_ERROR(source.ReadStream(stream, Version(1), ours));
  RETURN_IF_ERROR(target.ReadStream(stream, Version(1), theirs));
  const size_t shorter = std::min(ours.size(), theirs.size());
  size_t same = 0;
  while (same < shorter && ours.value(same) == theirs.value(same)) ++same;
  const std::string where = base::StrCat(stream.value(), ": version ", same + 1, " is ");
  if (same < shorter) {
    const std::string our_id = EventIdOf(ours.value(same));
    const std::string their_id = EventIdOf(theirs.value(same));
    if (our_id == their_id) return base::StrCat(where, "event ", our_id, " in both, with other bytes");
    return base::StrCat(where, "event ", our_id, " in the source and ", their_id, " in the target");
  }
  if (ours.size() == theirs.size()) return base::StrCat(stream.value(), ": has changed since it was read");
  return base::StrCat(where, ours.size() > theirs.size() ? "only in the source" : "only in the target");
}

absl::StatusOr<Comparison> CompareLogs(EventLog& source, const Position& until, EventLog& target,
                                       const OnRead& on_read) {
  int64_t events_before = 0;
  double share_before = 0;
  const OnRead half = [&](int64_t events, double share) {
    return on_read(events_before + events, share_before + share / 2);
  };
  const auto ours = DigestLog(source, until, half);
  if (!ours.ok()) return About("the source", ours.status());
  Comparison comparison{.source = TotalsOf(*ours), .target = {}, .differences = {}};
  events_before = comparison.source.events;
  share_before = 0.5;
  ASSIGN_OR_RETURN(const Position ends, EndOf(target));
  const auto theirs = DigestLog(target, ends, half);
  if (!theirs.ok()) return About("the target", theirs.status());
  comparison.target = TotalsOf(*theirs);

  const std::set<std::string> different = StreamsThatDiffer(*ours, *theirs);
  comparison.streams_different = static_cast<int64_t>(different.size());
  for (const std::string& stream : different) {
    if (comparison.differences.size() == kMaxDifferences) break;
    ASSIGN_OR_RETURN(std::string difference, FirstDifference(source, target, StreamId(stream)));
    comparison.differences.push_back(std::move(difference));
  }
  return comparison;
}

}  // namespace praksis::log
