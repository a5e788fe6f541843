#include "services/measures/definition.h"

#include <string_view>

#include "libs/base/strings.h"

namespace praksis::services {
namespace {

std::string FigureInWords(const v1::MeasureMetric& metric) {
  switch (metric.figure()) {
    case v1::MEASURE_FIGURE_INTERRUPTION:
      return base::StrCat("Of the placements that started in a month, the share interrupted by day ",
                          metric.horizon_days(),
                          "; completed, and interrupted because the person got a job, are no failures.");
    case v1::MEASURE_FIGURE_RETURN_TO_WORK:
      return base::StrCat("Of the cases opened in a month, the share back in work by day ",
                          metric.horizon_days(), "; education is no work.");
    case v1::MEASURE_FIGURE_REFERRALS_ACCEPTED:
      return "Of the referrals made in a month and answered, the share accepted.";
    case v1::MEASURE_FIGURE_DAYS_TO_ANSWER:
      return "Of the referrals made in a month, the Kaplan-Meier median of the days to their answer.";
    case v1::MEASURE_FIGURE_TWELVE_WEEK_OUTCOME:
      return "Of the coaching episodes begun in a month whose day 84 is known, the share with an occupation "
             "that the person found by then.";
    case v1::MEASURE_FIGURE_BELIEF:
      return "Of the cases open at the end of a month with a caseworker's assessment at most 100 days old, "
             "the share with a score of 4 or 5.";
    case v1::MEASURE_FIGURE_RESOURCES_WORDED:
      return "Of the referrals made in a month, the share with every resource worded.";
    default:
      return "";
  }
}

constexpr std::string_view kMonths =
    "A month counts once it is over and everybody in it is followed as long as the figure asks; the month "
    "in which the measure came into use, unless on its first day, is left out. A case counts in the "
    "municipality that has it now. A site enters once its whole period with the measure is known, so that "
    "it is judged once and not again and again. ";

std::string_view DesignInWords(v1::MeasureDesign design) {
  switch (design) {
    case v1::MEASURE_DESIGN_BEFORE_AFTER:
      return "Effect: the step at the first month with the measure, between the line through the months with "
             "it and where the line through the months before was heading (segmented regression, at least 6 "
             "months on either side, sites put together by months since their beginning). Months weigh by "
             "count / (count + 20), are correlated as an autoregression, and what is not known of that is "
             "in the interval. Whatever else changed at the same time is in the effect.";
    case v1::MEASURE_DESIGN_DIFFERENCE_IN_DIFFERENCES:
    case v1::MEASURE_DESIGN_STEPPED_WEDGE:
      return "Effect: that of the measure in a regression on site and calendar month, months weighed by "
             "count / (count + 20). Its standard error takes months of one site for correlated in any way "
             "(CR2), its Student's t has Satterthwaite's degrees; at least two sites with the measure, at "
             "least 3 months on either side each, and no single site may decide.";
    default:
      return "";
  }
}

}  // namespace

std::string MeasureDefinition(const v1::MeasureDecided& decided) {
  return base::StrCat(FigureInWords(decided.metric()), " ", kMonths, DesignInWords(decided.design()));
}

}  // namespace praksis::services
