// What greedy asks of an objective: which candidates would add most to what has been picked, and at most how
// much there is to be had.
#ifndef PRAKSIS_LIBS_SELECTION_GAIN_SOURCE_H_
#define PRAKSIS_LIBS_SELECTION_GAIN_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
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
  // Descending; of equal ones in the classes' order.
  using Gains = std::vector<Gain>;
  using Admits = std::function<bool(uint32_t class_index)>;

  virtual ~GainSource() = default;

  // The `count` largest gains among the classes that are admitted, and all that equal the last of them.
  virtual Gains Largest(const Admits& admits, size_t count) = 0;

  // The sum of the `wanted` largest gains of members at the site of a quota, whether or not they are taken
  // already; where the visits that are left do not suffice, at least that. Takes off what it needed.
  virtual int64_t LargestRemaining(uint32_t quota, size_t wanted, int64_t& visits_left) = 0;

  // A member of the class has been chosen as the `number`th, and adds something.
  virtual void Add(uint32_t class_index, uint32_t number) = 0;

  // What the picks so far are worth, or at least that, and what nothing within the quotas exceeds: for
  // proofs.
  virtual int64_t WorthAtMost() const = 0;
  virtual int64_t Everything() const = 0;

  virtual const Coverage& coverage() const = 0;
  virtual const Shown& shown() const = 0;
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_GAIN_SOURCE_H_
