// Where a page of events ended.
//
// Token grammar (then base64url without padding):
//   token := version(1 byte = 1) filter(8 bytes) recorded(8) partition(4) offset(8) entry* crc(4 bytes,
//   CRC-32C of what
//            precedes)
//   entry := partition(4) next_offset(8), partitions ascending: the position of the first page
//   numbers are big endian; filter is EventMatcher::fingerprint().
// A token names no data and carries no rights.
#ifndef PRAKSIS_LIBS_READMODELS_HISTORY_PAGE_TOKEN_H_
#define PRAKSIS_LIBS_READMODELS_HISTORY_PAGE_TOKEN_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "libs/log/position.h"
#include "libs/readmodels/history_rows.h"

namespace praksis::readmodels {

struct PageToken {
  // The last event looked at.
  ListPlace last;
  log::Position position;
};

std::string EncodePageToken(const PageToken& token, std::string_view fingerprint);
// INVALID_ARGUMENT, PAGE_TOKEN_INVALID with the field "page_token".
absl::StatusOr<PageToken> DecodePageToken(std::string_view text, std::string_view fingerprint);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_HISTORY_PAGE_TOKEN_H_
