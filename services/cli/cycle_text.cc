#include "services/cli/cycle_text.h"

#include <cstdio>
#include <vector>

#include "libs/base/strings.h"
#include "services/cli/table.h"

namespace praksis::cli {
namespace {

using base::StrCat;
using Board = v1::CycleBoard;

// "MEASURE_VERDICT_BETTER" → "better".
std::string After(std::string_view prefix, std::string_view name) {
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return Spoken(name);
}

template <typename Texts>
std::string Joined(const Texts& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += StrCat(joined.empty() ? "" : ", ", text);
  return joined;
}

std::string Counted(int count, std::string_view one, std::string_view several) {
  return StrCat(count, " ", count == 1 ? one : several);
}

std::string StepName(v1::CycleStep step) { return After("CYCLE_STEP_", v1::CycleStep_Name(step)); }

// "2 select informants"; of a cycle that is over how it ended.
std::string WhereItStands(const v1::CycleSummary& cycle) {
  if (!cycle.closed_on().empty()) return After("CYCLE_ENDING_", v1::CycleEnding_Name(cycle.ending()));
  if (cycle.current_step() == v1::CYCLE_STEP_UNSPECIFIED) return "to be closed";
  return StrCat(static_cast<int>(cycle.current_step()), " ", StepName(cycle.current_step()));
}

int DaysInStep(const v1::CycleSummary& cycle) {
  for (const auto& step : cycle.steps()) {
    if (step.standing() == v1::CYCLE_STANDING_CURRENT) return step.days();
  }
  return 0;
}

std::string ConsentText(v1::CycleConsent consent) {
  switch (consent) {
    case v1::CYCLE_CONSENT_ANONYMISED:
      return "anonymised";
    case v1::CYCLE_CONSENT_STANDING:
      return "with consent";
    case v1::CYCLE_CONSENT_WITHDRAWN:
      return "consent withdrawn";
    case v1::CYCLE_CONSENT_EXPIRED:
      return "consent expired";
    default:
      return "no consent";
  }
}

std::string CaseText(const v1::LearningCase& learning_case) {
  return StrCat(learning_case.case_stream(), " ", learning_case.placement_id());
}

std::string SignedShare(int64_t micros, const v1::MeasureMetric& metric) {
  char text[48];
  if (metric.figure() == v1::MEASURE_FIGURE_DAYS_TO_ANSWER) {
    std::snprintf(text, sizeof text, "%+.1f days", static_cast<double>(micros) / 1e6);
  } else {
    std::snprintf(text, sizeof text, "%+.1f points", static_cast<double>(micros) / 1e4);
  }
  return text;
}

// The board, line by line.
class Page {
 public:
  Page(const Words& words, const Terminal& terminal) : words_(words), terminal_(terminal) {}

  void Line(int indent, const std::string& text, Style style = Style::kPlain) {
    const std::string margin(static_cast<size_t>(indent), ' ');
    for (const std::string& line : Wrapped(Harmless(text), terminal_.width - indent)) {
      out_ += StrCat(margin, Styled(terminal_, style, line), "\n");
    }
  }
  void Gap() { out_ += "\n"; }

  void Head(const v1::CycleSummary& cycle);
  void Parent(const Board& board);
  void Step(const Board& board, const v1::CycleStepState& step);
  std::string Take() { return std::move(out_); }

 private:
  void Challenge(const Board& board);
  void Selection(const Board& board);
  void Interviews(const Board& board);
  void Reviews(const Board& board);
  void Days(const Board& board);
  void Measures(const Board& board);
  void Measure(const v1::CycleMeasure& measure);

