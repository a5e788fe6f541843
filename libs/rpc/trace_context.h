// W3C Trace Context (https://www.w3.org/TR/trace-context/): the call as part of a trace of the caller's.
#ifndef PRAKSIS_LIBS_RPC_TRACE_CONTEXT_H_
#define PRAKSIS_LIBS_RPC_TRACE_CONTEXT_H_

#include <string>
#include <string_view>

#include "grpcpp/server_context.h"

namespace praksis::rpc {

// The metadata key, and the name of the header where the trace goes on.
inline constexpr char kTraceParentKey[] = "traceparent";

// Whether this is a traceparent of version 00: "00-<trace id>-<parent id>-<flags>", in lower-case hexadecimal
// digits (32, 16 and 2), neither id all zeros.
bool IsTraceParent(std::string_view text);

// The client's traceparent; empty where it sent none that is valid. A trace never refuses a call.
std::string TraceParentOf(const grpc::CallbackServerContext& context);

}  // namespace praksis::rpc

#endif  // PRAKSIS_LIBS_RPC_TRACE_CONTEXT_H_
