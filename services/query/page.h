// Where a page of a list ended, when the list is put together anew for every page.
//
//   token := SealToken(version(1 byte = 1) question(8 bytes) place)
//
// The place is the service's own: how to go on. A token names no data and carries no rights.
#ifndef PRAKSIS_SERVICES_QUERY_PAGE_H_
#define PRAKSIS_SERVICES_QUERY_PAGE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/base/encoding.h"

namespace praksis::services {

// What makes two requests the same question, in 8 bytes. `Request` has page_size, page_token and at_least.
template <typename Request>
std::string QuestionOf(Request request) {
  request.clear_page_size();
  request.clear_page_token();
  request.clear_at_least();
  return base::Sha256(request.SerializeAsString()).substr(0, 8);
}

std::string PageToken(std::string_view question, std::string_view place);

// The place. INVALID_ARGUMENT, PAGE_TOKEN_INVALID with the field "page_token": it is damaged, or belongs to
// another question.
absl::StatusOr<std::string> PlaceOf(std::string_view token, std::string_view question);

// For a place that is none of the service's.
absl::Status RefusePageToken();

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_QUERY_PAGE_H_
