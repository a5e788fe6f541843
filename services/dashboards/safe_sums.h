// Publishing sums of a table's cells one after the other, where the sums overlap in more ways than one total
// and its parts (those are withholding.h's): a sum is published unless from it and all published before
// something would follow, by adding and subtracting, that is about small cells alone (of 1 … k-1 persons),
// with whatever factors. So everything that follows has a cell of at least k persons in it.
//
// Stricter than hiding small numbers: that two small cells together are six persons is held back, too, as a
// reader who knows that both are small could tell much from it; and so is, as soon as any cell is small, that
// nobody is in another, as that would tell that somebody is in those held back. (The tests try every table.)
//
// The order in which sums are offered is that of their importance and must not depend on the counts.
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

  SafeSums(const std::vector<readmodels::Tally>& cells, int64_t k);

  // The sum is published in any case.
  void Know(const Cells& sum) { Add(sum, published_); }

  // Publishes all of `sums` together, or, where that would not be safe, none of them. Returns whether it did.
  bool Publish(std::initializer_list<Cells> sums);
  bool Publish(const Cells& sum) { return Publish({sum}); }

 private:
  // A sum as one number per cell.
  using Numbers = std::vector<double>;
  // Sums of which none follows from the others, each with a cell that no other has.
  class Basis {
   public:
    // False where the sum follows from what is there already, or is of nobody.
    bool Add(Numbers sum);

   private:
    struct Row {
      size_t cell = 0;
      Numbers numbers;
    };
    std::vector<Row> rows_;
  };
  // All that is published, and the same as if there were no small cells.
  struct Published {
    Basis all;
    Basis large;
  };

  // False where something about small cells alone would follow.
  bool Add(const Cells& sum, Published& published) const;

  std::vector<bool> large_;  // by cell
  Published published_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_SAFE_SUMS_H_
