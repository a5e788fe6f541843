// SVG to PNG, by librsvg.
#ifndef PRAKSIS_SERVICES_GATEWAY_PNG_H_
#define PRAKSIS_SERVICES_GATEWAY_PNG_H_

#include <string>

#include "absl/status/statusor.h"

namespace praksis::gateway {

// In the size that the SVG says, at most 16 million pixels. Thread-safe.
//   INTERNAL            SVG_UNREADABLE.
//   RESOURCE_EXHAUSTED  PICTURE_TOO_LARGE.
absl::StatusOr<std::string> SvgToPng(const std::string& svg);

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_PNG_H_
