#include "libs/rpc/trace_context.h"

#include <string_view>

#include "libs/base/trace_parent.h"

namespace praksis::rpc {

std::string TraceParentOf(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  // What is there twice is ambiguous, and the standard has it dropped.
  if (metadata.count(kTraceParentKey) != 1) return "";
  const grpc::string_ref& value = metadata.find(kTraceParentKey)->second;
  const std::string_view text(value.data(), value.size());
  return base::IsTraceParent(text) ? std::string(text) : "";
}

}  // namespace praksis::rpc
