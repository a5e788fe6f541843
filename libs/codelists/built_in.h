// The data files, compiled in by CMake (built_in.cc.in).
#ifndef PRAKSIS_LIBS_CODELISTS_BUILT_IN_H_
#define PRAKSIS_LIBS_CODELISTS_BUILT_IN_H_

#include <vector>

#include "libs/codelists/codelists.h"

namespace praksis::codelists {

std::vector<Source> BuiltInSources();

}  // namespace praksis::codelists

#endif  // PRAKSIS_LIBS_CODELISTS_BUILT_IN_H_
