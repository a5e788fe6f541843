#include "libs/http/message.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/match.h"
#include "libs/base/strings.h"

namespace praksis::http {
std::string JsonText(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      char escaped[8];
      std::snprintf(escaped, sizeof(escaped), "\\u%04x", byte);
      json += escaped;
    } else {
      json += c;
    }
  }
  return json + "\"";
}

bool SameName(std::string_view one, std::string_view other) {
  return absl::EqualsIgnoreCase(base::ToAbsl(one), base::ToAbsl(other));
}

std::string_view Request::Header(std::string_view name) const {
  for (const Field& field : headers) {
    if (SameName(field.name, name)) return field.value;
  }
  return "";
}

bool Response::Has(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const Field& field) { return SameName(field.name, name); });
}

std::string_view ReasonPhrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 499:
      return "Client Closed Request";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";
  }
}

Response Problem(int status, std::string_view code, std::string_view message) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = base::StrCat("{\"code\":\"", code, "\",\"message\":", JsonText(message), "}");
  return response;
}

}  // namespace praksis::http
