// Private: which requests are refused before anybody is asked.
#ifndef PRAKSIS_LIBS_HTTP_GUARD_H_
#define PRAKSIS_LIBS_HTTP_GUARD_H_

#include <optional>
#include <string>
#include <vector>

#include "libs/http/message.h"

namespace praksis::http {

// The refusal of a request that does not say whom it asks, or whom a page of another site sent. Where
// `own_names_only`, Host and Origin must be this machine's names for itself, or one of `names`.
std::optional<Response> RefuseForeign(const Request& request, bool own_names_only,
                                      const std::vector<std::string>& names);

// "http://host/path?query" becomes "/path?query"; others stay.
std::string_view OriginForm(std::string_view target);

}  // namespace praksis::http

#endif  // PRAKSIS_LIBS_HTTP_GUARD_H_
