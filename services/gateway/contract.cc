#include "services/gateway/contract.h"

#include <algorithm>
#include <string>

#include "praksis/v1/cycles.pb.h"
#include "praksis/v1/dashboards.pb.h"
#include "praksis/v1/experiments.pb.h"
#include "praksis/v1/feed.pb.h"
#include "praksis/v1/history.pb.h"
#include "praksis/v1/journal.pb.h"
#include "praksis/v1/learning.pb.h"
#include "praksis/v1/measures.pb.h"
#include "praksis/v1/operations.pb.h"
#include "praksis/v1/stories.pb.h"
#include "praksis/v1/transfer.pb.h"

namespace praksis::gateway {
namespace {

using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

// Naming a message of each file is what has the linker take the file in.
std::vector<const FileDescriptor*> Files() {
  return {v1::GetFunnelRequest::descriptor()->file(),      v1::SubscribeRequest::descriptor()->file(),
          v1::GetCaseRequest::descriptor()->file(),        v1::RecordRequest::descriptor()->file(),
          v1::SelectCasesRequest::descriptor()->file(),    v1::ListProjectionsRequest::descriptor()->file(),
          v1::GetTransferRequest::descriptor()->file(),    v1::GetCycleRequest::descriptor()->file(),
          v1::ListPrinciplesRequest::descriptor()->file(), v1::ListMeasuresRequest::descriptor()->file(),
          v1::GetExperimentRequest::descriptor()->file()};
}

}  // namespace

std::vector<const ServiceDescriptor*> Services() {
  std::vector<const ServiceDescriptor*> services;
  for (const FileDescriptor* file : Files()) {
    for (int i = 0; i < file->service_count(); ++i) services.push_back(file->service(i));
  }
  std::sort(services.begin(), services.end(),
            [](const auto* one, const auto* other) { return one->full_name() < other->full_name(); });
  return services;
}

const MethodDescriptor* FindMethod(std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return nullptr;
  for (const ServiceDescriptor* service : Services()) {
    if (path.substr(1, slash - 1) != service->full_name()) continue;
    return service->FindMethodByName(std::string(path.substr(slash + 1)));
  }
  return nullptr;
}

bool ChangesNothing(const MethodDescriptor& method) {
  return method.options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS;
}

bool IsUnary(const MethodDescriptor& method) {
  return !method.client_streaming() && !method.server_streaming();
}

}  // namespace praksis::gateway
