#include "libs/base/strings.h"
#include "services/cli/figures_text.h"
#include "services/cli/table.h"

namespace praksis::cli {
namespace {

using base::StrCat;

std::string PairText(const v1::GetDisagreementResponse::Pair& pair) {
  return StrCat(Spoken(v1::Voice_Name(pair.first())), " and ", Spoken(v1::Voice_Name(pair.second())));
}

}  // namespace

std::string RenderDisagreement(const v1::GetDisagreementResponse& response, const Terminal& terminal) {
  Table table({{"WHO"}, {"BOTH GAVE A REASON", true}, {"DIFFER (95 %)", true}, {"KAPPA (95 %)", true}});
  table.Add(
      {"any two or all three", CountText(response.several_voices()), EstimateText(response.differ()), ""},
      Style::kBold);
  for (const auto& pair : response.pairs()) {
    table.Add({PairText(pair), CountText(pair.both()), EstimateText(pair.differ()),
               pair.kappa_undefined() ? std::string("one code only") : NumberText(pair.kappa())});
  }
  if (!terminal.interactive) return table.Render(terminal);
  return StrCat(
      "Interrupted placements: ", CountText(response.interrupted()), "; several voices gave a reason for ",
      CountText(response.several_voices()), " of them.\n\n", table.Render(terminal), "\n",
      Styled(terminal, Style::kDim, "Kappa: 1 is full agreement, 0 no more than chance would bring."), "\n",
      Note(response.metadata(), terminal));
}

}  // namespace praksis::cli
