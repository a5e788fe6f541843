// Tables: aligned columns for people, tab-separated values for programs (as gh does: piped, without heading,
// unshortened).
#ifndef PRAKSIS_SERVICES_CLI_TABLE_H_
#define PRAKSIS_SERVICES_CLI_TABLE_H_

#include <string>
#include <vector>

#include "services/cli/terminal.h"

namespace praksis::cli {

// What becomes of a column where the terminal is too narrow.
enum class Fit { kWhole, kShortened, kWrapped };

struct Column {
  std::string heading;
  bool right = false;
  Fit fit = Fit::kWhole;
};

// `text` in lines of at most `width` columns, broken at spaces where there are any.
std::vector<std::string> Wrapped(const std::string& text, int width);

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as there are columns. Cells are made harmless; `style` is for the whole row.
  void Add(std::vector<std::string> cells, Style style = Style::kPlain);
  bool empty() const { return rows_.empty(); }

  // With a newline after every row.
  std::string Render(const Terminal& terminal) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    Style style;
  };
  std::string RenderForPeople(const Terminal& terminal) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_TABLE_H_
