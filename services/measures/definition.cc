#include "services/measures/definition.h"

#include <string_view>
#include <vector>

#include "libs/definitions/definitions.h"

namespace praksis::services {
namespace {

// "" where it is none that there is.
std::string_view NameOf(v1::MeasureFigure figure) {
  switch (figure) {
    case v1::MEASURE_FIGURE_INTERRUPTION:
      return "measure-interruption";
    case v1::MEASURE_FIGURE_RETURN_TO_WORK:
      return "measure-return-to-work";
    case v1::MEASURE_FIGURE_REFERRALS_ACCEPTED:
      return "measure-referrals-accepted";
    case v1::MEASURE_FIGURE_DAYS_TO_ANSWER:
      return "measure-days-to-answer";
    case v1::MEASURE_FIGURE_TWELVE_WEEK_OUTCOME:
      return "measure-twelve-week-outcome";
    case v1::MEASURE_FIGURE_BELIEF:
      return "measure-belief";
    case v1::MEASURE_FIGURE_RESOURCES_WORDED:
      return "measure-resources-worded";
    default:
      return "";
  }
}

std::string_view NameOf(v1::MeasureDesign design) {
  switch (design) {
    case v1::MEASURE_DESIGN_BEFORE_AFTER:
      return "measure-before-after";
    // Both are one regression.
    case v1::MEASURE_DESIGN_DIFFERENCE_IN_DIFFERENCES:
    case v1::MEASURE_DESIGN_STEPPED_WEDGE:
      return "measure-difference-in-differences";
    default:
      return "";
  }
}

}  // namespace

std::string MeasureDefinition(const v1::MeasureDecided& decided) {
  std::vector<std::string> names;
  for (const std::string_view name :
       {NameOf(decided.metric().figure()), std::string_view("measure-months"), NameOf(decided.design())}) {
    if (!name.empty()) names.emplace_back(name);
  }
  return definitions::Composed(names, {{"days", std::to_string(decided.metric().horizon_days())}});
}

}  // namespace praksis::services
