#include "libs/http/host.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/http/message.h"

namespace praksis::http {
namespace {

absl::Status InvalidAddress(std::string_view text) {
  return base::Refuse(
      absl::StatusCode::kInvalidArgument, "LISTEN_ADDRESS_INVALID",
      base::StrCat("\"", text,
                   "\" is no address to listen on; write an address of this machine and a port, "
                   "like 127.0.0.1:7480"),
      {{"address", std::string(text)}});
}

bool IsPort(std::string_view digits, int& port) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return error == std::errc() && end == digits.data() + digits.size() && port >= 0 && port <= 65535;
}

bool IsAddress(const std::string& host) {
  in_addr four{};
  in6_addr six{};
  return inet_pton(AF_INET, host.c_str(), &four) == 1 || inet_pton(AF_INET6, host.c_str(), &six) == 1;
}

}  // namespace

absl::StatusOr<Address> ParseAddress(std::string_view text) {
  const size_t colon = text.rfind(':');
  Address address;
  if (colon == std::string_view::npos || !IsPort(text.substr(colon + 1), address.port)) {
    return InvalidAddress(text);
  }
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  address.host = std::string(host);
  const bool six = host.find(':') != std::string_view::npos;
  if (!IsAddress(address.host) || six != bracketed) return InvalidAddress(text);
  return address;
}

bool IsLoopback(std::string_view host) {
  const std::string text(host);
  in_addr four{};
  if (inet_pton(AF_INET, text.c_str(), &four) == 1) return ntohl(four.s_addr) >> 24 == 127;
  in6_addr six{};
  return inet_pton(AF_INET6, text.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

bool IsOwnHost(std::string_view host_header, const std::vector<std::string>& names) {
  std::string_view host = host_header;
  const size_t bracket = host.rfind(']');
  const size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    int port = 0;
    if (!IsPort(host.substr(colon + 1), port)) return false;
    host = host.substr(0, colon);
  }
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (SameName(host, "localhost") || IsLoopback(host)) return true;
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return SameName(name, host); });
}

}  // namespace praksis::http
