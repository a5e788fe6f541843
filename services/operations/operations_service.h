// What those who run praksis ask and tell a server: what proto/praksis/v1/operations.proto promises, without
// gRPC.
//
// Thread-safe. Replies come on a thread of the service's. What takes long goes on on another one, one thing
// after the other, and is ended when the service is destroyed. What the constructor takes must outlive the
// service.
#ifndef PRAKSIS_SERVICES_OPERATIONS_OPERATIONS_SERVICE_H_
#define PRAKSIS_SERVICES_OPERATIONS_OPERATIONS_SERVICE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/executor.h"
#include "libs/log/event_log.h"
#include "libs/projection/projection_set.h"
#include "libs/recording/recorder.h"
#include "praksis/v1/operations.pb.h"
#include "services/reply/reply.h"

namespace praksis::services {

// What there is to look at in a server; what it does not have is empty.
struct Operated {
  projection::ProjectionSet* projections = nullptr;
  std::function<recording::Statistics()> recorder;
  // The address of a partition's owner.
  std::function<std::string(PartitionId)> owner;
  // By reason, most frequent first.
  std::function<std::vector<std::pair<std::string, int64_t>>()> refusals;
};

class OperationsService {
 public:
  static constexpr size_t kMaxRuns = 100;

  OperationsService(Operated operated, log::EventLog& event_log, const base::Clock& clock);
  // Ends what is under way, but for building, which belongs to the projections.
  ~OperationsService();
  OperationsService(const OperationsService&) = delete;
  OperationsService& operator=(const OperationsService&) = delete;

  // Refusals are those of the proto. Deadlines are not looked at: each is over in a moment.
  void ListProjections(const v1::ListProjectionsRequest& request, absl::Time deadline,
                       Reply<v1::ListProjectionsResponse> reply);
  void RebuildProjection(const v1::RebuildProjectionRequest& request, absl::Time deadline,
                         Reply<v1::RebuildProjectionResponse> reply);
  void CompareProjections(const v1::CompareProjectionsRequest& request, absl::Time deadline,
                          Reply<v1::CompareProjectionsResponse> reply);
  void FlipProjection(const v1::FlipProjectionRequest& request, absl::Time deadline,
                      Reply<v1::FlipProjectionResponse> reply);
  void DropProjection(const v1::DropProjectionRequest& request, absl::Time deadline,
                      Reply<v1::DropProjectionResponse> reply);
  void GetRun(const v1::GetRunRequest& request, absl::Time deadline, Reply<v1::GetRunResponse> reply);
  void GetStatus(const v1::GetStatusRequest& request, absl::Time deadline,
                 Reply<v1::GetStatusResponse> reply);

 private:
  struct StoredRun;

  // Calls `answer`, an absl::StatusOr<Response>(), on the thread that answers.
  template <typename Response, typename Answer>
  void Post(Reply<Response> reply, Answer answer);
  absl::Status RequireProjections() const;
  v1::Projection ToProto(const projection::ProjectionInfo& info) const;
  std::shared_ptr<StoredRun> Begin(std::string description, std::string projection, bool builds);
  v1::Run Describe(const StoredRun& stored) const;
  // What a run about a projection has come to by itself.
  void DescribeBuild(const StoredRun& stored, v1::Run& run) const;
  absl::StatusOr<v1::GetStatusResponse> Status() const;

  const Operated operated_;
  log::EventLog& event_log_;
  const base::Clock& clock_;
  const absl::Time started_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<StoredRun>> runs_;  // guarded by mutex_; the oldest first
  int64_t next_run_ = 1;                          // guarded by mutex_
  std::atomic<bool> ending_ = false;
  // Last, and in this order: what they run uses all of the above.
  base::ThreadExecutor long_thread_{"operations-run"};
  base::ThreadExecutor thread_{"operations"};
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_OPERATIONS_OPERATIONS_SERVICE_H_
