// Private: an answer as the bytes of HTTP/1.1.
#ifndef PRAKSIS_LIBS_HTTP_WIRE_H_
#define PRAKSIS_LIBS_HTTP_WIRE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "libs/http/message.h"

namespace praksis::http {

// How the end of a body is told.
struct Framing {
  // Its length, where it is known.
  std::optional<size_t> length;
  // Else in chunks; or, to clients of HTTP/1.0, by closing.
  bool chunked = false;
  bool keep_alive = true;
};

// Status line and headers. Control characters in values become spaces: no value can begin a header of its
// own.
std::string HeadText(const Response& response, const Framing& framing, absl::Time now);

// "5\r\nhello\r\n".
std::string Chunk(std::string_view piece);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

// Compresses the body where that pays and the client takes it.
void CompressFor(const Request& request, Response& response);

}  // namespace praksis::http

#endif  // PRAKSIS_LIBS_HTTP_WIRE_H_
