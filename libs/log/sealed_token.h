// Opaque tokens that clients keep and send back: bytes with a checksum, as text that is safe in a URL.
//
//   token := base64url without padding of: bytes crc(4 bytes, CRC-32C of the bytes, big endian)
//
// The checksum finds damage; it is no signature.
#ifndef PRAKSIS_LIBS_LOG_SEALED_TOKEN_H_
#define PRAKSIS_LIBS_LOG_SEALED_TOKEN_H_

#include <optional>
#include <string>
#include <string_view>

namespace praksis::log {

std::string SealToken(std::string bytes);

// The inverse; nothing for what SealToken did not write: bytes have one token, though base64 could write most
// in several ways.
std::optional<std::string> OpenToken(std::string_view token);

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_SEALED_TOKEN_H_
