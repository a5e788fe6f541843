#include "services/cli/table.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "libs/base/check.h"

namespace praksis::cli {
namespace {

constexpr int kGap = 2;
constexpr int kLeastWidth = 16;

std::string Aligned(const std::string& text, int width, bool right) {
  const std::string cut = Shorten(text, width);
  const std::string padding(static_cast<size_t>(std::max(0, width - DisplayWidth(cut))), ' ');
  return right ? padding + cut : cut + padding;
}

}  // namespace

std::vector<std::string> Wrapped(const std::string& text, int width) {
  std::vector<std::string> lines;
  std::string line;
  for (size_t at = 0; at < text.size();) {
    const size_t space = std::min(text.find(' ', at), text.size());
    std::string word = text.substr(at, space - at);
    at = space + 1;
    if (!line.empty() && DisplayWidth(line) + 1 + DisplayWidth(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    line += line.empty() ? word : " " + word;
  }
  lines.push_back(std::move(line));
  return lines;
}

void Table::Add(std::vector<std::string> cells, Style style) {
  PRAKSIS_CHECK(cells.size() == columns_.size(), "a row of ", cells.size(), " cells");
  for (std::string& cell : cells) cell = Harmless(cell);
  rows_.push_back({std::move(cells), style});
}

std::string Table::Render(const Terminal& terminal) const {
  if (terminal.interactive) return RenderForPeople(terminal);
  std::string out;
  for (const Row& row : rows_) {
    for (size_t i = 0; i < row.cells.size(); ++i) {
      if (i > 0) out += '\t';
      out += row.cells[i];
    }
    out += '\n';
  }
  return out;
}

std::string Table::RenderForPeople(const Terminal& terminal) const {
  std::vector<int> widths;
  for (const Column& column : columns_) widths.push_back(DisplayWidth(column.heading));
  for (const Row& row : rows_) {
    for (size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], DisplayWidth(row.cells[i]));
  }
  int too_wide = std::accumulate(widths.begin(), widths.end(), 0) +
                 kGap * (static_cast<int>(widths.size()) - 1) - terminal.width;
  for (size_t i = widths.size(); i-- > 0 && too_wide > 0;) {
    if (columns_[i].fit == Fit::kWhole) continue;
    const int cut = std::min(too_wide, std::max(0, widths[i] - kLeastWidth));
    widths[i] -= cut;
    too_wide -= cut;
  }
  const auto line = [&](const std::vector<std::string>& cells, Style style) {
    std::vector<std::vector<std::string>> lines;
    size_t height = 1;
    for (size_t i = 0; i < widths.size(); ++i) {
      const bool wrap = columns_[i].fit == Fit::kWrapped;
      lines.push_back(wrap ? Wrapped(cells[i], widths[i]) : std::vector<std::string>{cells[i]});
      height = std::max(height, lines.back().size());
    }
    std::string out;
    for (size_t row = 0; row < height; ++row) {
      std::string text;
      for (size_t i = 0; i < widths.size(); ++i) {
        if (i > 0) text.append(kGap, ' ');
        text += Aligned(row < lines[i].size() ? lines[i][row] : "", widths[i], columns_[i].right);
      }
      text.erase(text.find_last_not_of(' ') + 1);
      out += Styled(terminal, style, text) + "\n";
    }
    return out;
  };
  std::vector<std::string> headings;
  for (const Column& column : columns_) headings.push_back(column.heading);
  std::string out = line(headings, Style::kBold);
  for (const Row& row : rows_) out += line(row.cells, row.style);
  return out;
}

}  // namespace praksis::cli
