#include "libs/readmodels/history_page_token.h"

#include <optional>
#include <utility>

#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "libs/log/sealed_token.h"

namespace praksis::readmodels {
namespace {

constexpr char kFormat = 1;
constexpr size_t kFingerprint = 8;
constexpr size_t kHead = 1 + kFingerprint + 8 + 4 + 8;
constexpr size_t kEntry = 4 + 8;

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
  return log::SealToken(std::move(bytes));
}

absl::StatusOr<PageToken> DecodePageToken(std::string_view text, std::string_view fingerprint) {
  const std::optional<std::string> opened = log::OpenToken(text);
  if (!opened || opened->size() < kHead || opened->front() != kFormat ||
      (opened->size() - kHead) % kEntry != 0) {
    return Invalid("it is no page token, or only a part of one; pass next_page_token on as it came");
  }
  const std::string& bytes = *opened;
  if (std::string_view(bytes).substr(1, kFingerprint) != fingerprint) {
    return Invalid("it belongs to another filter; begin again without a token");
  }
  PageToken token;
  const char* at = bytes.data() + 1 + kFingerprint;
  token.last.recorded_ns = static_cast<int64_t>(base::ReadBigEndian64(at));
  token.last.partition = PartitionId(base::ReadBigEndian32(at + 8));
  token.last.offset = Offset(static_cast<int64_t>(base::ReadBigEndian64(at + 12)));
  for (at = bytes.data() + kHead; at < bytes.data() + bytes.size(); at += kEntry) {
    token.position.Advance(PartitionId(base::ReadBigEndian32(at)),
                           Offset(static_cast<int64_t>(base::ReadBigEndian64(at + 4))));
  }
  return token;
}

}  // namespace praksis::readmodels
