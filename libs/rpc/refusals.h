// How often calls were refused, by reason.
#ifndef PRAKSIS_LIBS_RPC_REFUSALS_H_
#define PRAKSIS_LIBS_RPC_REFUSALS_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace praksis::rpc {

// Thread-safe.
class Refusals {
 public:
  // Does nothing for OK. What has no reason counts under its code ("UNAVAILABLE").
  void Count(const absl::Status& status);
  // Most frequent first.
  std::vector<std::pair<std::string, int64_t>> List() const;

 private:
  mutable std::mutex mutex_;
  // Reasons are ours, so that there are no more of them than the program knows.
  std::map<std::string, int64_t> counts_;  // guarded by mutex_
};

}  // namespace praksis::rpc

#endif  // PRAKSIS_LIBS_RPC_REFUSALS_H_
