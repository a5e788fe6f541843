// What the clients have to tell: the course of each case, fact by fact, and what does not belong there.
#ifndef PRAKSIS_TESTS_SIMULATION_COURSES_H_
#define PRAKSIS_TESTS_SIMULATION_COURSES_H_

#include <optional>
#include <vector>

#include "libs/base/strings.h"
#include "libs/domain/case/testing/random_history.h"
#include "praksis/v1/event.pb.h"
#include "tests/simulation/chance.h"
#include "tests/simulation/truth.h"

namespace praksis::simulation {

class Courses {
 public:
  Courses(Chance& chance, int streams) {
    for (int i = 0; i < streams; ++i) {
      cases_.emplace_back(chance.Next(), base::StrCat("case/", i + 1));
    }
    openings_.resize(cases_.size());
  }

  // Mostly the next fact of a case's course; it may come too late or too early when facts before it were
  // refused. Until the case is open, mostly its opening.
  v1::Event Next(Chance& chance, const Truth& truth) {
    const size_t i = chance.Below(cases_.size());
    if (!openings_[i].has_value()) {
      openings_[i] = cases_[i].Step();
      return *openings_[i];
    }
    if (truth.History(openings_[i]->stream()).empty() && chance.PerCent(85)) return *openings_[i];
    if (chance.PerCent(15)) return cases_[i].Propose();
    return cases_[i].Step();
  }

 private:
  std::vector<domain::cases::testing::RandomCase> cases_;
  std::vector<std::optional<v1::Event>> openings_;
};

}  // namespace praksis::simulation

#endif  // PRAKSIS_TESTS_SIMULATION_COURSES_H_
