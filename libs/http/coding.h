// Codings of what is sent: which the client takes, and gzip.
#ifndef PRAKSIS_LIBS_HTTP_CODING_H_
#define PRAKSIS_LIBS_HTTP_CODING_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace praksis::http {

// Whether Accept-Encoding allows `coding` ("gzip", "br"): named, or by "*", and not with q=0 (RFC
// 9110, 12.5.3).
bool Accepts(std::string_view accept_encoding, std::string_view coding);

// Whether compressing bodies of this Content-Type pays: text, JSON, JavaScript, SVG.
bool IsCompressible(std::string_view content_type);

std::string Gzip(std::string_view bytes);

// Nothing where the bytes are no whole gzip stream, or give more than `max_bytes`.
std::optional<std::string> Gunzip(std::string_view bytes, size_t max_bytes);

}  // namespace praksis::http

#endif  // PRAKSIS_LIBS_HTTP_CODING_H_
