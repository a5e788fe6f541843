#include "libs/rpc/trace_context.h"

#include <algorithm>

namespace praksis::rpc {
namespace {

bool IsHex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// An id of zeros only stands for none.
bool IsId(std::string_view text) { return IsHex(text) && text.find_first_not_of('0') != text.npos; }

}  // namespace

bool IsTraceParent(std::string_view text) {
  return text.size() == 55 && text.substr(0, 3) == "00-" && IsId(text.substr(3, 32)) && text[35] == '-' &&
         IsId(text.substr(36, 16)) && text[52] == '-' && IsHex(text.substr(53));
}

std::string TraceParentOf(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  // What is there twice is ambiguous, and the standard has it dropped.
  if (metadata.count(kTraceParentKey) != 1) return "";
  const grpc::string_ref& value = metadata.find(kTraceParentKey)->second;
  const std::string_view text(value.data(), value.size());
  return IsTraceParent(text) ? std::string(text) : "";
}

}  // namespace praksis::rpc
