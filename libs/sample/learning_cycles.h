// Learning cycles of Lolland and Guldborgsund, after Rekruttering fra Kanten. From the source: the challenge
// (placements end early), five placements from each of two job centres that ran a month or more, companies
// asked with the citizens' consent or fully anonymised, the six steps, a development day of each job centre,
// measures in both, and a next cycle that looks into them. Days, wording, answers, numbers, the measures and
// all that follows the first cycle are ours†.
//
// A cycle is told in two parts: the server chooses the cases in between. The first goes through all its steps
// in the first year; the second, which follows it, is being interviewed for when that year ends. In the
// second year it goes on to its end and decides measures of its own, at more job centres than these. The
// third looks into them from the third year on; the step after its themes is waived, and it is not over
// before the fourth.
//
// Pure: the same arguments give the same facts, byte for byte; all are to be accepted.
#ifndef PRAKSIS_LIBS_SAMPLE_LEARNING_CYCLES_H_
#define PRAKSIS_LIBS_SAMPLE_LEARNING_CYCLES_H_

#include <map>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/sample/sample_year.h"
#include "praksis/v1/cycle.pb.h"
#include "praksis/v1/event.pb.h"

namespace praksis::sample {

// How many begin in the sample's years: 2, and 3 from the third year on.
int LearningCycles(const Options& options);

// What the server is to choose between the parts of a cycle.
struct CycleChoice {
  std::string stream;
  std::string event_id;
  base::Day as_of = 0;
  std::string seed;
  v1::Actor actor;
};

// `cycle` is below LearningCycles.
CycleChoice ChoiceOf(const Options& options, int cycle);
// From the challenge to the criteria.
std::vector<v1::Event> TellBeforeChoice(const Options& options, int cycle);
// From the interview guide on, and the measures. `consents`: by case, a standing consent LEARNING_INTERVIEW's
// id; an interview about a case without is anonymised.
std::vector<v1::Event> TellAfterChoice(const Options& options, int cycle, const v1::CasesSelected& selected,
                                       const std::map<std::string, std::string>& consents);

// A measure of one cycle whose working the next asks for.
struct MeasureInQuestion {
  std::string measure;
  // That asks.
  std::string cycle;
  v1::Actor actor;
};
std::vector<MeasureInQuestion> MeasuresInQuestion(const Options& options);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_LEARNING_CYCLES_H_
