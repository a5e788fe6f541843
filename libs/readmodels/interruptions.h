// How placements end, and after how long: the counts behind cumulative incidence.
#ifndef PRAKSIS_LIBS_READMODELS_INTERRUPTIONS_H_
#define PRAKSIS_LIBS_READMODELS_INTERRUPTIONS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/base/date.h"
#include "libs/projection/projection.h"
#include "libs/projection/read_model.h"
#include "libs/readmodels/cells.h"
#include "libs/readmodels/codes.h"
#include "libs/readmodels/tally.h"
#include "praksis/v1/common.pb.h"

namespace praksis::readmodels {

// One counter per municipality, start, target group, industry section, ending and person, for every placement
// that has started. Thread-safe, lives for ever.
const projection::CaseModel& InterruptionsModel();

// The reason that ends a placement well.
inline constexpr std::string_view kGotJob = "GOT_JOB";
// Stands for the reason of a voice that gave none.
inline constexpr std::string_view kNotStated = "NOT_STATED";

struct InterruptionsFigure {
  // Placements by how many days after the start they ended (last day - start), or were last seen running.
  using ByDay = std::map<int32_t, Tally>;

  // Every placement is in exactly one of these.
  ByDay running;  // followed up to as_of
  ByDay completed;
  ByDay got_job;  // interrupted, and any voice says GOT_JOB
  // Interrupted otherwise, by the code that the asked voice gave, or NOT_STATED.
  std::map<std::string, ByDay> interrupted;
};

// The placements of the selection; its days are those on which they started. `voice` is not UNSPECIFIED.
// Persons are counted exactly below `exact_below` (tallies.h).
absl::StatusOr<InterruptionsFigure> ReadInterruptions(const projection::View& view,
                                                      const CellSelection& selection, v1::Voice voice,
                                                      base::Day as_of,
                                                      int64_t exact_below = Persons::kExactBelow);

// Interrupted placements of one person that the parties gave the same three codes for.
struct InterruptedPlacements {
  int64_t count = 0;
  uint32_t person = 0;
  // Of citizen, company and job centre (codes.h); 0 where that voice gave none.
  std::array<CodeNumber, 3> codes = {};
};

// Every interrupted placement of the selection, those that ended with a job included; for figures about what
// the parties say.
absl::Status VisitInterrupted(const projection::View& view, const CellSelection& selection,
                              const std::function<void(const InterruptedPlacements&)>& visit);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_INTERRUPTIONS_H_
