#include <string>

#include "libs/base/strings.h"
#include "services/cli/figure_parts.h"
#include "services/cli/figures_text.h"
#include "services/cli/table.h"

namespace praksis::cli {

using base::StrCat;

namespace {

// Whether the difference is more than chance would explain: its interval has not 0 in it.
bool Differs(const v1::Estimate& difference) {
  return !difference.suppressed() && (difference.lower() > 0 || difference.upper() < 0);
}

}  // namespace

std::string RenderComparison(const v1::CompareSelectionsResponse& response, const Terminal& terminal) {
  Table table({{"MEASURE"}, {"FIRST", true}, {"SECOND", true}, {"DIFFERENCE (95 %)", true}});
  for (const auto& comparison : response.comparisons()) {
    table.Add({Harmless(comparison.measure()), EstimateText(comparison.first()),
               EstimateText(comparison.second()), EstimateText(comparison.difference())},
              Differs(comparison.difference()) ? Style::kBold : Style::kPlain);
  }
  std::string text = table.Render(terminal);
  if (!terminal.interactive) return text;
  return StrCat(
      text, "\n",
      Styled(terminal, Style::kDim,
             "Differences are in percentage points, first less second; bold where their interval has "
             "not 0 in it. With many rows, one in twenty is bold by chance."),
      "\n", Note(response.first_metadata(), terminal));
}

}  // namespace praksis::cli
