#include "libs/readmodels/disagreement.h"

#include "libs/base/status.h"
#include "libs/readmodels/interruptions.h"

namespace praksis::readmodels {
namespace {

using Pair = DisagreementFigure::Pair;

// The parties of each pair, as indices of InterruptedPlacements::codes.
constexpr std::array<std::pair<size_t, size_t>, DisagreementFigure::kPairs> kParties = {
    {{0, 1}, {0, 2}, {1, 2}}};

void Add(const InterruptedPlacements& placements, DisagreementFigure& figure) {
  DisagreementFigure::Pattern pattern = {};
  for (size_t pair = 0; pair < kParties.size(); ++pair) {
    const std::string_view first = placements.codes[kParties[pair].first];
    const std::string_view second = placements.codes[kParties[pair].second];
    if (first.empty() || second.empty()) continue;
    pattern[pair] = first == second ? Pair::kSame : Pair::kDiffer;
    figure.codes[pair][{std::string(first), std::string(second)}] += placements.count;
  }
  figure.interrupted[pattern].Add(placements.count, placements.person);
}

}  // namespace

absl::StatusOr<DisagreementFigure> ReadDisagreement(const projection::View& view,
                                                    const CellSelection& selection) {
  DisagreementFigure figure;
  RETURN_IF_ERROR(VisitInterrupted(
      view, selection, [&](const InterruptedPlacements& placements) { Add(placements, figure); }));
  return figure;
}

}  // namespace praksis::readmodels
