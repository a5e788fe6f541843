// The data files, compiled in by CMake (built_in.cc.in).
#ifndef PRAKSIS_LIBS_DEFINITIONS_BUILT_IN_H_
#define PRAKSIS_LIBS_DEFINITIONS_BUILT_IN_H_

#include <string>
#include <vector>

namespace praksis::definitions {

struct Source {
  // The file's name without its ending.
  std::string figure;
  std::string text;
};

std::vector<Source> BuiltInSources();

}  // namespace praksis::definitions

#endif  // PRAKSIS_LIBS_DEFINITIONS_BUILT_IN_H_
