// Withholding small numbers from counts that add up to a published total.
//
// A cell is small where it counts somebody, but fewer than k persons. What is withheld is chosen so that from
// everything published together no small cell follows, also not for a reader who knows these rules (the tests
// try every table there can be):
//   1. Small cells are withheld.
//   2. The sum of what is withheld follows by subtraction. It must be of at least two cells and at least k
//   persons, and
//      must not be such that every cell is 1. Where it is not so, another cell that is not 0 is withheld,
//      too: the next in an order that does not depend on the numbers, or the smallest with every cell equal
//      to it (which of the equal ones was taken would tell where the small one is). Where every cell is k-1
//      and a reader would know that none is larger, one more is withheld if there is one.
//   3. Where nothing more is left to withhold, nothing is published of the cells at all.
// A cell that is broken down further is one cell here; its parts are a table of their own, published only if
// the cell is. So no two tables share a withheld cell, and none helps with another. Zeros are published: they
// say of nobody that they are there.
//
// Only what one answer says is protected against itself. Answers to two selections that differ by one person
// can be subtracted; reads are recorded for that reason (DESIGN.md).
#ifndef PRAKSIS_SERVICES_DASHBOARDS_WITHHOLDING_H_
#define PRAKSIS_SERVICES_DASHBOARDS_WITHHOLDING_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libs/readmodels/tally.h"

namespace praksis::services {

// Which cell is withheld next to small ones.
enum class Next {
  kSmallest,
  kInOrder,  // the first of the cells given
};

// A k with which nobody is too few and nothing is withheld: for who may see the cases themselves. Never that
// of a figure that leaves (DashboardsOptions::k).
inline constexpr int64_t kNothingWithheld = 1;

// By cell: is it withheld? Nothing where none of the cells may be published: their total is small, or too
// little of it would be hidden. k >= 3, or kNothingWithheld.
std::optional<std::vector<bool>> Withhold(std::span<const readmodels::Tally> cells, int64_t k, Next next);

// Cutting a row of counts (by stage, by time) into runs: neighbours that are published only together, as a
// sum. Every run of more than one has at least k persons, every single one at least k or nobody. What is cut
// away or cumulated run by run can then be published: no small cell is the difference of two sums. The runs
// are those that leave the fewest cells withheld; of several, the one with the earliest cuts. Gives the index
// at which each run begins; empty where there are no `cells`. All cells together must have at least k
// persons, or nobody.
std::vector<size_t> CutIntoRuns(const std::vector<readmodels::Tally>& cells, int64_t k);

// 1 … k-1 persons.
inline bool IsSmall(const readmodels::Tally& tally, int64_t k) {
  return tally.count > 0 && tally.persons.size() < k;
}
inline bool AnySmall(std::span<const readmodels::Tally> cells, int64_t k) {
  return std::any_of(cells.begin(), cells.end(),
                     [k](const readmodels::Tally& cell) { return IsSmall(cell, k); });
}

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_WITHHOLDING_H_
