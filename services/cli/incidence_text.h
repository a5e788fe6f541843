// What answers about cumulative incidence have in common on a terminal: a table by way of ending, and the
// curve. Their messages differ in name only.
#ifndef PRAKSIS_SERVICES_CLI_INCIDENCE_TEXT_H_
#define PRAKSIS_SERVICES_CLI_INCIDENCE_TEXT_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/strings.h"
#include "services/cli/figures_text.h"
#include "services/cli/plot.h"
#include "services/cli/table.h"

namespace praksis::cli {

// One row for `whole`, then one per cause, the competing ones last and in brackets. A cause is called what
// `label` says of its code.
template <typename Points, typename Causes>
Table IncidenceTable(std::string whole, const v1::Count& count, const Points& overall, const Causes& causes,
                     std::string heading, const std::function<std::string(const std::string&)>& label) {
  std::vector<Column> columns = {{std::move(heading)}, {"COUNT", true}};
  for (const auto& point : overall)
    columns.push_back({base::StrCat("BY DAY ", point.day(), " (95 %)"), true});
  const size_t width = columns.size();
  Table table(std::move(columns));
  const auto add = [&](std::string name, const v1::Count& of, const auto& points, Style style) {
    std::vector<std::string> cells = {std::move(name), CountText(of)};
    for (const auto& point : points) cells.push_back(EstimateText(point.incidence()));
    cells.resize(width);
    table.Add(std::move(cells), style);
  };
  add(std::move(whole), count, overall, Style::kBold);
  for (const bool competing : {false, true}) {
    for (const auto& cause : causes) {
      if (cause.competing() != competing) continue;
      const std::string name = label(cause.code());
      add(competing ? base::StrCat("(", name, ")") : name, cause.count(), cause.points(), Style::kPlain);
    }
  }
  return table;
}

// The curve's points up to the first that is suppressed.
template <typename Points>
std::vector<CurvePoint> CurvePoints(const Points& points) {
  std::vector<CurvePoint> curve;
  for (const auto& point : points) {
    if (point.incidence().suppressed()) break;
    curve.push_back(
        {point.day(), point.incidence().value(), point.incidence().lower(), point.incidence().upper()});
  }
  return curve;
}

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_INCIDENCE_TEXT_H_
