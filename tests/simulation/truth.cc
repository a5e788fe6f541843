#include "tests/simulation/truth.h"

#include <span>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/recording/stamp.h"

namespace praksis::simulation {

Truth::Truth(log::EventLog& event_log, const domain::StreamRules& rules, Report& report)
    : event_log_(event_log), rules_(rules), report_(report) {}

void Truth::Refresh() {
  log::RecordBatch batch;
  for (int i = 0; i < event_log_.partition_count(); ++i) {
    if (readers_.size() <= static_cast<size_t>(i)) {
      auto reader = event_log_.Read(PartitionId(i), Offset(0));
      PRAKSIS_CHECK(reader.ok());
      readers_.push_back(*std::move(reader));
    }
    do {
      const absl::Status status = readers_[static_cast<size_t>(i)]->Next(1000, 1 << 20, batch);
      PRAKSIS_CHECK(status.ok());
      for (size_t k = 0; k < batch.size(); ++k) Take(PartitionId(i), batch.offset(k), batch.value(k));
    } while (!batch.empty());
  }
}

void Truth::Take(PartitionId partition, Offset offset, std::string_view bytes) {
  v1::Event event;
  if (!event.ParseFromString(std::string(bytes))) {
    report_.Fail("the log has what is no event");
    return;
  }
  ends_[partition] = offset.Next();
  std::vector<v1::Event>& history = streams_[event.stream()];
  report_.Note("logged ", event.stream(), "@", event.version(), " ", event.event_id());
  if (event.version() != static_cast<int64_t>(history.size()) + 1) {
    report_.Fail(event.stream(), " has version ", event.version(), " after ", history.size());
  }
  if (log::PartitionOf(StreamId(event.stream()), event_log_.partition_count()) != partition) {
    report_.Fail(event.stream(), " is in partition ", partition.value());
  }
  if (!history.empty() && recording::RecordedAt(event) < recording::RecordedAt(history.back())) {
    report_.Fail(event.stream(), "@", event.version(), " was recorded before its predecessor");
  }
  if (event.schema().type().empty() || event.actor().authenticated() != v1::NOT_AUTHENTICATED) {
    report_.Fail(event.stream(), "@", event.version(), " is not stamped");
  }
  if (const absl::Status status = Decide(event, history.size()); !status.ok()) {
    report_.Fail(event.stream(), "@", event.version(), " may not follow: ", status.ToString());
  }
  history.push_back(std::move(event));
  const auto [place, is_new] = places_.try_emplace(
      history.back().event_id(), Place{history.back().stream(), history.size() - 1, {partition, offset}});
  if (!is_new) report_.Fail("event_id ", place->first, " is in the log twice");
}

const std::vector<v1::Event>& Truth::History(const std::string& stream) const {
  static const std::vector<v1::Event> kNone;
  const auto found = streams_.find(stream);
  return found == streams_.end() ? kNone : found->second;
}

const Truth::Place* Truth::Find(const std::string& event_id) const {
  const auto found = places_.find(event_id);
  return found == places_.end() ? nullptr : &found->second;
}

Offset Truth::End(PartitionId partition) const {
  const auto found = ends_.find(partition);
  return found == ends_.end() ? Offset(0) : found->second;
}

absl::Status Truth::Decide(const v1::Event& fact, size_t version) const {
  const std::span<const v1::Event> prefix(History(fact.stream()).data(), version);
  // The rules of a case do not ask for today.
  const domain::Circumstances circumstances;
  if (domain::RewritesHistory(fact)) return rules_.DecideRewrite(prefix, fact, circumstances);
  return rules_.Decide(*rules_.Fold(prefix), fact, circumstances);
}

}  // namespace praksis::simulation
