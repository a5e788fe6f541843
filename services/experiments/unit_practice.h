// What one unit of an experiment did with cases before and after it changed its practice.
#ifndef PRAKSIS_SERVICES_EXPERIMENTS_UNIT_PRACTICE_H_
#define PRAKSIS_SERVICES_EXPERIMENTS_UNIT_PRACTICE_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/readmodels/practice.h"
#include "praksis/v1/experiment.pb.h"

namespace praksis::services {

struct UnitSpec {
  std::string site;
  // Empty: whoever works there.
  std::set<std::string, std::less<>> workers;
  base::Day started_on = 0;
};

// Days; both ends are in it. Empty where from is after to.
struct Window {
  base::Day from = 0;
  base::Day to = 0;
  bool Has(base::Day day) const { return from <= day && day <= to; }
};

// One case's latest score in a window.
struct Rated {
  uint32_t person = 0;
  int score = 0;
};
// In both windows.
struct RatedTwice {
  uint32_t person = 0;
  int before = 0;
  int after = 0;
};

struct WindowPractice {
  // One per case.
  std::vector<Rated> rated;
  std::set<std::string> raters;

  int64_t visits = 0;
  int64_t placements_found = 0;
  std::set<uint32_t> visited_for;
  // Persons for whom a visit found a placement.
  std::set<uint32_t> found_for;
  std::set<std::string> visitors;

  int64_t worded = 0;
  int64_t not_worded = 0;
  std::set<uint32_t> worded_for;
  std::set<uint32_t> not_worded_for;
  std::set<std::string> referrers;
};

struct UnitPractice {
  WindowPractice before;
  WindowPractice after;
  std::vector<RatedTwice> rated_twice;
  // Who rated those in either window.
  std::set<std::string> raters_twice;
};

// Reads cases of the unit's site one by one.
class UnitReader {
 public:
  // `window_days` before the unit's first day, and as many from it on, up to `as_of`.
  UnitReader(const UnitSpec& unit, int window_days, base::Day as_of);

  void Read(const readmodels::PracticeCase& practice);
  UnitPractice Finish() && { return std::move(found_); }

 private:
  bool IsOurs(std::string_view worker) const {
    return unit_.workers.empty() || unit_.workers.contains(worker);
  }
  void ReadBelief(const readmodels::PracticeCase& practice);

  const UnitSpec& unit_;
  const Window before_;
  const Window after_;
  UnitPractice found_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_EXPERIMENTS_UNIT_PRACTICE_H_
