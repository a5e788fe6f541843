// Debian 12 builds Abseil with string_view and optional types of its own; later releases use the standard
// ones. These make std::string_view work with both.
#ifndef PRAKSIS_LIBS_BASE_STRINGS_H_
#define PRAKSIS_LIBS_BASE_STRINGS_H_

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace praksis::base {

inline absl::string_view ToAbsl(std::string_view text) { return absl::string_view(text.data(), text.size()); }
inline std::string_view ToStd(absl::string_view text) { return std::string_view(text.data(), text.size()); }

// absl::StrCat that takes std::string_view, too.
template <typename... Args>
std::string StrCat(const Args&... args) {
  const auto convert = []<typename T>(const T& arg) -> decltype(auto) {
    if constexpr (std::is_same_v<T, std::string_view>) {
      return ToAbsl(arg);
    } else {
      return (arg);
    }
  };
  return absl::StrCat(convert(args)...);
}

}  // namespace praksis::base

#endif  // PRAKSIS_LIBS_BASE_STRINGS_H_
