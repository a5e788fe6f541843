// What greedy asks of an objective: which candidates would add most to what has been picked, and at most how
// much there is to be had.
#ifndef PRAKSIS_LIBS_SELECTION_GAIN_SOURCE_H_
#define PRAKSIS_LIBS_SELECTION_GAIN_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "libs/selection/coverage.h"
#include "libs/selection/objective.h"

namespace praksis::selection {

// Not thread-safe.
class GainSource {
 public:
  struct Gain {
    int64_t micros = 0;
    uint32_t class_index = 0;  // into Candidates::classes()
  };
  struct Gains {
    // Descending; of equal ones in the classes' order.
    std::vector<Gain> gains;
    // Otherwise the search was ended early, and there may be larger ones.
    bool complete = true;
  };
  using Admits = std::function<bool(uint32_t class_index)>;
  // How far a search goes: once more than `visits` visits are spent, by all searches together, it ends when
  // it has found anything and made `batches` batches of comparisons. Where that is none, what other searches
  // have found since the last pick will do.
  struct Effort {
    int64_t visits = 0;
    int32_t batches = 0;
  };

  virtual ~GainSource() = default;

  // The `count` largest gains among the classes that are admitted, and all that equal the last of them.
  virtual Gains Largest(const Admits& admits, size_t count, Effort effort) = 0;

  // By quota, the sum of the `wanted` largest gains of members there, whether or not they are taken already;
  // or at least that, where more than `visits` visits are spent.
  virtual std::vector<int64_t> LargestRemaining(std::span<const int32_t> wanted, int64_t visits) = 0;

  // A member of the class has been chosen as the `number`th, and adds something.
  virtual void Add(uint32_t class_index, uint32_t number) = 0;

  // What the picks so far are worth, or at least that, and what nothing within the quotas exceeds: for
  // proofs.
  virtual int64_t WorthAtMost() const = 0;
  virtual int64_t Everything() const = 0;

  // A search found, or LargestRemaining said, something else than it would have with more visits.
  virtual bool limited() const { return false; }

  virtual const Coverage& coverage() const = 0;
  virtual const Shown& shown() const = 0;
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_GAIN_SOURCE_H_
