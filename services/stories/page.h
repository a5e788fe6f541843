// Where a page of a list ended, when the list is put together anew for every page.
//
//   token := SealToken(version(1 byte = 1) fingerprint(8 bytes) place(4 bytes, big endian))
//
// The fingerprint is of the question; a token names no data and carries no rights.
#ifndef PRAKSIS_SERVICES_STORIES_PAGE_H_
#define PRAKSIS_SERVICES_STORIES_PAGE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "libs/base/encoding.h"

namespace praksis::services {

// How many entries of the list are before the page: 0 where `token` is empty. INVALID_ARGUMENT,
// PAGE_TOKEN_INVALID with the field "page_token".
absl::StatusOr<uint32_t> ReadPlace(std::string_view token, std::string_view fingerprint);

std::string TokenOf(uint32_t place, std::string_view fingerprint);

// What makes two requests the same question. `Request` has page_size, page_token and at_least.
template <typename Request>
std::string QuestionOf(Request request) {
  request.clear_page_size();
  request.clear_page_token();
  request.clear_at_least();
  return base::Sha256(request.SerializeAsString()).substr(0, 8);
}

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_STORIES_PAGE_H_
