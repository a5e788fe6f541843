// Each learning cycle's calendar and its telling; learning_cycles.h puts them together. All ours†.
#ifndef PRAKSIS_LIBS_SAMPLE_CYCLES_TOLD_H_
#define PRAKSIS_LIBS_SAMPLE_CYCLES_TOLD_H_

#include <string_view>
#include <vector>

#include "libs/sample/cycle_teller.h"

namespace praksis::sample {

// Until the cases are chosen. Days count from the sample's first.
struct CycleBeginning {
  int challenge;
  std::string_view wording;
  std::vector<std::string_view> sites;
  std::vector<v1::InformantKind> informants;
  int cases_per_site;
  // The cases' placements ended in these days.
  int period_first;
  int period_last;
  int choice;
};
CycleBeginning BeginningOf(const Options& options, int cycle);

// That it decides, in their order; none of a cycle that decides none.
std::vector<Measure> MeasuresOf(const Options& options, int cycle);

// What follows on the choice.
void TellFirstCycle(CycleTeller& teller, const Options& options, const Chosen& chosen);
void TellSecondCycle(CycleTeller& teller, const Options& options, const Chosen& chosen);
void TellThirdCycle(CycleTeller& teller, const Options& options, const Chosen& chosen);

std::vector<Measure> FirstCycleMeasures();
std::vector<Measure> SecondCycleMeasures(const Options& options);

// Companies' questions and answers of the first two cycles.
std::vector<CycleTeller::Question> CompanyQuestions();
CycleTeller::Interviews CompanyInterviews(int begin, int end, int first_day);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_CYCLES_TOLD_H_
