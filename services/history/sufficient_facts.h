// Which facts of a case make it what it is in one respect: a history that could have been recorded by itself,
// with which the case would be the same, and of which nothing can be left out. Pure.
#ifndef PRAKSIS_SERVICES_HISTORY_SUFFICIENT_FACTS_H_
#define PRAKSIS_SERVICES_HISTORY_SUFFICIENT_FACTS_H_

#include <cstddef>
#include <span>
#include <vector>

#include "absl/functional/function_ref.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "praksis/v1/event.pb.h"

namespace praksis::services {

// Indices into `facts` (standing ones, by version), ascending: facts of which each may follow those before it
// (domain::cases::Decide), and that add up to a state for which `holds` is true. None of them can be left
// out: without it something could not follow, or `holds` is false. `holds` must be true for all facts
// together. Of several such sets one with earlier facts. Where not even all facts may follow each other
// (rules were others when they were recorded) nothing is asked about that. Folds the facts n^2 times at
// worst.
std::vector<size_t> SufficientFacts(std::span<const v1::Event> facts,
                                    absl::FunctionRef<bool(const domain::cases::CaseState& state)> holds);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_HISTORY_SUFFICIENT_FACTS_H_
