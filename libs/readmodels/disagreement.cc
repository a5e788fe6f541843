#include "libs/readmodels/disagreement.h"

#include "absl/container/flat_hash_map.h"
#include "libs/base/status.h"
#include "libs/readmodels/codes.h"
#include "libs/readmodels/interruptions.h"
#include "libs/readmodels/tallies.h"

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
  explicit Summing(int64_t exact_below) : patterns_(exact_below, kPatterns) {}

  void Add(const InterruptedPlacements& placements) {
    // They come sorted by codes, run by run.
    if (placements.codes != codes_now_) {
      AddCodes();
      codes_now_ = placements.codes;
      pattern_now_ = PatternIndex(codes_now_);
    }
    count_now_ += placements.count;
    patterns_.Add(pattern_now_, placements.count, placements.person);
  }

  DisagreementFigure Finish() {
    DisagreementFigure figure;
    AddCodes();
    for (size_t i = 0; i < kPatterns; ++i) {
      if (patterns_.count(i) > 0) figure.interrupted[PatternOf(i)] = patterns_.At(i);
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
  static constexpr size_t kPatterns = kRelations * kRelations * kRelations;

  // Adds those counted with the codes of now.
  void AddCodes() {
    for (size_t pair = 0; pair < kPairs && count_now_ > 0; ++pair) {
      const CodeNumber first = codes_now_[kParties[pair].first];
      const CodeNumber second = codes_now_[kParties[pair].second];
      if (first != 0 && second != 0) codes_[pair][{first, second}] += count_now_;
    }
    count_now_ = 0;
  }

  static size_t PatternIndex(const std::array<CodeNumber, 3>& codes) {
    size_t pattern = 0;
    for (const auto& [first, second] : kParties) {
      pattern *= kRelations;
      if (codes[first] == 0 || codes[second] == 0) continue;
      pattern += static_cast<size_t>(codes[first] == codes[second] ? Pair::kSame : Pair::kDiffer);
    }
    return pattern;
  }

  static Pattern PatternOf(size_t index) {
    Pattern pattern = {};
    for (size_t pair = kPairs; pair > 0; --pair, index /= kRelations) {
      pattern[pair - 1] = static_cast<Pair>(index % kRelations);
    }
    return pattern;
  }

  std::array<CodeNumber, 3> codes_now_ = {};
  size_t pattern_now_ = 0;
  int64_t count_now_ = 0;
  Tallies patterns_;
  std::array<absl::flat_hash_map<std::pair<CodeNumber, CodeNumber>, int64_t>, kPairs> codes_;
};

}  // namespace

absl::StatusOr<DisagreementFigure> ReadDisagreement(const projection::View& view,
                                                    const CellSelection& selection, int64_t exact_below) {
  Summing summing(exact_below);
  RETURN_IF_ERROR(VisitInterrupted(
      view, selection, [&](const InterruptedPlacements& placements) { summing.Add(placements); }));
  return summing.Finish();
}

}  // namespace praksis::readmodels
