// How far the parties agree on why placements were interrupted. Read from the rows of the figure of
// interruptions, which hold all that the parties gave.
#ifndef PRAKSIS_LIBS_READMODELS_DISAGREEMENT_H_
#define PRAKSIS_LIBS_READMODELS_DISAGREEMENT_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "libs/projection/projection.h"
#include "libs/readmodels/cells.h"
#include "libs/readmodels/tally.h"

namespace praksis::readmodels {

struct DisagreementFigure {
  // Of two parties.
  enum class Pair : uint8_t { kNotBoth, kSame, kDiffer };
  // Citizen and company, citizen and job centre, company and job centre.
  static constexpr size_t kPairs = 3;
  using Pattern = std::array<Pair, kPairs>;
  // One code by the first of the pair and one by the second.
  using Codes = std::pair<std::string, std::string>;

  // Every interrupted placement, by what each pair says of it. Those about which fewer than two parties gave
  // a reason have kNotBoth three times.
  std::map<Pattern, Tally> interrupted;
  // By pair: those about which both gave a reason.
  std::array<std::map<Codes, int64_t>, kPairs> codes;
};

// The placements of the selection; its days are those on which they started. Persons are counted exactly
// below `exact_below` (tallies.h).
absl::StatusOr<DisagreementFigure> ReadDisagreement(const projection::View& view,
                                                    const CellSelection& selection,
                                                    int64_t exact_below = Persons::kExactBelow);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_DISAGREEMENT_H_
