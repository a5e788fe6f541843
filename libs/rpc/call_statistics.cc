#include "libs/rpc/call_statistics.h"

#include <algorithm>
#include <deque>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"

namespace praksis::rpc {
namespace {

// All methods that were asked for.
struct Methods {
  std::mutex mutex;
  std::deque<Method> known;  // guarded by mutex; places stay
};

Methods& AllMethods() {
  static Methods* const methods = new Methods;  // calls may end while statics are being destroyed
  return *methods;
}

const google::protobuf::MethodDescriptor& Find(const google::protobuf::Descriptor& request) {
  const google::protobuf::FileDescriptor& file = *request.file();
  for (int s = 0; s < file.service_count(); ++s) {
    for (int m = 0; m < file.service(s)->method_count(); ++m) {
      if (file.service(s)->method(m)->input_type() == &request) return *file.service(s)->method(m);
    }
  }
  PRAKSIS_CHECK(false, "no method takes ", request.full_name());
}

// As google.rpc.Code has it, which all of gRPC's tools show.
std::string CodeName(size_t code) { return absl::StatusCodeToString(static_cast<absl::StatusCode>(code)); }

}  // namespace

const Method& MethodOf(const google::protobuf::Descriptor& request) {
  const google::protobuf::MethodDescriptor& method = Find(request);
  const std::string name = base::StrCat(method.service()->full_name(), "/", method.name());
  Methods& methods = AllMethods();
  const std::lock_guard lock(methods.mutex);
  for (const Method& known : methods.known) {
    if (known.name == name) return known;
  }
  PRAKSIS_CHECK(methods.known.size() < CallStatistics::kMaxMethods, "methods=", methods.known.size());
  return methods.known.emplace_back(Method{.name = name,
                                           .streams = method.client_streaming() || method.server_streaming(),
                                           .index = methods.known.size()});
}

CallStatistics::~CallStatistics() {
  for (auto& method : ended_) {
    for (std::atomic<Ended*>& ended : method) delete ended.load();
  }
}

CallStatistics::Ended& CallStatistics::Of(const Method& method, absl::StatusCode code) {
  const auto number = static_cast<size_t>(code);
  std::atomic<Ended*>& place = ended_[method.index][number < kCodes ? number : 2];
  Ended* ended = place.load(std::memory_order_acquire);
  if (ended != nullptr) return *ended;
  auto made = std::make_unique<Ended>();
  // Who loses the race takes what the other has made.
  if (place.compare_exchange_strong(ended, made.get(), std::memory_order_acq_rel)) return *made.release();
  return *ended;
}

void CallStatistics::Expect(std::string_view service) {
  const auto* const described =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(std::string(service));
  PRAKSIS_CHECK(described != nullptr, "service ", service);
  for (int i = 0; i < described->method_count(); ++i) {
    Of(MethodOf(*described->method(i)->input_type()), absl::StatusCode::kOk);
  }
}

void CallStatistics::CountEnded(const Method& method, absl::StatusCode code, absl::Duration took) {
  Ended& ended = Of(method, code);
  ended.calls.Add();
  if (!method.streams) ended.took.Observe(absl::ToInt64Nanoseconds(took));
}

void CallStatistics::CountRefused(const Method& method, const absl::Status& why) {
  std::string reason = base::ReasonOf(why);
  if (reason.empty()) reason = CodeName(static_cast<size_t>(why.code()));
  const std::lock_guard lock(mutex_);
  auto found = refused_.find({method.index, reason});
  if (found == refused_.end()) {
    if (reasons_[method.index] >= kMaxReasons) {
      reason = "OTHER";
    } else {
      ++reasons_[method.index];
    }
    found = refused_.try_emplace({method.index, std::move(reason)}, 0).first;
  }
  ++found->second;
}

std::vector<std::pair<std::string, int64_t>> CallStatistics::Refused() const {
  std::map<std::string, int64_t> by_reason;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [method_and_reason, count] : refused_) by_reason[method_and_reason.second] += count;
  }
  std::vector<std::pair<std::string, int64_t>> refused(by_reason.begin(), by_reason.end());
  std::stable_sort(refused.begin(), refused.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return refused;
}

void CallStatistics::Write(metrics::Page& page) const {
  Methods& methods = AllMethods();
  const std::lock_guard methods_lock(methods.mutex);
  for (const Method& method : methods.known) {
    for (size_t code = 0; code < kCodes; ++code) {
      const Ended* const ended = ended_[method.index][code].load(std::memory_order_acquire);
      if (ended == nullptr) continue;
      const std::string name = CodeName(code);
      page.Counter("praksis_rpc_requests_total", "Calls that have ended, by method and code.",
                   static_cast<double>(ended->calls.value()), {{"method", method.name}, {"code", name}});
      if (method.streams) continue;
      page.Histogram("praksis_rpc_duration_seconds",
                     "From a request's arrival to its answer, by method and code; streams are left out.",
                     ended->took.distribution(), metrics::kNanoseconds,
                     {{"method", method.name}, {"code", name}});
    }
  }
  const std::lock_guard lock(mutex_);
  for (const auto& [key, count] : refused_) {
    page.Counter("praksis_rpc_refusals_total",
                 "Calls, and items of streams, that were refused, by method and reason (ErrorInfo).",
                 static_cast<double>(count),
                 {{"method", methods.known[key.first].name}, {"reason", key.second}});
  }
}

}  // namespace praksis::rpc
