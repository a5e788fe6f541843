// Which units of an experiment may be shown beside the sum of all of them.
#ifndef PRAKSIS_SERVICES_EXPERIMENTS_SPLIT_H_
#define PRAKSIS_SERVICES_EXPERIMENTS_SPLIT_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace praksis::services {

// What stands behind one unit's numbers.
struct Behind {
  // The parts that the numbers are about, each by its persons; they may overlap.
  std::vector<std::set<uint32_t>> parts;
  // Who did it. `whole_site`: more than can be named.
  std::set<std::string> workers = {};
  bool whole_site = false;

  void Add(const Behind& other);
};

struct Split {
  bool all = false;
  // By unit; none where `all` is not shown.
  std::vector<bool> units;
};

// A sum may be shown where none of its parts is about 1 … k-1 persons, and where k workers or more did it (if
// anybody did anything). All is shown where that holds for all units together; a unit where it holds for the
// unit, and so long as it holds for those together that are not shown, whose numbers follow by subtraction:
// where it does not, the unit with the fewest persons and workers joins them.
Split SplitByUnit(const std::vector<Behind>& units, int64_t k);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_EXPERIMENTS_SPLIT_H_
