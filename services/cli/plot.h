// Plots made of characters: bars of eighth blocks, step curves of braille dots (two columns and four rows to
// a character) with axes.
#ifndef PRAKSIS_SERVICES_CLI_PLOT_H_
#define PRAKSIS_SERVICES_CLI_PLOT_H_

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

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_PLOT_H_
