// A broken invariant ends the process with its facts, in production too: what must hold is never left to
// hope.
#ifndef PRAKSIS_LIBS_BASE_CHECK_H_
#define PRAKSIS_LIBS_BASE_CHECK_H_

#include <string_view>

#include "libs/base/strings.h"

namespace praksis::base {

[[noreturn]] void FailCheck(const char* file, int line, const char* condition, std::string_view facts);

}  // namespace praksis::base

// PRAKSIS_CHECK(a < b, "a=", a, " b=", b): what follows the condition is put together by base::StrCat.
#define PRAKSIS_CHECK(condition, ...)                                                     \
  do {                                                                                    \
    if (!(condition)) [[unlikely]]                                                        \
      ::praksis::base::FailCheck(__FILE__, __LINE__, #condition,                          \
                                 ::praksis::base::StrCat("" __VA_OPT__(, ) __VA_ARGS__)); \
  } while (false)

#endif  // PRAKSIS_LIBS_BASE_CHECK_H_
