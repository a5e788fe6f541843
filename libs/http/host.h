// Addresses to listen on, and the names by which a server may be called.
#ifndef PRAKSIS_LIBS_HTTP_HOST_H_
#define PRAKSIS_LIBS_HTTP_HOST_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace praksis::http {

struct Address {
  // An address of this machine in numbers, without brackets.
  std::string host;
  int port = 0;
};

// "127.0.0.1:7480", "[::1]:7480", "localhost:7480" (taken as 127.0.0.1), "0.0.0.0:7480"; port 0 takes any
// free one.
//   INVALID_ARGUMENT  LISTEN_ADDRESS_INVALID.
absl::StatusOr<Address> ParseAddress(std::string_view text);

// Whether only this machine reaches the address: 127.0.0.0/8 or ::1.
bool IsLoopback(std::string_view host);

// Whether a Host header ("localhost:7480") names this machine to itself, or one of `names` (without port).
//
// A page from elsewhere may have its own name resolve to 127.0.0.1 and then read, as its own, what is served
// here (DNS rebinding). The name it calls us by gives it away.
bool IsOwnHost(std::string_view host_header, const std::vector<std::string>& names);

}  // namespace praksis::http

#endif  // PRAKSIS_LIBS_HTTP_HOST_H_
