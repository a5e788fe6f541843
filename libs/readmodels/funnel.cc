#include "libs/readmodels/funnel.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/readmodels/cell_scan.h"
#include "libs/readmodels/codes.h"
#include "libs/readmodels/follow_up.h"
#include "libs/readmodels/tallies.h"

namespace praksis::readmodels {
namespace {

using domain::cases::CaseState;
using PlacementState = v1::CaseSummary::Placement;

constexpr std::string_view kName = "funnel";

// Keys of funnel.counts (parts as in keys.h), with the number of cases:
//   key := text(municipality) day(opened) text(target group) stage(1 byte) tag
struct FunnelCell {
  uint16_t stage;
  CodeNumber target_group;
  base::Day day;
  uint32_t person;
  int32_t count;

  static FunnelCell Read(KeyReader& rest) {
    FunnelCell cell = {};
    cell.target_group = NumberOfCode(rest.Text());
    cell.stage = rest.Byte();
    PRAKSIS_CHECK(cell.stage < kFunnelStages, "stage=", cell.stage);
    cell.person = rest.Number();
    return cell;
  }
};

class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }
  const projection::CellFormat* cell_format() const override { return FormatFor<FunnelCell>(); }
  void Contribute(const CaseState& state, projection::Contributions& out) const override {
    if (state.status() == v1::CaseSummary::STATUS_UNSPECIFIED) return;
    KeyWriter key;
    key.Text(state.municipality())
        .Day(state.opened_on())
        .Text(state.target_group())
        .Byte(static_cast<uint8_t>(FurthestStage(state)))
        .Number(PersonTag(state));
    out.Count(key.key(), 1);
  }
};

FunnelStage StageOf(const CaseState::Placement& placement) {
  switch (placement.state()) {
    case PlacementState::AGREED:
      return FunnelStage::kPlaced;
    case PlacementState::RUNNING:
    case PlacementState::INTERRUPTED:
      return FunnelStage::kStarted;
    case PlacementState::COMPLETED:
      return FunnelStage::kCompleted;
    default:
      return FunnelStage::kOpened;
  }
}

}  // namespace

FunnelStage FurthestStage(const CaseState& state) {
  FunnelStage furthest = FunnelStage::kOpened;
  for (const auto& referral : state.referrals()) {
    furthest = std::max(furthest, referral.was_accepted() ? FunnelStage::kAccepted : FunnelStage::kReferred);
  }
  for (const auto& placement : state.placements()) furthest = std::max(furthest, StageOf(placement));
  for (const auto& occupation : state.occupations()) {
    if (IsWork(occupation) && occupation.start() >= state.opened_on()) furthest = FunnelStage::kInWork;
  }
  return furthest;
}

const projection::CaseModel& FunnelModel() {
  static const Model model;
  return model;
}

absl::StatusOr<FunnelFigure> ReadFunnel(const projection::View& view, const CellSelection& selection,
                                        int64_t exact_below) {
  Tallies furthest(exact_below, kFunnelStages);
  RETURN_IF_ERROR(ForEachCell<FunnelCell>(view, kName, selection, [&](const FunnelCell& cell) {
    furthest.Add(cell.stage, cell.count, cell.person);
  }));
  FunnelFigure figure;
  for (size_t stage = 0; stage < figure.furthest.size(); ++stage) figure.furthest[stage] = furthest.At(stage);
  return figure;
}

}  // namespace praksis::readmodels
