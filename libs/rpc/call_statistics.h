// What became of a server's calls: how many of each method ended with which code and how long they took, and
// why facts and calls were refused.
//
// Thread-safe. A call that ends well costs two additions (libs/metrics/instruments.h), one that is refused a
// lock besides. Calls that gRPC itself answers (server.h) are not seen.
#ifndef PRAKSIS_LIBS_RPC_CALL_STATISTICS_H_
#define PRAKSIS_LIBS_RPC_CALL_STATISTICS_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "libs/metrics/instruments.h"
#include "libs/metrics/page.h"

namespace praksis::rpc {

// A method of the contract. There is one of each in the process, and they live for ever.
struct Method {
  std::string name;  // "praksis.v1.Journal/Record"
  // Either side may send many messages: how long it lasts is its client's choice.
  bool streams = false;
  size_t index = 0;  // from 0, in the order in which they were asked for
};

// The method that takes this message; the contract has one for each request (AIP-130 and following).
const Method& MethodOf(const google::protobuf::Descriptor& request);

template <typename Request>
const Method& MethodOf() {
  static const Method& method = MethodOf(*Request::descriptor());
  return method;
}

class CallStatistics {
 public:
  // More methods than this in a process are refused by an abort: raise it.
  static constexpr size_t kMaxMethods = 64;
  // More reasons of one method than this are counted as "OTHER".
  static constexpr size_t kMaxReasons = 64;

  CallStatistics() = default;
  ~CallStatistics();
  CallStatistics(const CallStatistics&) = delete;
  CallStatistics& operator=(const CallStatistics&) = delete;

  // The methods of this service ("praksis.v1.Journal") are shown from now on, also before their first call:
  // who computes rates needs to have seen the 0.
  void Expect(std::string_view service);

  void CountEnded(const Method& method, absl::StatusCode code, absl::Duration took);
  // Of a call, or of one item of a stream. An empty reason is that of the code.
  void CountRefused(const Method& method, const absl::Status& why);

  // How often what was refused, over all methods; most frequent first.
  std::vector<std::pair<std::string, int64_t>> Refused() const;

  // praksis_rpc_….
  void Write(metrics::Page& page) const;

 private:
  static constexpr size_t kCodes = 17;
  struct Ended {
    metrics::Counter calls;
    metrics::Histogram took{metrics::AnswerTimes()};
  };

  Ended& Of(const Method& method, absl::StatusCode code);

  // Made when the first call of that method ends with that code.
  std::array<std::array<std::atomic<Ended*>, kCodes>, kMaxMethods> ended_{};

  mutable std::mutex mutex_;
  // Guarded by mutex_, by method and reason.
  std::map<std::pair<size_t, std::string>, int64_t> refused_;
  std::array<size_t, kMaxMethods> reasons_{};  // guarded by mutex_; of each method
};

}  // namespace praksis::rpc

#endif  // PRAKSIS_LIBS_RPC_CALL_STATISTICS_H_
