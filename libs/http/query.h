// The parts of a URL, read from what anybody may have sent.
#ifndef PRAKSIS_LIBS_HTTP_QUERY_H_
#define PRAKSIS_LIBS_HTTP_QUERY_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/http/message.h"

namespace praksis::http {

// "%C3%A5" is "å"; with `plus_is_space` "+" is " ", as in queries. Nothing where an escape is malformed, or
// the result holds a NUL or is not UTF-8.
std::optional<std::string> PercentDecoded(std::string_view text, bool plus_is_space = false);

// "a=1&b=&c" is a: "1", b: "", c: "", in this order; repeated names stay. Nothing where a name or value
// cannot be decoded, or there are more than kMaxParameters of them.
inline constexpr size_t kMaxParameters = 256;
std::optional<std::vector<Field>> ParseQuery(std::string_view query);

// Whether the bytes are well-formed UTF-8 (no surrogates, nothing overlong).
bool IsUtf8(std::string_view bytes);

}  // namespace praksis::http

#endif  // PRAKSIS_LIBS_HTTP_QUERY_H_
