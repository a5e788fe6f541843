#include "libs/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace praksis::base {

void FailCheck(const char* file, int line, const char* condition, std::string_view facts) {
  std::fprintf(stderr, "%s:%d: broken invariant: %s. %.*s\n", file, line, condition,
               static_cast<int>(facts.size()), facts.data());
  std::fflush(stderr);
  std::abort();
}

}  // namespace praksis::base
