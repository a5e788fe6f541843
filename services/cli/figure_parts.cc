#include "services/cli/figure_parts.h"

#include <cstdio>

#include "libs/base/strings.h"
#include "libs/definitions/definitions.h"
#include "services/cli/plot.h"

namespace praksis::cli {

using base::StrCat;

std::string Note(const v1::FigureMetadata& metadata, const Terminal& terminal) {
  std::string text = StrCat(Harmless(metadata.definition()), " Definition ", metadata.definition_revision(),
                            ", as of ", Harmless(metadata.as_of()), ".");
  if (metadata.suppressed_cells() > 0) {
    text += StrCat(" ", kSuppressed, ": ", metadata.suppressed_cells(),
                   " cells withheld, because they count fewer than ", metadata.threshold(),
                   " persons or would give such a count away.");
  }
  return Styled(terminal, Style::kDim, text) + "\n";
}

void SayInLanguage(std::string_view language, v1::FigureMetadata& metadata) {
  metadata.set_definition(definitions::InLanguage(metadata.figure(), metadata.definition_revision(),
                                                  metadata.definition(), language));
}

std::string Heading(std::string_view text, const Terminal& terminal) {
  return StrCat("\n", Styled(terminal, Style::kBold, text), "\n");
}

std::string NumberText(double number, bool suppressed, int decimals) {
  if (suppressed) return std::string(kSuppressed);
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, number);
  return text;
}

std::string EstimateBar(const v1::Estimate& estimate, int width) {
  return estimate.suppressed() ? std::string(kSuppressed) : Bar(estimate.value(), width);
}

}  // namespace praksis::cli
