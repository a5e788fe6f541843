// Publishing sums of a table's cells one after the other, where the sums overlap in more ways than one total
// and its parts (those are withholding.h's): a sum is published unless a small number would follow from it
// and all published before, by adding and subtracting.
//
// Cells of nobody are taken to be known. A small number is that of any set of cells about somebody, but about
// fewer than k persons; or a set of which a reader could tell that each cell is 1. What is not published was
// held back because of some small set among the cells it would have told apart; which of them, and how small,
// it does not tell.
//
// The order in which sums are offered is the order of their importance and must not depend on the counts.
// Not thread-safe.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_SAFE_SUMS_H_
#define PRAKSIS_SERVICES_DASHBOARDS_SAFE_SUMS_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "libs/readmodels/tally.h"

namespace praksis::services {

class SafeSums {
 public:
  // Indices of cells.
  using Cells = std::vector<size_t>;

  // At most 16 cells.
  SafeSums(const std::vector<readmodels::Tally>& cells, int64_t k);

  // The sum is published already, whether or not that is safe; where it is not, nothing more is.
  void Know(const Cells& sum) { Add(NumbersOf(sum), published_); }

  // Publishes all of `sums` together, or, where that would not be safe, none of them. Returns whether it did.
  bool Publish(std::initializer_list<Cells> sums);
  bool Publish(const Cells& sum) { return Publish({sum}); }

 private:
  // A sum as one number per cell.
  using Numbers = std::vector<double>;
  // Sums that no other of them follows from, each with a cell of which it alone has some.
  struct Row {
    size_t cell = 0;
    Numbers numbers;
  };
  using Basis = std::vector<Row>;

  Numbers NumbersOf(const Cells& cells) const;
  static Numbers Reduced(Numbers numbers, const Basis& basis);
  static void Add(Numbers numbers, Basis& basis);
  bool IsSafe(const Basis& basis) const;
  void FindSmallSets(const std::vector<readmodels::Tally>& cells, int64_t k);

  const size_t size_;
  Basis published_;
  std::vector<Numbers> small_sets_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_SAFE_SUMS_H_
