// The log that a server records in and reads.
#ifndef PRAKSIS_SERVICES_SERVER_OPENED_LOG_H_
#define PRAKSIS_SERVICES_SERVER_OPENED_LOG_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/log/event_log.h"
#include "libs/log/membership.h"
#include "libs/metrics/page.h"
#include "services/server/server.h"

namespace praksis::services {

struct OpenedLog {
  std::unique_ptr<log::EventLog> event_log;
  // What the engine tells of itself.
  std::function<void(metrics::Page&)> measures;
  // Null where the log is all ours, or where nothing is recorded.
  std::unique_ptr<log::Membership> membership = nullptr;
  // CyclesOptions::come_to_now.
  std::function<absl::Status(absl::Time deadline)> come_to_now = {};
};

// The log that is there, whatever its number of partitions, or a new one. TOPIC_UNFIT, COPY_UNFINISHED, and
// what the engine gives.
absl::StatusOr<OpenedLog> OpenLog(const Server::Options& options, const base::Clock& clock);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_OPENED_LOG_H_
