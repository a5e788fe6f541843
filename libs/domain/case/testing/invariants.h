// What must hold for the state of any case, whatever was recorded and corrected.
#ifndef PRAKSIS_LIBS_DOMAIN_CASE_TESTING_INVARIANTS_H_
#define PRAKSIS_LIBS_DOMAIN_CASE_TESTING_INVARIANTS_H_

#include <string>
#include <vector>

#include "libs/domain/case_state/case_state.pb.h"

namespace praksis::domain::cases::testing {

// Those that do not hold for `state`, each as a sentence with its facts. Empty where all do.
std::vector<std::string> BrokenInvariants(const CaseState& state);

}  // namespace praksis::domain::cases::testing

#endif  // PRAKSIS_LIBS_DOMAIN_CASE_TESTING_INVARIANTS_H_
