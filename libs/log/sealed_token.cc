#include "libs/log/sealed_token.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "libs/base/encoding.h"
#include "libs/base/strings.h"
#include "libs/log/crc32c.h"

namespace praksis::log {
namespace {

constexpr size_t kCrcBytes = 4;

}  // namespace

std::string SealToken(std::string bytes) {
  base::AppendBigEndian32(Crc32c(bytes), bytes);
  return absl::WebSafeBase64Escape(bytes);
}

std::optional<std::string> OpenToken(std::string_view token) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(base::ToAbsl(token), &bytes) || bytes.size() < kCrcBytes)
    return std::nullopt;
  bytes.resize(bytes.size() - kCrcBytes);
  if (SealToken(bytes) != token) return std::nullopt;
  return bytes;
}

}  // namespace praksis::log
