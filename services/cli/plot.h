// Plots made of characters: bars of eighth blocks, step curves of braille dots (two columns and four rows to
// a character) with axes.
#ifndef PRAKSIS_SERVICES_CLI_PLOT_H_
#define PRAKSIS_SERVICES_CLI_PLOT_H_

#include <optional>
#include <string>
#include <vector>

namespace praksis::cli {

// A bar of `share` (0 to 1) of `width` columns, exact to an eighth of a column.
std::string Bar(double share, int width);

struct CurvePoint {
  int day = 0;
  double value = 0;
  double lower = 0;
  double upper = 0;
};

struct CurveLayout {
  // Columns and rows of the whole plot, axes included.
  int width = 72;
  int height = 14;
  // The last day on the axis; days beyond are not drawn.
  int last_day = 182;
  // Days marked on the axis.
  std::vector<int> marks = {0, 28, 91, 182};
};

// A step curve from 0 at day 0, its points by rising day, with its interval as a sparser band around it. The
// vertical axis ends at the next 10 % above the largest value. Every line ends in a newline.
std::string Curve(const std::vector<CurvePoint>& points, const CurveLayout& layout);

// A month's figure, and what lines say there.
struct MonthPoint {
  // Since the first month after a change, which is 0.
  int month = 0;
  // Nothing where it is withheld.
  std::optional<double> value = {};
  std::optional<double> line = {};
  // Where things were heading.
  std::optional<double> expected = {};
};

struct MonthPlotLayout {
  int width = 72;
  int height = 14;
  // Values are shares, shown in per cent; else plain numbers.
  bool shares = true;
};

// Points by rising month, with a dotted line through them, a sparser one for what was expected, and an
// upright one where the change was. Every line ends in a newline; empty where there is nothing to see.
std::string MonthPlot(const std::vector<MonthPoint>& points, const MonthPlotLayout& layout);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_PLOT_H_
