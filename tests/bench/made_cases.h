// Cases to measure figures on, drawn as case states: ten years, 98 municipalities of very different sizes,
// three target groups. The same ones every time. Not thread-safe.
#ifndef PRAKSIS_TESTS_BENCH_MADE_CASES_H_
#define PRAKSIS_TESTS_BENCH_MADE_CASES_H_

#include <random>
#include <string>

#include "libs/base/date.h"
#include "libs/domain/case_state/case_state.pb.h"

namespace praksis::bench {

// The last day on which anything happens.
base::Day MadeCasesToday();
// 0 is the largest.
std::string MadeMunicipality(int i);

class MadeCases {
 public:
  MadeCases();

  // Valid until the next call, whichever.
  const domain::cases::CaseState& Next();
  // What becomes of an open case when something more happens.
  const domain::cases::CaseState& WithOneMore(const domain::cases::CaseState& state);

 private:
  int Below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  std::string Reason();
  void AddReferral();
  void AddPlacement();
  void AddCoaching();
  void AddBelief();
  void AddWorkers();
  void AddDue();
  void AddOccupation();

  std::mt19937_64 random_{20251231};
  std::discrete_distribution<int> municipality_;
  domain::cases::CaseState state_;
  int number_ = 0;
};

}  // namespace praksis::bench

#endif  // PRAKSIS_TESTS_BENCH_MADE_CASES_H_
