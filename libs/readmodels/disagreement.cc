#include "libs/readmodels/disagreement.h"

#include "absl/container/flat_hash_map.h"
#include "libs/base/status.h"
#include "libs/readmodels/codes.h"
#include "libs/readmodels/interruptions.h"

namespace praksis::readmodels {
namespace {

using Pair = DisagreementFigure::Pair;
using Pattern = DisagreementFigure::Pattern;

constexpr size_t kPairs = DisagreementFigure::kPairs;
// The parties of each pair, as indices of InterruptedPlacements::codes.
constexpr std::array<std::pair<size_t, size_t>, kPairs> kParties = {{{0, 1}, {0, 2}, {1, 2}}};
// Values of Pair.
constexpr size_t kRelations = 3;

class Summing {
 public:
  void Add(const InterruptedPlacements& placements) {
    size_t pattern = 0;
    for (size_t pair = 0; pair < kPairs; ++pair) {
      const CodeNumber first = placements.codes[kParties[pair].first];
      const CodeNumber second = placements.codes[kParties[pair].second];
      pattern *= kRelations;
      if (first == 0 || second == 0) continue;
      pattern += static_cast<size_t>(first == second ? Pair::kSame : Pair::kDiffer);
      codes_[pair][{first, second}] += placements.count;
    }
    patterns_[pattern].Add(placements.count, placements.person);
  }

  DisagreementFigure Finish() {
    DisagreementFigure figure;
    for (size_t i = 0; i < patterns_.size(); ++i) {
      if (patterns_[i].count > 0) figure.interrupted[PatternOf(i)] = std::move(patterns_[i]);
    }
    for (size_t pair = 0; pair < kPairs; ++pair) {
      for (const auto& [codes, count] : codes_[pair]) {
        figure.codes[pair][{std::string(TextOfCode(codes.first)), std::string(TextOfCode(codes.second))}] =
            count;
      }
    }
    return figure;
  }

 private:
  static Pattern PatternOf(size_t index) {
    Pattern pattern = {};
    for (size_t pair = kPairs; pair > 0; --pair, index /= kRelations) {
      pattern[pair - 1] = static_cast<Pair>(index % kRelations);
    }
    return pattern;
  }

  std::array<Tally, kRelations * kRelations * kRelations> patterns_;
  std::array<absl::flat_hash_map<std::pair<CodeNumber, CodeNumber>, int64_t>, kPairs> codes_;
};

}  // namespace

absl::StatusOr<DisagreementFigure> ReadDisagreement(const projection::View& view,
                                                    const CellSelection& selection) {
  Summing summing;
  RETURN_IF_ERROR(VisitInterrupted(
      view, selection, [&](const InterruptedPlacements& placements) { summing.Add(placements); }));
  return summing.Finish();
}

}  // namespace praksis::readmodels
