#include "services/cli/figures_text.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "libs/base/strings.h"
#include "services/cli/figure_parts.h"
#include "services/cli/incidence_text.h"
#include "services/cli/plot.h"
#include "services/cli/table.h"

namespace praksis::cli {
namespace {

using base::StrCat;

std::string Percent(double share) {
  char text[16];
  std::snprintf(text, sizeof text, "%.1f", share * 100);
  return text;
}

// "9 (8–10)"; "9 (8–)" where no upper bound has been reached yet.
std::string MedianText(const v1::GetReferralsResponse& response) {
  if (response.median_suppressed()) return std::string(kSuppressed);
  if (response.median_days_to_answer() < 0) return "not reached";
  const auto bound = [](int days) { return days < 0 ? std::string() : std::to_string(days); };
  return StrCat(response.median_days_to_answer(), " (", bound(response.median_days_to_answer_lower()), "–",
                bound(response.median_days_to_answer_upper()), ")");
}

}  // namespace

std::string CountText(const v1::Count& count) {
  return count.suppressed() ? std::string(kSuppressed) : Grouped(count.value());
}

std::string EstimateText(const v1::Estimate& estimate) {
  if (estimate.suppressed()) return std::string(kSuppressed);
  return StrCat(Percent(estimate.value()), " % (", Percent(estimate.lower()), "–", Percent(estimate.upper()),
                ")");
}

std::string NumberText(const v1::Estimate& estimate) {
  if (estimate.suppressed()) return std::string(kSuppressed);
  char text[64];
  std::snprintf(text, sizeof text, "%.2f (%.2f–%.2f)", estimate.value(), estimate.lower(), estimate.upper());
  return text;
}

std::string RenderFunnel(const v1::GetFunnelResponse& response, const Terminal& terminal) {
  const int bar_width = std::clamp(terminal.width - 68, 8, 40);
  std::vector<Column> columns = {
      {"STAGE"}, {"REACHED", true}, {"FURTHEST", true}, {"OF THE OPENED (95 %)", true}};
  if (terminal.interactive) columns.push_back({""});
  Table table(std::move(columns));
  for (const auto& step : response.steps()) {
    std::vector<std::string> cells = {Spoken(v1::GetFunnelResponse::Stage_Name(step.stage())),
                                      CountText(step.reached()), CountText(step.furthest()),
                                      EstimateText(step.share())};
    if (terminal.interactive) {
      cells.push_back(step.share().suppressed() ? std::string(kSuppressed)
                                                : Bar(step.share().value(), bar_width));
    }
    table.Add(std::move(cells));
  }
  if (!terminal.interactive) return table.Render(terminal);
  return StrCat(table.Render(terminal), "\n", Note(response.metadata(), terminal));
}

std::string RenderReferrals(const v1::GetReferralsResponse& response, const Words& words,
                            const Terminal& terminal) {
  Table figures({{"FIGURE"}, {"VALUE", true}});
  figures.Add({"made", CountText(response.made())});
  figures.Add({"answered", CountText(response.answered())});
  figures.Add({"accepted", CountText(response.accepted())});
  figures.Add({"accepted of those answered (95 %)", EstimateText(response.acceptance())});
  figures.Add({"median days to an answer (95 %)", MedianText(response)});
  figures.Add({"every resource worded (95 %)", EstimateText(response.resources_worded())});
  Table refusals({{"DECLINED BY"}, {"REASON"}, {"COUNT", true}});
  for (const auto& refusal : response.refusals()) {
    refusals.Add({Spoken(refusal.decided_by()), words.Label("referral-decline-reason", refusal.reason()),
                  CountText(refusal.count())});
  }
  if (!terminal.interactive) return figures.Render(terminal) + refusals.Render(terminal);
  std::string out = figures.Render(terminal);
  if (!refusals.empty()) out += StrCat("\n", refusals.Render(terminal));
  return StrCat(out, "\n", Note(response.metadata(), terminal));
}

std::string RenderInterruptions(const v1::GetInterruptionsResponse& response, const Words& words,
                                const Terminal& terminal) {
  const auto label = [&](const std::string& code) {
    const bool ours = code == "NOT_STATED" || code == "COMPLETED";
    return ours ? Spoken(code) : words.Label("interruption-reason", code);
  };
  const Table table = IncidenceTable("interrupted, any reason", response.interrupted(), response.overall(),
                                     response.causes(), "ENDED BY", label);
  if (!terminal.interactive) return table.Render(terminal);

  std::string out =
      StrCat("Placements: ", CountText(response.started()), " started, ", CountText(response.interrupted()),
             " interrupted, ", CountText(response.running()), " running. Reasons as the ",
             Spoken(v1::Voice_Name(response.voice())), " gives them.\n");
  const std::vector<CurvePoint> curve = CurvePoints(response.curve());
  out += Heading("Interrupted by day since the start, with its 95 % interval", terminal);
  if (curve.empty()) {
    out += StrCat(kSuppressed, " too few placements for a curve\n");
  } else {
    CurveLayout layout;
    layout.width = std::clamp(terminal.width - 8, 40, 90);
    out += Curve(curve, layout);
  }
  out += StrCat(
      "\n", table.Render(terminal), "\n",
      Styled(terminal, Style::kDim, "In brackets: ends that are no failure and compete with interruption."),
      "\n", Note(response.metadata(), terminal));
  return out;
}

}  // namespace praksis::cli
