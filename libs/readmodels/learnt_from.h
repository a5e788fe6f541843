// What an event of a learning cycle says was done with a case.
#ifndef PRAKSIS_LIBS_READMODELS_LEARNT_FROM_H_
#define PRAKSIS_LIBS_READMODELS_LEARNT_FROM_H_

#include <string_view>
#include <vector>

#include "praksis/v1/event.pb.h"
#include "praksis/v1/history.pb.h"

namespace praksis::readmodels {

// Adds it to `out`: nothing where `fact` does not name the case, and several where it names more than one of
// its placements. Pure.
void AddLearntFrom(const v1::Event& fact, std::string_view case_stream, std::vector<v1::LearntFrom>& out);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_LEARNT_FROM_H_
