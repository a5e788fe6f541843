#include "services/operations/operations_proto.h"

#include <vector>

#include "absl/strings/str_split.h"
#include "google/protobuf/duration.pb.h"
#include "libs/base/refusal.h"
#include "libs/log/position.h"

namespace praksis::services {
namespace {

google::protobuf::Duration ToDuration(absl::Duration duration) {
  google::protobuf::Duration message;
  message.set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &duration));
  message.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(duration)));
  return message;
}

// Without default: a new state must not be forgotten.
v1::Projection::State ToState(projection::ProjectionState state) {
  switch (state) {
    case projection::ProjectionState::kServing:
      return v1::Projection::SERVING;
    case projection::ProjectionState::kBuilding:
      return v1::Projection::BUILDING;
    case projection::ProjectionState::kReady:
      return v1::Projection::READY;
    case projection::ProjectionState::kKept:
      return v1::Projection::KEPT;
    case projection::ProjectionState::kStopped:
      return v1::Projection::STOPPED;
  }
  return v1::Projection::STATE_UNSPECIFIED;
}

}  // namespace

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp message;
  message.set_seconds(absl::ToUnixSeconds(time));
  message.set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(absl::ToUnixSeconds(time)))));
  return message;
}

v1::Projection ToProjection(const projection::ProjectionInfo& info, const std::string& log_id) {
  v1::Projection message;
  message.set_name(info.name);
  message.set_state(ToState(info.state));
  for (const auto model : absl::StrSplit(info.models, ',', absl::SkipEmpty())) {
    message.add_models(std::string(model));
  }
  message.set_of_other_program(!info.of_this_program);
  if (info.state != projection::ProjectionState::kStopped) {
    message.set_position(log::EncodePosition(info.position, log_id));
  }
  if (info.until) message.set_until(log::EncodePosition(*info.until, log_id));
  for (const projection::PartitionLag& lag : info.lags) {
    v1::PartitionLag& out = *message.add_lags();
    out.set_partition(static_cast<int32_t>(lag.partition.value()));
    out.set_events(lag.events);
    *out.mutable_age() = ToDuration(lag.age);
  }
  message.set_disk_bytes(info.disk_bytes);
  *message.mutable_created() = ToTimestamp(info.created);
  if (info.recorded) *message.mutable_known() = ToTimestamp(*info.recorded);
  if (info.state == projection::ProjectionState::kBuilding) {
    v1::Progress& progress = *message.mutable_progress();
    progress.set_done(info.done);
    progress.set_total(info.total);
    if (info.left) *progress.mutable_left() = ToDuration(*info.left);
  }
  if (!info.health.ok()) *message.mutable_problem() = base::ToRpcStatus(info.health);
  return message;
}

v1::Comparison ToComparison(const projection::Comparison& comparison, const std::string& left,
                            const std::string& right, const std::string& log_id) {
  v1::Comparison message;
  message.set_left(left);
  message.set_right(right);
  message.set_position(log::EncodePosition(comparison.position, log_id));
  message.set_rows_compared(comparison.rows);
  message.set_rows_different(comparison.different);
  for (const projection::DifferentRow& row : comparison.differences) {
    v1::Comparison::Row& out = *message.add_differences();
    out.set_table(row.table);
    out.set_key(row.key);
    out.set_left(row.left);
    out.set_right(row.right);
  }
  return message;
}

v1::GetStatusResponse::Recorder ToRecorder(const recording::Statistics& statistics) {
  v1::GetStatusResponse::Recorder message;
  message.set_queued(statistics.queued_facts);
  message.set_recorded(statistics.recorded);
  message.set_repeats(statistics.repeats);
  message.set_refused(statistics.refused);
  message.set_batches(statistics.batches);
  return message;
}

}  // namespace praksis::services
