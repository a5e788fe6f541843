#include "libs/readmodels/history_page_token.h"

#include "absl/strings/escaping.h"
#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/log/crc32c.h"

namespace praksis::readmodels {
namespace {

constexpr char kFormat = 1;
constexpr size_t kFingerprint = 8;
constexpr size_t kHead = 1 + kFingerprint + 8 + 4 + 8;
constexpr size_t kEntry = 4 + 8;
constexpr size_t kCrc = 4;

absl::Status Invalid(std::string_view description) {
  return base::RefuseRequest("PAGE_TOKEN_INVALID", {{"page_token", std::string(description)}});
}

}  // namespace

std::string EncodePageToken(const PageToken& token, std::string_view fingerprint) {
  std::string bytes(1, kFormat);
  bytes.append(fingerprint);
  base::AppendBigEndian64(static_cast<uint64_t>(token.last.recorded_ns), bytes);
  base::AppendBigEndian32(static_cast<uint32_t>(token.last.partition.value()), bytes);
  base::AppendBigEndian64(static_cast<uint64_t>(token.last.offset.value()), bytes);
  for (const auto& [partition, next] : token.position.partitions()) {
    base::AppendBigEndian32(static_cast<uint32_t>(partition.value()), bytes);
    base::AppendBigEndian64(static_cast<uint64_t>(next.value()), bytes);
  }
  base::AppendBigEndian32(log::Crc32c(bytes), bytes);
  return absl::WebSafeBase64Escape(base::ToAbsl(bytes));
}

absl::StatusOr<PageToken> DecodePageToken(std::string_view text, std::string_view fingerprint) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(base::ToAbsl(text), &bytes) || bytes.size() < kHead + kCrc ||
      bytes[0] != kFormat || (bytes.size() - kHead - kCrc) % kEntry != 0 ||
      log::Crc32c(std::string_view(bytes).substr(0, bytes.size() - kCrc)) !=
          base::ReadBigEndian32(bytes.data() + bytes.size() - kCrc)) {
    return Invalid("it is no page token, or only a part of one; pass next_page_token on as it came");
  }
  if (std::string_view(bytes).substr(1, kFingerprint) != fingerprint) {
    return Invalid("it belongs to another filter; begin again without a token");
  }
  PageToken token;
  const char* at = bytes.data() + 1 + kFingerprint;
  token.last.recorded_ns = static_cast<int64_t>(base::ReadBigEndian64(at));
  token.last.partition = PartitionId(base::ReadBigEndian32(at + 8));
  token.last.offset = Offset(static_cast<int64_t>(base::ReadBigEndian64(at + 12)));
  for (at = bytes.data() + kHead; at < bytes.data() + bytes.size() - kCrc; at += kEntry) {
    token.position.Advance(PartitionId(base::ReadBigEndian32(at)),
                           Offset(static_cast<int64_t>(base::ReadBigEndian64(at + 4))));
  }
  return token;
}

}  // namespace praksis::readmodels
