#include "libs/http/routes.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/strings.h"

namespace praksis::http {
namespace {

std::string AllowedBy(const std::vector<std::string>& methods) {
  std::string allowed;
  for (const std::string& method : methods) {
    allowed += base::StrCat(method, method == "GET" ? ", HEAD, " : ", ");
  }
  return allowed + "OPTIONS";
}

}  // namespace

void Routes::Add(std::string path, std::vector<std::string> methods, Handler handler) {
  PRAKSIS_CHECK(path.starts_with('/') && !methods.empty(), path);
  for (const Route& route : routes_) PRAKSIS_CHECK(route.path != path, path);
  routes_.push_back({std::move(path), std::move(methods), std::move(handler)});
}

const Routes::Route* Routes::Find(std::string_view path) const {
  const Route* found = nullptr;
  for (const Route& route : routes_) {
    const bool fits = route.path.ends_with('/') ? path.starts_with(route.path) : path == route.path;
    if (fits && (found == nullptr || route.path.size() > found->path.size())) found = &route;
  }
  return found;
}

std::string_view Routes::RouteOf(std::string_view path) const {
  const Route* const route = Find(path);
  return route == nullptr ? std::string_view() : std::string_view(route->path);
}

void Routes::Handle(std::shared_ptr<Exchange> exchange) const {
  const Request& request = exchange->request();
  const Route* const route = Find(request.path);
  if (request.method == "OPTIONS") {
    const std::vector<std::string> everything = {"GET", "POST"};
    const bool asks_all = route == nullptr && request.path == "*";
    if (route != nullptr || asks_all) {
      return exchange->Answer(
          {.status = 204, .headers = {{"Allow", AllowedBy(asks_all ? everything : route->methods)}}});
    }
  }
  if (route == nullptr) {
    return exchange->Answer(Problem(404, "not_found", base::StrCat("there is nothing at ", request.path)));
  }
  const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
  if (std::find(route->methods.begin(), route->methods.end(), method) == route->methods.end()) {
    Response refusal = Problem(405, "unimplemented",
                               base::StrCat(request.path, " takes ", AllowedBy(route->methods), " only"));
    refusal.headers.push_back({"Allow", AllowedBy(route->methods)});
    return exchange->Answer(std::move(refusal));
  }
  route->handler(std::move(exchange));
}

}  // namespace praksis::http
