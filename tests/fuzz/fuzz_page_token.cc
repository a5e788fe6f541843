// Page tokens come back from clients: any text is a page or refused, and a page has one token.
#include <cstddef>
#include <cstdint>
#include <string>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/log/sealed_token.h"
#include "libs/readmodels/history_page_token.h"

namespace praksis {
namespace {

constexpr char kFingerprint[] = "12345678";

void Read(const std::string& token) {
  const absl::StatusOr<readmodels::PageToken> page = readmodels::DecodePageToken(token, kFingerprint);
  if (!page.ok()) {
    PRAKSIS_CHECK(base::ReasonOf(page.status()) == "PAGE_TOKEN_INVALID", page.status().message());
    return;
  }
  const auto again =
      readmodels::DecodePageToken(readmodels::EncodePageToken(*page, kFingerprint), kFingerprint);
  PRAKSIS_CHECK(again.ok() && again->last == page->last && again->position == page->position, token);
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
