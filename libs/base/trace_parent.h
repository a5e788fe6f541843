// W3C Trace Context (https://www.w3.org/TR/trace-context/): what a traceparent says. It travels with a call,
// with the fact that the call brought, and with the event in the log.
#ifndef PRAKSIS_LIBS_BASE_TRACE_PARENT_H_
#define PRAKSIS_LIBS_BASE_TRACE_PARENT_H_

#include <string_view>

namespace praksis::base {

// Whether this is a traceparent of version 00: "00-<trace id>-<parent id>-<flags>", in lower-case hexadecimal
// digits (32, 16 and 2), neither id all zeros.
bool IsTraceParent(std::string_view text);

// Whether it is one, and its caller records the trace: only then is it worth writing anything down.
bool IsSampled(std::string_view text);

// Its 32 digits; empty where it is none.
std::string_view TraceIdOf(std::string_view trace_parent);

}  // namespace praksis::base

#endif  // PRAKSIS_LIBS_BASE_TRACE_PARENT_H_
