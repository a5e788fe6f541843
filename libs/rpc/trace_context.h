// W3C Trace Context (https://www.w3.org/TR/trace-context/): the call as part of a trace of the caller's.
#ifndef PRAKSIS_LIBS_RPC_TRACE_CONTEXT_H_
#define PRAKSIS_LIBS_RPC_TRACE_CONTEXT_H_

#include <string>

#include "grpcpp/server_context.h"

namespace praksis::rpc {

// The metadata key, and the name of the header where the trace goes on.
inline constexpr char kTraceParentKey[] = "traceparent";

// The client's traceparent; empty where it sent none that is valid. A trace never refuses a call.
std::string TraceParentOf(const grpc::CallbackServerContext& context);

}  // namespace praksis::rpc

#endif  // PRAKSIS_LIBS_RPC_TRACE_CONTEXT_H_
