// Pages of lists whose place is how many entries are before it.
#ifndef PRAKSIS_SERVICES_STORIES_PAGE_H_
#define PRAKSIS_SERVICES_STORIES_PAGE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace praksis::services {

// 0 where `token` is empty. INVALID_ARGUMENT, PAGE_TOKEN_INVALID.
absl::StatusOr<uint32_t> ReadPlace(std::string_view token, std::string_view question);

std::string TokenOf(uint32_t place, std::string_view question);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_STORIES_PAGE_H_
