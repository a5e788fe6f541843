// For tests: random worlds, and what it means to be selected, as plainly as possible.
#ifndef PRAKSIS_LIBS_READMODELS_TESTING_RANDOM_WORLD_H_
#define PRAKSIS_LIBS_READMODELS_TESTING_RANDOM_WORLD_H_

#include <algorithm>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/testing/random_history.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "libs/readmodels/cells.h"
#include "libs/readmodels/testing/world.h"

namespace praksis::readmodels::testing {

inline constexpr base::Day kToday = 21000;  // 2027-07-01: after every random history

// Some cases with random histories, appended stream by stream in random interleaving, and their states.
struct RandomWorld {
  World world;
  std::vector<domain::cases::CaseState> states;

  explicit RandomWorld(uint64_t seed) {
    domain::cases::testing::Random random(seed);
    std::vector<std::vector<v1::Event>> histories;
    const int cases = random.Between(1, 12);
    for (int i = 0; i < cases; ++i) {
      histories.push_back(domain::cases::testing::RandomHistory(random.Next(), random.Between(1, 60),
                                                                base::StrCat("case/", i)));
      states.push_back(domain::cases::Fold(histories.back()));
    }
    std::vector<size_t> next(histories.size(), 0);
    for (size_t left = histories.size(); left > 0;) {
      const auto i = static_cast<size_t>(random.Between(0, cases - 1));
      if (next[i] == histories[i].size()) continue;
      world.Append(histories[i][next[i]++]);
      if (next[i] == histories[i].size()) --left;
      if (random.OneIn(20)) world.CatchUp();
    }
    world.CatchUp();
  }
};

// A selection that means something in most random worlds.
inline CellSelection RandomSelection(uint64_t seed, const std::vector<domain::cases::CaseState>& states) {
  domain::cases::testing::Random random(seed ^ 0x5e1ec7);
  const domain::cases::CaseState& some = random.Of(states);
  CellSelection selection;
  if (random.OneIn(2)) selection.municipalities = {some.municipality(), "DK-999"};
  if (random.OneIn(2)) selection.from = some.opened_on() + random.Between(-5, 40);
  if (random.OneIn(2)) selection.to = some.opened_on() + random.Between(-5, 200);
  if (random.OneIn(3)) selection.target_groups = {some.target_group()};
  if (random.OneIn(3)) selection.industry_sections = {"G", "Q", "C"};
  return selection;
}

inline bool Admits(const CellSelection& selection, const domain::cases::CaseState& state, base::Day day) {
  const auto has = [](const std::vector<std::string>& list, const std::string& value) {
    return list.empty() || std::count(list.begin(), list.end(), value) > 0;
  };
  return has(selection.municipalities, state.municipality()) &&
         has(selection.target_groups, state.target_group()) && day >= selection.from.value_or(INT32_MIN) &&
         day <= selection.to.value_or(INT32_MAX);
}

inline bool IsOpened(const domain::cases::CaseState& state) {
  return state.status() != v1::CaseSummary::STATUS_UNSPECIFIED;
}

}  // namespace praksis::readmodels::testing

#endif  // PRAKSIS_LIBS_READMODELS_TESTING_RANDOM_WORLD_H_
