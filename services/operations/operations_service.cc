#include "services/operations/operations_service.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log/position.h"
#include "services/operations/operations_proto.h"

namespace praksis::services {
namespace {

using projection::ProjectionState;

// A projection that was laid aside may have much to catch up with.
constexpr absl::Duration kLongest = absl::Hours(24);

absl::Status RequireNames(std::initializer_list<std::pair<const char*, std::string>> names) {
  std::vector<base::FieldViolation> violations;
  for (const auto& [field, value] : names) {
    if (value.empty())
      violations.push_back({field, "name a projection; praksis projections list shows them"});
  }
  return violations.empty() ? absl::OkStatus() : base::RefuseRequest("REQUEST_INVALID", violations);
}

}  // namespace

// All of it but what is atomic is guarded by the service's mutex.
struct OperationsService::StoredRun {
  v1::Run run;
  // What is built or caught up.
  std::string projection;
  // Done when the projection is, rather than by itself.
  bool builds = false;
  std::atomic<int64_t> rows = 0;
};

OperationsService::OperationsService(Operated operated, log::EventLog& event_log, const base::Clock& clock)
    : operated_(std::move(operated)), event_log_(event_log), clock_(clock), started_(clock.Now()) {}

OperationsService::~OperationsService() {
  ending_ = true;
  if (operated_.projections != nullptr) operated_.projections->EndOperations();
}

template <typename Response, typename Answer>
void OperationsService::Post(Reply<Response> reply, Answer answer) {
  thread_.Post([reply = std::move(reply), answer = std::move(answer)]() mutable {
    std::move(reply)(absl::StatusOr<Response>(answer()));
  });
}

absl::Status OperationsService::RequireProjections() const {
  if (operated_.projections != nullptr) return absl::OkStatus();
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "NO_PROJECTIONS",
                      "This server answers no questions and has no projections; ask one that does.");
}

v1::Projection OperationsService::ToProto(const projection::ProjectionInfo& info) const {
  return ToProjection(info, event_log_.id());
}

std::shared_ptr<OperationsService::StoredRun> OperationsService::Begin(std::string description,
                                                                       std::string projection, bool builds) {
  auto stored = std::make_shared<StoredRun>();
  stored->projection = std::move(projection);
  stored->builds = builds;
  stored->run.set_description(std::move(description));
  *stored->run.mutable_begun() = ToTimestamp(clock_.Now());
  const std::lock_guard lock(mutex_);
  stored->run.set_name(base::StrCat("runs/", next_run_++));
  if (runs_.size() >= kMaxRuns) runs_.erase(runs_.begin());
  runs_.push_back(stored);
  return stored;
}

v1::Run OperationsService::Describe(const StoredRun& stored) const {
  v1::Run run;
  {
    const std::lock_guard lock(mutex_);
    run = stored.run;
  }
  if (!stored.projection.empty()) {
    DescribeBuild(stored, run);
  } else {
    run.mutable_progress()->set_done(stored.rows);
  }
  return run;
}

void OperationsService::DescribeBuild(const StoredRun& stored, v1::Run& run) const {
  const auto info = operated_.projections->Find(stored.projection);
  if (!info.ok()) {
    if (stored.builds) {
      run.set_done(true);
      *run.mutable_error() = base::ToRpcStatus(info.status());
    }
    return;
  }
  *run.mutable_projection() = ToProto(*info);
  if (run.projection().has_progress()) *run.mutable_progress() = run.projection().progress();
  if (!stored.builds || info->state == ProjectionState::kBuilding) return;
  run.set_done(true);
  if (info->state == ProjectionState::kStopped && !info->health.ok()) {
    *run.mutable_error() = base::ToRpcStatus(info->health);
  }
}

void OperationsService::ListProjections(const v1::ListProjectionsRequest& /*request*/,
                                        absl::Time /*deadline*/, Reply<v1::ListProjectionsResponse> reply) {
  Post(std::move(reply), [this]() -> absl::StatusOr<v1::ListProjectionsResponse> {
    RETURN_IF_ERROR(RequireProjections());
    ASSIGN_OR_RETURN(const auto infos, operated_.projections->List());
    v1::ListProjectionsResponse response;
    for (const auto& info : infos) *response.add_projections() = ToProto(info);
    return response;
  });
}

void OperationsService::RebuildProjection(const v1::RebuildProjectionRequest& request,
                                          absl::Time /*deadline*/,
                                          Reply<v1::RebuildProjectionResponse> reply) {
  Post(std::move(reply),
       [this, until_token = request.until()]() -> absl::StatusOr<v1::RebuildProjectionResponse> {
         RETURN_IF_ERROR(RequireProjections());
         std::optional<log::Position> until;
         if (!until_token.empty()) {
           ASSIGN_OR_RETURN(until, log::DecodePosition(until_token, event_log_.id(),
                                                       event_log_.partition_count(), "until"));
         }
         ASSIGN_OR_RETURN(const std::string name, operated_.projections->Rebuild(until));
         const auto stored = Begin(base::StrCat("rebuild ", name), name, true);
         v1::RebuildProjectionResponse response;
         *response.mutable_run() = Describe(*stored);
         return response;
       });
}

