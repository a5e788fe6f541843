#include "libs/http/guard.h"

#include "libs/base/strings.h"
#include "libs/http/host.h"

namespace praksis::http {
namespace {

// "http://localhost:5173" is "localhost:5173".
std::string_view HostOfOrigin(std::string_view origin) {
  const size_t scheme = origin.find("://");
  return scheme == std::string_view::npos ? std::string_view() : origin.substr(scheme + 3);
}

}  // namespace

std::optional<Response> RefuseForeign(const Request& request, bool own_names_only,
                                      const std::vector<std::string>& names) {
  const std::string_view host = request.Header("Host");
  if (own_names_only && !IsOwnHost(host, names)) {
    return Problem(403, "permission_denied",
                   base::StrCat("this server answers to localhost and 127.0.0.1 only, not to \"", host,
                                "\": a name of another site may have been made to point here"));
  }
  const std::string_view origin = request.Header("Origin");
  const bool foreign_origin = own_names_only && !origin.empty() && !IsOwnHost(HostOfOrigin(origin), names);
  // A link to a page may stand anywhere.
  const bool opens_page =
      (request.method == "GET" || request.method == "HEAD") && request.Header("Sec-Fetch-Mode") == "navigate";
  const bool cross_site = request.Header("Sec-Fetch-Site") == "cross-site" && !opens_page;
  if (!foreign_origin && !cross_site) return std::nullopt;
  return Problem(403, "permission_denied", "pages of other sites may not ask here");
}

std::string_view OriginForm(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const size_t slash = target.find('/', scheme.size());
    return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  return target;
}

}  // namespace praksis::http
