#include "services/cli/plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string_view>

namespace praksis::cli {
namespace {

constexpr int kAxisWidth = 7;  // " 40 % ┤"

// Dots in a grid; (0, 0) is the lower left.
class Canvas {
 public:
  Canvas(int columns, int rows)
      : columns_(columns), rows_(rows), cells_(static_cast<size_t>(columns * rows), 0) {}
  int dots_wide() const { return columns_ * 2; }
  int dots_high() const { return rows_ * 4; }

  void Dot(int x, int y) {
    if (x < 0 || y < 0 || x >= dots_wide() || y >= dots_high()) return;
    // Bits of U+2800 + bits, by row from the top and column (Unicode, Braille Patterns).
    static constexpr std::array<std::array<uint8_t, 2>, 4> kBits = {{{1, 8}, {2, 16}, {4, 32}, {64, 128}}};
    const int from_top = dots_high() - 1 - y;
    cells_[static_cast<size_t>((from_top / 4) * columns_ + x / 2)] |= kBits[from_top % 4][x % 2];
  }

  std::string Row(int row) const {
    std::string text;
    for (int column = 0; column < columns_; ++column) {
      const uint8_t bits = cells_[static_cast<size_t>(row * columns_ + column)];
      if (bits == 0) {
        text += ' ';
      } else {
        text += '\xE2';
        text += static_cast<char>(0xA0 | (bits >> 6));
        text += static_cast<char>(0x80 | (bits & 0x3F));
      }
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
  }

 private:
  int columns_;
  int rows_;
  std::vector<uint8_t> cells_;
};

std::string Percent(double share) {
  char text[16];
  std::snprintf(text, sizeof text, "%3.0f %%", share * 100);
  return text;
}

// What of the months is seen: their reach, and that of their values from 0 or below.
struct Reach {
  int first = 0;
  int last = 0;
  double bottom = 0;
  double top = 0;
};

std::optional<Reach> ReachOf(const std::vector<MonthPoint>& points) {
  std::optional<Reach> reach;
  for (const MonthPoint& point : points) {
    for (const std::optional<double>& value : {point.value, point.line, point.expected}) {
      if (!value) continue;
      if (!reach) reach = Reach{.first = point.month, .last = point.month};
      reach->last = std::max(reach->last, point.month);
      reach->bottom = std::min(reach->bottom, *value);
      reach->top = std::max(reach->top, *value);
    }
  }
  return reach;
}

// Above the largest value, and round.
double RoundedUp(double value, bool shares) {
  const double step = shares ? 0.1 : 5;
  return std::max(step, std::ceil(value / step - 1e-9) * step);
}

std::string AxisLabel(double value, bool shares) {
  if (shares) return Percent(value);
  char text[16];
  std::snprintf(text, sizeof text, "%5.0f", value);
  return text;
}

// Draws months and values into the canvas.
class MonthCanvas {
 public:
  MonthCanvas(const Reach& reach, int columns, int rows) : reach_(reach), canvas_(columns, rows) {}

  int XOf(double month) const {
    const double months = std::max(1, reach_.last - reach_.first);
    return static_cast<int>(std::lround((month - reach_.first) / months * (canvas_.dots_wide() - 2)));
  }
  int YOf(double value) const {
    return static_cast<int>(
        std::lround((value - reach_.bottom) / (reach_.top - reach_.bottom) * (canvas_.dots_high() - 1)));
  }
  void Mark(int month, double value) {
    for (const int x : {0, 1}) {
      for (const int y : {0, 1}) canvas_.Dot(XOf(month) + x, YOf(value) + y);
    }
  }
  // From one month to the next, a dot in every `apart`.
  void Line(int from, double value_from, int to, double value_to, int apart) {
    const int x_from = XOf(from);
    const int x_to = XOf(to);
    for (int x = x_from; x <= x_to; ++x) {
      if (x % apart != 0) continue;
      const double part = x_to == x_from ? 0 : static_cast<double>(x - x_from) / (x_to - x_from);
      canvas_.Dot(x, YOf(value_from + part * (value_to - value_from)));
    }
  }
  void Upright(double month) {
    for (int y = 0; y < canvas_.dots_high(); y += 2) canvas_.Dot(XOf(month), y);
  }
  std::string Row(int row) const { return canvas_.Row(row); }

