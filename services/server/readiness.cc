#include "services/server/readiness.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "libs/base/ids.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log/end.h"

namespace praksis::services {

absl::Status CaughtUp::operator()(log::EventLog& event_log, const projection::ProjectionSet& projections) {
  if (done_) return absl::OkStatus();
  RETURN_IF_ERROR(event_log.Health());
  if (target_.partitions().empty()) {
    ASSIGN_OR_RETURN(target_, log::EndOf(event_log));
  }
  done_ = projections.position().Covers(target_);
  return done_ ? absl::OkStatus() : absl::UnavailableError("the read models are catching up with the log");
}

absl::Status OwnsItsOwn::operator()(const recording::Recorder& recorder, const log::Membership* membership,
                                    const std::string& address) {
  if (done_) return absl::OkStatus();
  std::string missing;
  const std::vector<recording::PartitionStatistics> partitions = recorder.partitions();
  for (size_t i = 0; i < partitions.size(); ++i) {
    const bool ours =
        membership == nullptr || membership->OwnerOf(PartitionId(static_cast<int64_t>(i))) == address;
    if (ours && !partitions[i].owned) missing += base::StrCat(missing.empty() ? "" : ", ", i);
  }
  done_ = missing.empty();
  return done_ ? absl::OkStatus()
               : absl::UnavailableError("partitions to be had and not owned yet: " + missing);
}

}  // namespace praksis::services
