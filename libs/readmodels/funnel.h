// How far cases get: distinct cases by the furthest stage they have reached.
#ifndef PRAKSIS_LIBS_READMODELS_FUNNEL_H_
#define PRAKSIS_LIBS_READMODELS_FUNNEL_H_

#include <array>

#include "absl/status/statusor.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "libs/projection/projection.h"
#include "libs/projection/read_model.h"
#include "libs/readmodels/cells.h"
#include "libs/readmodels/tally.h"

namespace praksis::readmodels {

// In the order of the course.
enum class FunnelStage : uint8_t { kOpened, kReferred, kAccepted, kPlaced, kStarted, kCompleted, kInWork };
inline constexpr int kFunnelStages = 7;

// The last stage that applies, whether or not those before it do:
//   kReferred   a referral was made, whatever became of it
//   kAccepted   a referral was accepted, even if it was cancelled later
//   kPlaced     a placement was agreed, and not called off before it started
//   kStarted    a placement started
//   kCompleted  a placement was completed
//   kInWork     an occupation of kind ORDINARY, SUBSIDISED or SELF_EMPLOYED began on or after the day of
//   opening,
//               whether or not it has ended since
FunnelStage FurthestStage(const domain::cases::CaseState& state);

// One counter per municipality, opening day, target group, stage and person. Thread-safe, lives for ever.
const projection::CaseModel& FunnelModel();

struct FunnelFigure {
  // Cases by furthest stage.
  std::array<Tally, kFunnelStages> furthest;
};

// The cases of the selection; its days are opening days. Industry sections do not apply. Persons are counted
// exactly below `exact_below` (tallies.h).
absl::StatusOr<FunnelFigure> ReadFunnel(const projection::View& view, const CellSelection& selection,
                                        int64_t exact_below = Persons::kExactBelow);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_FUNNEL_H_
