// Who answers what.
#ifndef PRAKSIS_LIBS_HTTP_ROUTES_H_
#define PRAKSIS_LIBS_HTTP_ROUTES_H_

#include <string>
#include <string_view>
#include <vector>

#include "libs/http/exchange.h"

namespace praksis::http {

// Filled before the server starts, then read by any thread.
class Routes {
 public:
  // `path` is one path ("/metrics"), or, where it ends in '/', everything below it ("/figures/", "/"); the
  // longest that fits answers. `methods` of "GET" (HEAD with it) and "POST". A path may be given once.
  void Add(std::string path, std::vector<std::string> methods, Handler handler);

  // Hands the exchange to whom its path belongs. Answers itself: OPTIONS, a method that the path does not
  // take (405) and a path that is nobody's (404).
  void Handle(std::shared_ptr<Exchange> exchange) const;

  // The path that Add was given for what answers `path`; "" for nobody. For figures about requests, which
  // must not have a label for everything that somebody may type.
  std::string_view RouteOf(std::string_view path) const;

 private:
  struct Route {
    std::string path;
    std::vector<std::string> methods;
    Handler handler;
  };
  const Route* Find(std::string_view path) const;

  std::vector<Route> routes_;
};

}  // namespace praksis::http

#endif  // PRAKSIS_LIBS_HTTP_ROUTES_H_
