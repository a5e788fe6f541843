#include "libs/log/position.h"

#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/log/sealed_token.h"

namespace praksis::log {
namespace {

constexpr char kTokenVersion = 1;
constexpr size_t kPrefixBytes = 8;

// The first 8 of the 16 bytes that `log_id` writes in hexadecimal.
std::string PrefixOf(std::string_view log_id) {
  PRAKSIS_CHECK(log_id.size() == 32, "log_id=", log_id);
  return absl::HexStringToBytes(base::ToAbsl(log_id.substr(0, 2 * kPrefixBytes)));
}

void AppendVarint(uint64_t number, std::string& out) {
  for (; number >= 0x80; number >>= 7) out.push_back(static_cast<char>(number | 0x80));
  out.push_back(static_cast<char>(number));
}

// Takes a number <= `max` off the front of `bytes`.
std::optional<uint64_t> TakeVarint(std::string_view& bytes, uint64_t max) {
  uint64_t number = 0;
  for (int shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    number |= uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) return number <= max ? std::optional(number) : std::nullopt;
  }
  return std::nullopt;
}

absl::Status Invalid(std::string_view field, std::string_view what) {
  return base::RefuseRequest(
      "TOKEN_INVALID", {{std::string(field), base::StrCat(what,
                                                          "; send a position token as an answer of this "
                                                          "service had it, or none")}});
}

// Moves `position` forward to what the token covers.
absl::Status AddToken(std::string_view token, std::string_view log_id, int partition_count,
                      std::string_view field, Position& position) {
  const std::optional<std::string> bytes = OpenToken(token);
  if (!bytes || bytes->size() < 1 + kPrefixBytes) {
    return Invalid(field, "is no position token, or a damaged one");
  }
  std::string_view rest = *bytes;
  if (rest.front() != kTokenVersion) return Invalid(field, "is of a version that this service does not know");
  rest.remove_prefix(1);
  if (!rest.starts_with(PrefixOf(log_id))) return Invalid(field, "is of another log");
  rest.remove_prefix(kPrefixBytes);

  int64_t previous = -1;
  while (!rest.empty()) {
    const auto partition = TakeVarint(rest, std::numeric_limits<int32_t>::max());
    const auto next = TakeVarint(rest, std::numeric_limits<int64_t>::max());
    if (!partition || !next || static_cast<int64_t>(*partition) <= previous)
      return Invalid(field, "is damaged");
    previous = static_cast<int64_t>(*partition);
    if (previous >= partition_count) return Invalid(field, "names a partition that this log does not have");
    position.Advance(PartitionId(previous), Offset(static_cast<int64_t>(*next)));
  }
  return absl::OkStatus();
}

}  // namespace

std::string EncodePosition(const Position& position, std::string_view log_id) {
  std::string bytes(1, kTokenVersion);
  bytes += PrefixOf(log_id);
  for (const auto& [partition, next] : position.partitions()) {
    AppendVarint(static_cast<uint64_t>(partition.value()), bytes);
    AppendVarint(static_cast<uint64_t>(next.value()), bytes);
  }
  return SealToken(std::move(bytes));
}

absl::StatusOr<Position> DecodePosition(std::string_view tokens, std::string_view log_id, int partition_count,
                                        std::string_view field) {
  Position position;
  for (const absl::string_view token : absl::StrSplit(base::ToAbsl(tokens), '.')) {
    if (absl::Status status = AddToken(base::ToStd(token), log_id, partition_count, field, position);
        !status.ok()) {
      return status;
    }
  }
  return position;
}

}  // namespace praksis::log
