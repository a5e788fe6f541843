#include "libs/base/trace_parent.h"

#include <algorithm>

namespace praksis::base {
namespace {

bool IsHex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// An id of zeros only stands for none.
bool IsId(std::string_view text) { return IsHex(text) && text.find_first_not_of('0') != text.npos; }

// The lowest bit of the flags is in their last digit.
bool IsOdd(char digit) { return (digit >= 'a' ? digit - 'a' : digit - '0') % 2 == 1; }

}  // namespace

bool IsTraceParent(std::string_view text) {
  return text.size() == 55 && text.substr(0, 3) == "00-" && IsId(text.substr(3, 32)) && text[35] == '-' &&
         IsId(text.substr(36, 16)) && text[52] == '-' && IsHex(text.substr(53));
}

bool IsSampled(std::string_view text) { return !text.empty() && IsOdd(text.back()) && IsTraceParent(text); }

std::string_view TraceIdOf(std::string_view trace_parent) {
  return IsTraceParent(trace_parent) ? trace_parent.substr(3, 32) : std::string_view();
}

}  // namespace praksis::base
