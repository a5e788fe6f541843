// A measure judged by the design that was fixed when it was decided: effect, interval, verdict, and what is
// missing where there is too little. Pure: no IO, no clock; any thread.
#ifndef PRAKSIS_LIBS_MEASURES_EVALUATION_H_
#define PRAKSIS_LIBS_MEASURES_EVALUATION_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/effects/effect.h"
#include "libs/measures/metric.h"
#include "libs/measures/plan.h"
#include "praksis/v1/cycle.pb.h"

namespace praksis::measures {

// What keeps an effect from being estimated, or a site from entering.
enum class Lack {
  kNotImplemented,        // of a site: not in use there
  kPeriodNotOver,         // of a site: known from `day` on
  kTooFewMonths,          // of a site: `found` months before or with it, of `needed`
  kTooFewSites,           // that entered with the measure
  kTooFewComparisons,     // that entered to compare with
  kTooFewMonthsTogether,  // months that all sites that entered have in common
  kTooFewCases,           // fewer than k before it, or with it
  kHangsOnOneSite,        // sites began in such an order that one alone decides
  kNoVariation,           // nothing varies, so nothing can be judged
};

struct Lacking {
  Lack lack;
  // Empty where it is about the measure as a whole.
  std::string site = {};
  std::optional<base::Day> day = {};
  int64_t found = 0;
  int64_t needed = 0;
};

enum class Phase { kBefore, kWith, kNeither };

struct PhasedMonth {
  MonthFigure figure;
  Phase phase = Phase::kNeither;
};

struct EvaluatedSite {
  PlannedSite planned;
  // With the measure, or to compare with.
  bool entered = false;
  // Everything known of the periods, entered or not.
  std::vector<PhasedMonth> months = {};

  // Entered with the measure.
  bool judged() const;
};

// The average of the sites with the measure that entered, each counted alike in every month.
struct AverageMonth {
  // Since the first whole month with the measure, which is 0.
  int32_t month = 0;
  double value = 0;
  // That tells as much as one site's count would; of one site, its count.
  double count = 0;
  bool small = false;
};

struct Evaluation {
  v1::MeasureVerdict verdict = v1::MEASURE_VERDICT_NOT_ENOUGH_DATA;
  // Absent where NOT_ENOUGH_DATA.
  std::optional<effects::Effect> effect;
  // BEFORE_AFTER only: how much the change from month to month changed; and the two lines
  // (effects::InterruptedSeries), by month of `average`.
  std::optional<effects::Effect> slope;
  std::optional<std::array<double, 4>> line;
  std::vector<EvaluatedSite> sites;
  // Months that all of them have.
  std::vector<AverageMonth> average;
  std::vector<Lacking> lacking;
  // Cases, placements, referrals or episodes of the months that entered.
  int64_t observed_with = 0;
  int64_t observed_without = 0;
};

// A site needs so many months with a figure on either side to enter a panel†; a series needs more
// (effects::kLeastMonths).
inline constexpr int kLeastPanelMonths = 3;

// The sites and months whose figures the evaluation is made of.
MetricQuestion QuestionOf(const Plan& plan, base::Day as_of, int64_t k);

// `series` is the answer to QuestionOf(plan, as_of, k). A site enters once its whole period with the measure
// is known: judging it again and again while data come in would find an effect where there is none more often
// than the level says.
Evaluation Evaluate(const Plan& plan, const std::map<std::string, MonthFigures>& series, base::Day as_of,
                    int64_t k);

}  // namespace praksis::measures

#endif  // PRAKSIS_LIBS_MEASURES_EVALUATION_H_
