#include "services/measures/lacks.h"

#include <string>
#include <utility>

#include "libs/base/strings.h"
#include "services/measures/summary.h"

namespace praksis::services {
namespace {

using base::StrCat;
using measures::Lack;
using measures::Lacking;

std::pair<v1::MeasureLackCode, std::string> CodeAndSentence(const Lacking& lacking, int64_t k) {
  switch (lacking.lack) {
    case Lack::kNotImplemented:
      return {v1::MEASURE_LACK_CODE_NOT_IMPLEMENTED,
              StrCat("Not in use at ", lacking.site, " yet",
                     lacking.day ? StrCat("; planned for ", DayText(lacking.day)) : "", ".")};
    case Lack::kPeriodNotOver:
      return {v1::MEASURE_LACK_CODE_PERIOD_NOT_OVER,
              StrCat("The period with the measure at ", lacking.site, " is known from ", DayText(lacking.day),
                     " on: until then it is not judged.")};
    case Lack::kTooFewMonths:
      return {v1::MEASURE_LACK_CODE_TOO_FEW_MONTHS,
              StrCat(lacking.site, " has ", lacking.found,
                     " whole months with a figure before the measure, or with it; ", lacking.needed,
                     " are needed on either side.")};
    case Lack::kTooFewSites:
      return {v1::MEASURE_LACK_CODE_TOO_FEW_SITES,
              StrCat("Sites with the measure that can be judged so far: ", lacking.found, "; ",
                     lacking.needed, lacking.needed == 1 ? " is" : " are", " needed.")};
    case Lack::kTooFewComparisons:
      return {v1::MEASURE_LACK_CODE_TOO_FEW_COMPARISON_SITES,
              StrCat("Sites to compare with: ", lacking.found, "; ", lacking.needed,
                     " are needed to see by how much sites differ without the measure.")};
    case Lack::kTooFewMonthsTogether:
      return {v1::MEASURE_LACK_CODE_TOO_FEW_MONTHS_TOGETHER,
              StrCat("The sites have ", lacking.found, " months before the measure, or with it, in common; ",
                     lacking.needed, " are needed on either side.")};
    case Lack::kTooFewCases:
      return {v1::MEASURE_LACK_CODE_TOO_FEW_CASES,
              StrCat("Fewer than ", k, " cases before the measure, or with it.")};
    case Lack::kHangsOnOneSite:
      return {v1::MEASURE_LACK_CODE_HANGS_ON_ONE_SITE,
              "One site alone decides: by how much sites differ cannot be seen, so that no interval would be "
              "right. Another site that begins at another time, or to compare with, would do."};
    case Lack::kNoVariation:
      return {v1::MEASURE_LACK_CODE_NO_VARIATION,
              "The figure does not vary from month to month, so that nothing can be judged by it."};
  }
  return {};
}

}  // namespace

v1::MeasureLack LackOf(const Lacking& lacking, int64_t k) {
  v1::MeasureLack lack;
  auto [code, sentence] = CodeAndSentence(lacking, k);
  lack.set_code(code);
  lack.set_site(lacking.site);
  lack.set_day(DayText(lacking.day));
  lack.set_found(lacking.found);
  lack.set_needed(lacking.needed);
  lack.set_sentence(std::move(sentence));
  return lack;
}

}  // namespace praksis::services
