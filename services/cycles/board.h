// A cycle as a board: what each of its steps has, and what it still needs. Pure, given the cases.
#ifndef PRAKSIS_SERVICES_CYCLES_BOARD_H_
#define PRAKSIS_SERVICES_CYCLES_BOARD_H_

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "libs/base/date.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "praksis/v1/cycles.pb.h"
#include "services/cycles/cycle_index.h"

namespace praksis::services {

// Where the case of a stream stands; nothing where it is not known.
using FindCase =
    absl::FunctionRef<absl::StatusOr<std::optional<domain::cases::CaseState>>(const std::string& stream)>;

// Whether the person of the case lets it be learnt from on `today`: STANDING where any consent
// LEARNING_INTERVIEW of the case does, whichever an interview rested on, since a consent can be given again.
v1::CycleConsent LearningConsent(const std::optional<domain::cases::CaseState>& state, base::Day today);

// `cycle` is one of the index's. Fails as `find_case` does, which is asked once for each case that the cycle
// has chosen or interviewed about by name.
absl::StatusOr<v1::CycleBoard> LayOut(const CycleIndex& index, const readmodels::LearningStream& cycle,
                                      base::Day today, FindCase find_case);

// The figure that shows a challenge, by the name that it has at the gateway: "interruptions"; "" where none
// does.
std::string FigureOf(const std::string& challenge);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_CYCLES_BOARD_H_