void OperationsService::CompareProjections(const v1::CompareProjectionsRequest& request,
                                           absl::Time /*deadline*/,
                                           Reply<v1::CompareProjectionsResponse> reply) {
  Post(std::move(reply), [this, request]() -> absl::StatusOr<v1::CompareProjectionsResponse> {
    RETURN_IF_ERROR(RequireProjections());
    RETURN_IF_ERROR(RequireNames({{"left", request.left()}, {"right", request.right()}}));
    for (const std::string& name : {request.left(), request.right()}) {
      RETURN_IF_ERROR(operated_.projections->Find(name).status());
    }
    const auto stored = Begin(base::StrCat("compare ", request.left(), " with ", request.right()), "", false);
    v1::CompareProjectionsResponse response;
    *response.mutable_run() = Describe(*stored);
    long_thread_.Post([this, stored, request] {
      const auto compared = operated_.projections->Compare(
          request.left(), request.right(), clock_.Now() + kLongest, [this, &stored](int64_t rows) {
            stored->rows = rows;
            return !ending_;
          });
      const std::lock_guard lock(mutex_);
      stored->run.set_done(true);
      if (!compared.ok()) {
        *stored->run.mutable_error() = base::ToRpcStatus(compared.status());
        return;
      }
      stored->rows = compared->rows;
      *stored->run.mutable_comparison() =
          ToComparison(*compared, request.left(), request.right(), event_log_.id());
    });
    return response;
  });
}

void OperationsService::FlipProjection(const v1::FlipProjectionRequest& request, absl::Time /*deadline*/,
                                       Reply<v1::FlipProjectionResponse> reply) {
  Post(std::move(reply), [this, name = request.name()]() -> absl::StatusOr<v1::FlipProjectionResponse> {
    RETURN_IF_ERROR(RequireProjections());
    RETURN_IF_ERROR(RequireNames({{"name", name}}));
    RETURN_IF_ERROR(operated_.projections->Find(name).status());
    const auto stored = Begin(base::StrCat("flip to ", name), name, false);
    v1::FlipProjectionResponse response;
    *response.mutable_run() = Describe(*stored);
    long_thread_.Post([this, stored, name] {
      const absl::Status flipped = operated_.projections->Flip(name, clock_.Now() + kLongest);
      const std::lock_guard lock(mutex_);
      stored->run.set_done(true);
      if (!flipped.ok()) *stored->run.mutable_error() = base::ToRpcStatus(flipped);
    });
    return response;
  });
}

void OperationsService::DropProjection(const v1::DropProjectionRequest& request, absl::Time /*deadline*/,
                                       Reply<v1::DropProjectionResponse> reply) {
  Post(std::move(reply), [this, name = request.name()]() -> absl::StatusOr<v1::DropProjectionResponse> {
    RETURN_IF_ERROR(RequireProjections());
    RETURN_IF_ERROR(RequireNames({{"name", name}}));
    RETURN_IF_ERROR(operated_.projections->Drop(name));
    return v1::DropProjectionResponse();
  });
}

void OperationsService::GetRun(const v1::GetRunRequest& request, absl::Time /*deadline*/,
                               Reply<v1::GetRunResponse> reply) {
  Post(std::move(reply), [this, name = request.name()]() -> absl::StatusOr<v1::GetRunResponse> {
    std::shared_ptr<StoredRun> stored;
    {
      const std::lock_guard lock(mutex_);
      const auto found =
          std::find_if(runs_.begin(), runs_.end(), [&](const auto& run) { return run->run.name() == name; });
      if (found != runs_.end()) stored = *found;
    }
    if (stored == nullptr) {
      return base::Refuse(absl::StatusCode::kNotFound, "RUN_UNKNOWN",
                          base::StrCat("There is no run named \"", name,
                                       "\"; a restart forgets them, but not what they were about."),
                          {{"run", name}});
    }
    v1::GetRunResponse response;
    *response.mutable_run() = Describe(*stored);
    return response;
  });
}

void OperationsService::GetStatus(const v1::GetStatusRequest& /*request*/, absl::Time /*deadline*/,
                                  Reply<v1::GetStatusResponse> reply) {
  Post(std::move(reply), [this] { return Status(); });
}

absl::StatusOr<v1::GetStatusResponse> OperationsService::Status() const {
  v1::GetStatusResponse response;
  *response.mutable_now() = ToTimestamp(clock_.Now());
  *response.mutable_started() = ToTimestamp(started_);
  if (const absl::Status health = event_log_.Health(); !health.ok()) {
    *response.mutable_log_problem() = base::ToRpcStatus(health);
  }
  if (operated_.projections != nullptr) {
    ASSIGN_OR_RETURN(const auto infos, operated_.projections->List());
    for (const auto& info : infos) {
      if (!info.lags.empty()) *response.add_projections() = ToProto(info);
    }
  }
  if (operated_.recorder) *response.mutable_recorder() = ToRecorder(operated_.recorder());
  if (operated_.refusals) {
    for (const auto& [reason, count] : operated_.refusals()) {
      auto& refusals = *response.add_refusals();
      refusals.set_reason(reason);
      refusals.set_count(count);
    }
  }
  for (int i = 0; operated_.owner && i < event_log_.partition_count(); ++i) {
    auto& owner = *response.add_owners();
    owner.set_partition(i);
    owner.set_address(operated_.owner(PartitionId(i)));
  }
  return response;
}

}  // namespace praksis::services
