#include "services/cli/figure_cases_text.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "libs/base/strings.h"
#include "services/cli/table.h"
#include "services/cli/wording.h"

namespace praksis::cli {
namespace {

using base::StrCat;

// "9 placement_interrupted 2025-02-17, corrected by 12".
std::string EventText(const v1::FigureEvent& event) {
  v1::Event dated;
  *dated.mutable_occurred_at() = event.occurred_at();
  std::string text = StrCat(event.version(), " ", event.type(), " ", DayOf(dated));
  if (event.corrected_by_version() != 0) text += StrCat(", corrected by ", event.corrected_by_version());
  return text;
}

std::string EventsText(const v1::FigureCase& listed) {
  std::string text;
  for (const auto& event : listed.events()) text += StrCat(text.empty() ? "" : "; ", EventText(event));
  return text;
}

}  // namespace

std::string RenderFigureCases(const v1::ListFigureCasesRequest& request,
                              const v1::ListFigureCasesResponse& response, const Terminal& terminal) {
  Table table({{"CASE"}, {"IN"}, {"COUNTS", true}, {"BY", false, Fit::kWrapped}});
  for (const auto& listed : response.cases()) {
    table.Add({listed.stream(), listed.municipality(), std::to_string(listed.count()), EventsText(listed)});
  }
  if (!terminal.interactive) return table.Render(terminal);
  const std::string head =
      StrCat(request.figure(), " ", request.cell(), ": ", Grouped(response.total_count()), ", in ",
             Grouped(response.cases_size()), response.cases_size() == 1 ? " case" : " cases", " (as of ",
             response.as_of(), ")");
  return StrCat(
      Styled(terminal, Style::kBold, Harmless(head)), "\n",
      table.empty() ? "" : StrCat("\n", table.Render(terminal), "\n"),
      Styled(terminal, Style::kDim,
             "Not a figure: it shows cases, and nothing is withheld. praksis case show CASE has all of one."),
      "\n");
}

std::string ShortCell(std::string_view cell) {
  std::string text;
  size_t word = 0;  // Where in `text` the name begins that a bracket or an equals sign would end.
  for (const char c : cell) {
    if (c == '[' || c == '=') {
      text.resize(word);
    } else if (c != ']') {
      text.push_back(c);
      if (c == '.' || c == ',') word = text.size();
    }
  }
  return text;
}

std::vector<std::string> ResolveCell(const std::string& wanted, const std::vector<std::string>& cells) {
  if (std::find(cells.begin(), cells.end(), wanted) != cells.end()) return {wanted};
  const auto is_wanted = [&](std::string_view name) {
    return absl::EqualsIgnoreCase(base::ToAbsl(name), wanted);
  };
  std::vector<std::string> meant;
  for (const std::string& cell : cells) {
    const std::string name = ShortCell(cell);
    const size_t last = name.rfind('.');
    const bool has_parts = last != std::string::npos;
    if (is_wanted(name) || (has_parts && (is_wanted(std::string_view(name).substr(0, last)) ||
                                          is_wanted(std::string_view(name).substr(last + 1))))) {
      meant.push_back(cell);
    }
  }
  return meant;
}

}  // namespace praksis::cli
