// Position tokens come back from clients: any text is a position or refused, and a position has one token.
#include <cstddef>
#include <cstdint>
#include <string>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/log/position.h"
#include "libs/log/sealed_token.h"

namespace praksis {
namespace {

constexpr char kLogId[] = "00112233445566778899aabbccddeeff";
constexpr int kPartitions = 8;

void Read(const std::string& token) {
  const absl::StatusOr<log::Position> position = log::DecodePosition(token, kLogId, kPartitions, "at_least");
  if (!position.ok()) {
    PRAKSIS_CHECK(base::ReasonOf(position.status()) == "TOKEN_INVALID", position.status().message());
    return;
  }
  const auto again =
      log::DecodePosition(log::EncodePosition(*position, kLogId), kLogId, kPartitions, "at_least");
  PRAKSIS_CHECK(again.ok() && *again == *position, token);
}

}  // namespace
}  // namespace praksis

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace praksis;
  const std::string input(reinterpret_cast<const char*>(data), size);
  Read(input);
  // With a checksum that is right, which no fuzzer guesses: behind it is where the reading is done.
  Read(log::SealToken(input));
  return 0;
}
