// An evaluation in the words of the interface, with small months withheld.
#ifndef PRAKSIS_SERVICES_MEASURES_ANSWER_H_
#define PRAKSIS_SERVICES_MEASURES_ANSWER_H_

#include <cstdint>
#include <string>

#include "libs/base/date.h"
#include "libs/measures/evaluation.h"
#include "libs/measures/plan.h"
#include "praksis/v1/measures.pb.h"

namespace praksis::services {

struct Asked {
  // The token of the position that the figures were read at.
  std::string position;
  base::Day as_of = 0;
  int64_t k = 0;
  // That asks; may be empty.
  std::string cycle = {};
};

// A month with fewer than k persons is withheld, and where that is the only one of a site's phase, the
// smallest other one with it: what all months of the phase add up to is told.
v1::EvaluateMeasureResponse AnswerEvaluation(const measures::Plan& plan,
                                             const measures::Evaluation& evaluation, const Asked& asked);

// Whether they say the same, whenever and wherever that was found.
bool SayTheSame(const v1::MeasureEvaluated& one, const v1::MeasureEvaluated& other);

// 16 hexadecimal digits that name what is evaluated where and when.
std::string EvaluationDigits(const std::string& measure, const Asked& asked);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_MEASURES_ANSWER_H_