  const Words& words_;
  const Terminal& terminal_;
  std::string out_;
};

void Page::Head(const v1::CycleSummary& cycle) {
  Line(
      0,
      StrCat(cycle.stream(), "  ", words_.Label("challenge", cycle.challenge()), "  ", Joined(cycle.sites())),
      Style::kBold);
  if (!cycle.wording().empty()) Line(2, StrCat("“", cycle.wording(), "”"));
  std::string when = StrCat("begun ", cycle.begun_on());
  if (!cycle.closed_on().empty()) {
    when += StrCat(", ", WhereItStands(cycle), " ", cycle.closed_on());
  }
  when += StrCat(", ", Counted(cycle.days(), "day", "days"));
  if (!cycle.next_cycle_on().empty()) when += StrCat("; to be looked into again ", cycle.next_cycle_on());
  if (!cycle.next_cycles().empty()) when += StrCat("; followed by ", Joined(cycle.next_cycles()));
  if (!cycle.programme().empty()) when += StrCat("; of ", cycle.programme());
  Line(2, when);
}

void Page::Measure(const v1::CycleMeasure& measure) {
  if (!measure.has_decided()) return Line(6, StrCat(measure.stream(), ": not known"));
  Line(6, StrCat(measure.stream(), "  ", measure.decided().wording()));
  std::string sites;
  for (const auto& site : measure.sites()) {
    sites += StrCat(sites.empty() ? "" : "; ", site.site());
    if (!site.implemented_on().empty()) sites += StrCat(" in use since ", site.implemented_on());
    if (!site.stopped_on().empty()) sites += StrCat(" stopped ", site.stopped_on());
    if (site.implemented_on().empty() && site.stopped_on().empty()) {
      sites += site.planned_on().empty() ? std::string(" not yet") : StrCat(" planned ", site.planned_on());
    }
  }
  Line(8, StrCat("decided ", measure.decided_on(), ", ", sites));
  if (!measure.has_evaluated()) return;
  const v1::MeasureEvaluated& it = measure.evaluated();
  std::string verdict = After("MEASURE_VERDICT_", v1::MeasureVerdict_Name(it.verdict()));
  if (it.has_effect_micros()) {
    const v1::MeasureMetric& metric = measure.decided().metric();
    verdict += StrCat(" (", SignedShare(it.effect_micros(), metric), "; ",
                      SignedShare(it.interval_low_micros(), metric), " to ",
                      SignedShare(it.interval_high_micros(), metric), ")");
  }
  Line(8, StrCat("evaluated ", measure.evaluated_on(), ": ", verdict,
                 it.cycle().empty() ? std::string() : StrCat(", in ", it.cycle())));
}

void Page::Parent(const Board& board) {
  if (!board.summary().parent_cycle().empty()) {
    Line(2, StrCat("follows ", board.summary().parent_cycle(),
                   board.has_parent() ? StrCat(" (", WhereItStands(board.parent()), ")")
                                      : std::string(", which is not known"),
                   board.parent_measures().empty() ? "" : "; its measures:"));
    for (const auto& measure : board.parent_measures()) Measure(measure);
  }
  if (board.measures_in_question().empty()) return;
  Line(2, "also looks into:");
  for (const auto& measure : board.measures_in_question()) Measure(measure);
}

void Page::Challenge(const Board& board) {
  if (board.figure().empty()) return;
  std::string command = StrCat("shown by praksis dashboard ", board.figure());
  for (const std::string& site : board.summary().sites()) command += StrCat(" --municipality ", site);
  Line(6, command);
}

void Page::Selection(const Board& board) {
  if (board.has_criteria()) {
    const v1::SelectionCriteria& criteria = board.criteria().criteria();
    std::string text = "criteria: ";
    for (const auto& quota : criteria.quotas()) text += StrCat(quota.cases(), " at ", quota.site(), ", ");
    for (const int ending : criteria.endings()) {
      text += StrCat(
          After("PLACEMENT_ENDING_", v1::PlacementEnding_Name(static_cast<v1::PlacementEnding>(ending))),
          ", ");
    }
    text += StrCat(
        criteria.period_start(), " to ", criteria.period_end(), ", ran at least ",
        Counted(criteria.has_min_calendar_months() ? criteria.min_calendar_months() : 1, "month", "months"));
    if (!board.criteria().further_criteria().empty())
      text += StrCat("; ", board.criteria().further_criteria());
    Line(6, text);
  }
  if (board.has_selection()) {
    const v1::CasesSelected& it = board.selection().selected();
    Line(6, StrCat("selection ", it.selection_id(), " of ", board.selection().selected_on(), ": ",
                   Counted(it.picks_size(), "case", "cases"), ", ",
                   it.certificate().exact() ? std::string("the best possible")
                                            : StrCat("at least ", it.certificate().proven_permille() / 10,
                                                     " % of the best possible"),
                   ", covering ", it.coverage().covered_permille() / 10, " %"));
  }
  for (const auto& chosen : board.chosen()) {
    Line(8,
         StrCat(CaseText(chosen.learning_case()), "  ", chosen.site(), "  ", ConsentText(chosen.consent()),
                chosen.only_anonymised() && chosen.consent() != v1::CYCLE_CONSENT_ANONYMISED
                    ? ": only anonymised"
                    : "",
                chosen.by_hand() ? ", by hand" : ""),
         chosen.only_anonymised() ? Style::kYellow : Style::kPlain);
  }
  for (const auto& changed : board.overrides()) {
    const v1::SelectionOverridden& it = changed.overridden();
    std::string text = StrCat("by hand ", changed.overridden_on(), ": ");
    if (it.has_added()) text += CaseText(it.added());
    if (it.has_added() && it.has_removed()) text += " instead of ";
    if (it.has_removed()) text += StrCat(it.has_added() ? "" : "without ", CaseText(it.removed()));
    Line(6, StrCat(text, ", because: ", it.reason()));
  }
}

void Page::Interviews(const Board& board) {
  for (const auto& guide : board.guides()) {
    Line(6, StrCat("guide ", guide.guide().guide_id(), " of ", guide.agreed_on(), ", ",
                   Counted(guide.guide().questions_size(), "question", "questions"),
                   guide.guide().agreed_with().empty()
                       ? std::string()
                       : StrCat(", agreed with ", Joined(guide.guide().agreed_with()))));
  }
  for (const auto& it : board.interviews()) {
    Line(6,
         StrCat(it.interview_id(), "  ", After("INFORMANT_KIND_", v1::InformantKind_Name(it.informant())),
                it.sector().empty() ? std::string() : StrCat(" (", words_.Label("sector", it.sector()), ")"),
                " at ", it.site(), ", ", it.held_on(), ", ",
                it.has_learning_case() ? StrCat(CaseText(it.learning_case()), ", ") : std::string(),
                ConsentText(it.consent()), it.quotable() ? "" : ": not to be quoted"),
         it.quotable() ? Style::kPlain : Style::kYellow);
  }
  for (const auto& it : board.themes()) {
    Line(6, StrCat(it.central() ? "central theme " : "theme ", it.theme().theme_id(), ": ",
                   it.theme().wording(), " (", Joined(it.theme().evidence()), ")"));
    if (!it.theme().recommendation().empty()) Line(8, StrCat("suggested: ", it.theme().recommendation()));
  }
}

void Page::Reviews(const Board& board) {
  for (const auto& it : board.reviews()) {
    Line(6, StrCat(it.held_on(), " at ", Joined(it.review().sites()), ", ",
                   Counted(it.review().participants(), "participant", "participants"),
                   ", central: ", Joined(it.review().central_themes())));
  }
}

void Page::Days(const Board& board) {
  for (const auto& it : board.development_days()) {
    Line(6, StrCat(it.held_on(), " at ", Joined(it.day().sites()), ", ",
                   Counted(it.day().participants(), "participant", "participants"), ", themes ",
                   Joined(it.day().themes())));
    for (const auto& proposal : it.day().proposals()) {
      Line(8, StrCat("proposed ", proposal.proposal_id(), ": ", proposal.wording()));
    }
  }
}

void Page::Measures(const Board& board) {
  for (const auto& measure : board.measures()) Measure(measure);
  if (board.has_closing() && !board.closing().reason().empty()) {
    Line(6, StrCat("closed because: ", board.closing().reason()));
  }
}

void Page::Step(const Board& board, const v1::CycleStepState& step) {
  static constexpr const char* kMarks[] = {"?", "✓", "–", "▶", "·"};
  static constexpr Style kStyles[] = {Style::kPlain, Style::kGreen, Style::kDim, Style::kBold, Style::kDim};
  const int standing = v1::CycleStanding_IsValid(step.standing()) ? step.standing() : 0;
  std::string text = StrCat(static_cast<int>(step.step()), " ", kMarks[standing], " ", StepName(step.step()));
  if (!step.ended_on().empty()) {
    text += StrCat("  ", step.standing() == v1::CYCLE_STANDING_WAIVED ? "waived " : "", step.ended_on(), ", ",
                   Counted(step.days(), "day", "days"));
  } else if (step.has_days()) {
    text += StrCat("  since ", step.since(), ", ", Counted(step.days(), "day", "days"));
  }
  Line(0, text, kStyles[standing]);
  if (!step.waived_because().empty()) Line(6, StrCat("because: ", step.waived_because()));
  switch (step.step()) {
    case v1::CYCLE_STEP_IDENTIFY_CHALLENGE:
      Challenge(board);
      break;
    case v1::CYCLE_STEP_SELECT_INFORMANTS:
      Selection(board);
      break;
    case v1::CYCLE_STEP_INTERVIEW:
      Interviews(board);
      break;
    case v1::CYCLE_STEP_REVIEW_WITH_STAFF_INVOLVED:
      Reviews(board);
      break;
    case v1::CYCLE_STEP_PRESENT_TO_ALL_STAFF:
      Days(board);
      break;
    case v1::CYCLE_STEP_IMPLEMENT_MEASURES:
      Measures(board);
      break;
    default:
      break;
  }
  for (const auto& need : step.needs()) Line(4, StrCat("! ", need.sentence()), Style::kYellow);
}

}  // namespace

std::string RenderCycles(const v1::ListCyclesResponse& response, const Words& words,
                         const Terminal& terminal) {
  if (terminal.interactive && response.cycles().empty()) return "There are no such cycles.\n";
  Table table({{"CYCLE"},
               {"CHALLENGE", false, Fit::kShortened},
               {"SITES"},
               {"STEP"},
               {"DAYS IN IT", true},
               {"DAYS", true},
               {"DECIDED", true},
               {"IMPLEMENTED", true},
               {"EVALUATED", true},
               {"FOLLOWS"}});
  for (const auto& cycle : response.cycles()) {
    const auto& measures = cycle.measures();
    table.Add(
        {cycle.stream(), words.Label("challenge", cycle.challenge()), Joined(cycle.sites()),
         WhereItStands(cycle), StrCat(DaysInStep(cycle)), StrCat(cycle.days()), StrCat(measures.decided()),
         StrCat(measures.implemented()), StrCat(measures.evaluated()), cycle.parent_cycle()},
        cycle.closed_on().empty() ? Style::kPlain : Style::kDim);
  }
  return table.Render(terminal);
}

std::string RenderCycle(const v1::GetCycleResponse& response, const Words& words, const Terminal& terminal) {
  const Board& board = response.cycle();
  Page page(words, terminal);
  page.Head(board.summary());
  page.Parent(board);
  page.Gap();
  for (const auto& step : board.summary().steps()) page.Step(board, step);
  return page.Take();
}

}  // namespace praksis::cli
