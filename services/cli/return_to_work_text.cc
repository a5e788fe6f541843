#include <algorithm>
#include <vector>

#include "libs/base/strings.h"
#include "services/cli/figures_text.h"
#include "services/cli/incidence_text.h"
#include "services/cli/plot.h"
#include "services/cli/table.h"

namespace praksis::cli {
namespace {

using base::StrCat;
using Response = v1::GetReturnToWorkResponse;

std::string Label(const std::string& code) {
  if (code == "EXIT") return "closed without work";
  return StrCat("obtained by the ", code == "SELF" ? "person" : Spoken(code));
}

Table LastingTable(const Response::Lasting& lasting) {
  Table table({{"WORK"}, {"COUNT", true}, {"CHANCE TO LAST (95 %)", true}});
  table.Add({"lasted 91 days", CountText(lasting.sustained()), EstimateText(lasting.sustained_share())});
  table.Add({"goes on, not as long yet", CountText(lasting.ongoing()), ""});
  table.Add({"ended before", CountText(lasting.ended()), ""});
  return table;
}

Table AnswersTable(const Response& response) {
  const auto& subjective = response.subjective();
  const auto& cells = response.objective_subjective();
  Table table(
      {{"WHAT THEY SAY"}, {"RETURNED", true}, {"DID NOT", true}, {"ALL", true}, {"SHARE (95 %)", true}});
  table.Add({"answered", "", "", CountText(subjective.answered()), EstimateText(subjective.answer_rate())});
  table.Add({"satisfied, 4 or 5 of 5", CountText(cells.work_satisfied()),
             CountText(cells.no_work_satisfied()), "", EstimateText(subjective.satisfied())});
  table.Add({"less satisfied", CountText(cells.work_not_satisfied()),
             CountText(cells.no_work_not_satisfied()), "", ""});
  return table;
}

std::string CurveText(const Response& response, const Terminal& terminal) {
  const std::vector<CurvePoint> curve = CurvePoints(response.curve());
  if (curve.empty()) return "· too few cases for a curve\n";
  CurveLayout layout;
  layout.width = std::clamp(terminal.width - 8, 40, 90);
  layout.last_day = 365;
  layout.marks = {0, 91, 182, 365};
  return Curve(curve, layout);
}

}  // namespace

std::string RenderReturnToWork(const Response& response, const Terminal& terminal) {
  const Table table = IncidenceTable("returned to work", response.returned(), response.overall(),
                                     response.causes(), "CAME TO", Label);
  std::string tables = StrCat(table.Render(terminal), terminal.interactive ? "\n" : "",
                              LastingTable(response.lasting()).Render(terminal),
                              terminal.interactive ? "\n" : "", AnswersTable(response).Render(terminal));
  if (!terminal.interactive) return tables;
  return StrCat("Cases: ", CountText(response.opened()), " opened, ", CountText(response.returned()),
                " returned to work, ", CountText(response.exited()), " closed without, ",
                CountText(response.waiting()), " waiting.\n",
                Heading("Returned to work by day since the opening, with its 95 % interval", terminal),
                CurveText(response, terminal), "\n", tables, "\n",
                Styled(terminal, Style::kDim, "In brackets: what competes with returning to work."), "\n",
                Note(response.metadata(), terminal));
}

}  // namespace praksis::cli
