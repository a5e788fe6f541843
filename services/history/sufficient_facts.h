// Which facts of a case make it what it is in one respect: a smallest set with which alone it would be the
// same. Pure.
#ifndef PRAKSIS_SERVICES_HISTORY_SUFFICIENT_FACTS_H_
#define PRAKSIS_SERVICES_HISTORY_SUFFICIENT_FACTS_H_

#include <cstddef>
#include <span>
#include <vector>

#include "absl/functional/function_ref.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "praksis/v1/event.pb.h"

namespace praksis::services {

// Indices into `facts` (standing ones, by version), ascending: facts that add up to a state for which `holds`
// is true, and do not without any single one of them. `holds` must be true for all facts together. Of several
// such sets one with earlier facts. Calls `holds` about k log(n) times for k facts of n, n^2 times at worst.
std::vector<size_t> SufficientFacts(std::span<const v1::Event> facts,
                                    absl::FunctionRef<bool(const domain::cases::CaseState& state)> holds);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_HISTORY_SUFFICIENT_FACTS_H_