 private:
  const Reach reach_;
  Canvas canvas_;
};

// A line breaks where the change was.
void DrawMonths(const std::vector<MonthPoint>& points, MonthCanvas& canvas) {
  for (size_t i = 0; i < points.size(); ++i) {
    const MonthPoint& point = points[i];
    if (point.value) canvas.Mark(point.month, *point.value);
    if (i == 0) continue;
    const MonthPoint& before = points[i - 1];
    const bool broken = before.month < 0 && point.month >= 0;
    if (before.line && point.line && !broken) {
      canvas.Line(before.month, *before.line, point.month, *point.line, 2);
    }
    if (before.expected && point.expected && point.month >= 0) {
      canvas.Line(before.month, *before.expected, point.month, *point.expected, 5);
    }
  }
}

// The axis of months, marked where the change was.
std::string MonthAxis(const MonthCanvas& canvas, const Reach& reach, int columns) {
  std::string line;
  const int change = canvas.XOf(-0.5) / 2;
  for (int column = 0; column < columns; ++column) line += column == change ? "┴" : "─";
  std::string text(static_cast<size_t>(columns), ' ');
  const auto put = [&](int at, const std::string& label) {
    const auto from =
        static_cast<size_t>(std::clamp(at, 0, std::max(0, columns - static_cast<int>(label.size()))));
    text.replace(from, label.size(), label);
  };
  put(0, std::to_string(reach.first));
  put(columns, std::to_string(reach.last));
  if (reach.first < 0 && reach.last >= 0) put(change + 1, "0");
  return "      └" + line + "\n" + std::string(kAxisWidth, ' ') + text + " months\n";
}

}  // namespace

std::string Bar(double share, int width) {
  static constexpr std::array<std::string_view, 8> kEighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const int eighths = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * width * 8));
  std::string bar;
  for (int i = 0; i < eighths / 8; ++i) bar += "█";
  bar += kEighths[static_cast<size_t>(eighths % 8)];
  // Something is there, and is seen to be.
  if (bar.empty() && share > 0) bar = "▏";
  return bar;
}

std::string Curve(const std::vector<CurvePoint>& points, const CurveLayout& layout) {
  double largest = 0.1;
  for (const CurvePoint& point : points) {
    if (point.day <= layout.last_day) largest = std::max(largest, point.upper);
  }
  const double top = std::min(1.0, std::ceil(largest * 10 - 1e-9) / 10);
  const int rows = std::max(3, layout.height - 2);
  Canvas canvas(std::max(10, layout.width - kAxisWidth), rows);
  const auto x_of = [&](int day) { return day * (canvas.dots_wide() - 1) / std::max(1, layout.last_day); };
  const auto y_of = [&](double value) {
    return static_cast<int>(std::lround(value / top * (canvas.dots_high() - 1)));
  };

  CurvePoint current;
  size_t next = 0;
  int before = 0;
  for (int x = 0; x < canvas.dots_wide(); ++x) {
    while (next < points.size() && points[next].day <= layout.last_day && x_of(points[next].day) <= x) {
      current = points[next++];
    }
    const int y = y_of(current.value);
    for (int step = std::min(before, y); step <= std::max(before, y); ++step) canvas.Dot(x, step);
    before = y;
    if (x % 3 == 0) {
      canvas.Dot(x, y_of(current.lower));
      canvas.Dot(x, y_of(current.upper));
    }
  }

  std::string out;
  for (int row = 0; row < rows; ++row) {
    const bool labelled = row == 0 || row == rows - 1 || row == rows / 2;
    const double value = top * (rows - 1 - row) / (rows - 1);
    out += labelled ? Percent(value) + " ┤" : "      │";
    out += canvas.Row(row) + "\n";
  }
  std::string axis(static_cast<size_t>(layout.width), ' ');
  std::string line = "      └";
  for (int column = 0; column < layout.width - kAxisWidth; ++column) {
    const bool marked = std::any_of(layout.marks.begin(), layout.marks.end(), [&](int day) {
      return day <= layout.last_day && x_of(day) / 2 == column;
    });
    line += marked ? "┴" : "─";
  }
  for (const int day : layout.marks) {
    if (day > layout.last_day) continue;
    const std::string text = std::to_string(day);
    const int at = std::min(kAxisWidth + x_of(day) / 2, layout.width - static_cast<int>(text.size()));
    axis.replace(static_cast<size_t>(at), text.size(), text);
  }
  axis.erase(axis.find_last_not_of(' ') + 1);
  return out + line + "\n" + axis + " days\n";
}

std::string MonthPlot(const std::vector<MonthPoint>& points, const MonthPlotLayout& layout) {
  std::optional<Reach> reach = ReachOf(points);
  if (!reach) return "";
  reach->top = RoundedUp(reach->top, layout.shares);
  if (reach->bottom < 0) reach->bottom = -RoundedUp(-reach->bottom, layout.shares);
  const int rows = std::max(3, layout.height - 2);
  const int columns = std::max(10, layout.width - kAxisWidth - 7);
  MonthCanvas canvas(*reach, columns, rows);
  if (reach->first < 0 && reach->last >= 0) canvas.Upright(-0.5);
  DrawMonths(points, canvas);
  std::string out;
  for (int row = 0; row < rows; ++row) {
    const bool labelled = row == 0 || row == rows - 1 || row == rows / 2;
    const double value = reach->bottom + (reach->top - reach->bottom) * (rows - 1 - row) / (rows - 1);
    out += labelled ? AxisLabel(value, layout.shares) + " ┤" : "      │";
    out += canvas.Row(row) + "\n";
  }
  return out + MonthAxis(canvas, *reach, columns);
}

}  // namespace praksis::cli
