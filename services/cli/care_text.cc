// The figures about how persons are cared for: coaching, belief, continuity.
#include <algorithm>
#include <string>
#include <vector>

#include "libs/base/strings.h"
#include "services/cli/figure_parts.h"
#include "services/cli/figures_text.h"
#include "services/cli/plot.h"
#include "services/cli/table.h"

namespace praksis::cli {
namespace {

using base::StrCat;

// What a table whose other columns take `taken` leaves for bars.
int BarWidth(int taken, const Terminal& terminal) { return std::clamp(terminal.width - taken, 8, 30); }

// A table that has a column of bars where somebody looks at it.
class BarTable {
 public:
  BarTable(std::vector<Column> columns, const Terminal& terminal)
      : terminal_(terminal), table_(WithBars(std::move(columns), terminal)) {}

  void Add(std::vector<std::string> cells, const v1::Estimate& share, int width,
           Style style = Style::kPlain) {
    if (terminal_.interactive) cells.push_back(EstimateBar(share, width));
    table_.Add(std::move(cells), style);
  }
  std::string Render() const { return table_.Render(terminal_); }

 private:
  static std::vector<Column> WithBars(std::vector<Column> columns, const Terminal& terminal) {
    if (terminal.interactive) columns.push_back({""});
    return columns;
  }

  const Terminal& terminal_;
  Table table_;
};

// A count's share of another, as far as both are shown.
v1::Estimate ShareOf(const v1::Count& part, const v1::Count& whole) {
  v1::Estimate share;
  share.set_suppressed(part.suppressed() || whole.suppressed());
  if (!share.suppressed() && whole.value() > 0) {
    share.set_value(static_cast<double>(part.value()) / static_cast<double>(whole.value()));
  }
  return share;
}

std::string Plural(const v1::Count& count, std::string_view one, std::string_view several) {
  return StrCat(CountText(count), " ", !count.suppressed() && count.value() == 1 ? one : several);
}

}  // namespace

std::string RenderCoachingOutcomes(const v1::GetCoachingOutcomesResponse& response, const Words& words,
                                   const Terminal& terminal) {
  BarTable table({{"METHOD", false, Fit::kShortened},
                  {"EPISODES", true},
                  {"KNOWN", true},
                  {"SELF-FOUND", true},
                  {"SUCCESS BY DAY 84 (95 %)", true},
                  {"HOURS", true}},
                 terminal);
  const auto add = [&](const v1::GetCoachingOutcomesResponse::Group& group, std::string name, Style style) {
    table.Add({std::move(name), CountText(group.episodes()), CountText(group.known()),
               CountText(group.self_obtained()), EstimateText(group.success()),
               NumberText(group.hours_per_episode(), group.hours_suppressed(), 1)},
              group.success(), BarWidth(90, terminal), style);
  };
  add(response.all(), "all methods", Style::kBold);
  for (const auto& group : response.by_method()) {
    const std::string label = words.Label("coaching-method", group.method());
    add(group, group.method_revision().empty() ? label : StrCat(label, " (", group.method_revision(), ")"),
        Style::kPlain);
  }
  if (!terminal.interactive) return table.Render();
  return StrCat("Coaching: ", Plural(response.all().episodes(), "episode", "episodes"), ", ",
                CountText(response.all().known()), " of them known by day 84; ",
                NumberText(response.all().hours_per_episode(), response.all().hours_suppressed(), 1),
                " hours a person.\n\n", table.Render(), "\n", Note(response.metadata(), terminal));
}

std::string RenderBelief(const v1::GetBeliefResponse& response, const Terminal& terminal) {
  const int width = BarWidth(56, terminal);
  BarTable now({{"BELIEF NOW"}, {"CASES", true}, {"OF THOSE ASSESSED", true}}, terminal);
  for (const auto& score : response.scores()) {
    const v1::Estimate share = ShareOf(score.cases(), response.assessed());
    now.Add({StrCat(score.score(), " of 5"), CountText(score.cases()),
             share.suppressed() ? std::string(kSuppressed)
                                : StrCat(NumberText(share.value() * 100, false, 1), " %")},
            share, width);
  }
  BarTable quarters({{"QUARTER FROM"}, {"CASES", true}, {"4 OR 5 (95 %)", true}}, terminal);
  for (const auto& quarter : response.quarters()) {
    quarters.Add({quarter.from(), CountText(quarter.cases()), EstimateText(quarter.high())}, quarter.high(),
                 width);
  }
  BarTable calibration({{"FIRST BELIEF"}, {"CASES", true}, {"IN WORK AFTER 365 DAYS (95 %)", true}},
                       terminal);
  for (const auto& score : response.calibration()) {
    calibration.Add({StrCat(score.score(), " of 5"), CountText(score.cases()), EstimateText(score.in_work())},
                    score.in_work(), width);
  }
  if (!terminal.interactive) return now.Render() + quarters.Render() + calibration.Render();
  return StrCat("What the ", Spoken(v1::BeliefAssessed::Rater_Name(response.rater())),
                " believes. Open cases: ", CountText(response.open()),
                ", assessed in the last 100 days: ", CountText(response.assessed()),
                ", with 4 or 5: ", EstimateText(response.high()), ".\n", Heading("Now", terminal),
                now.Render(), Heading("Over time", terminal), quarters.Render(),
                Heading("What came of it", terminal), calibration.Render(), "\n",
                Note(response.metadata(), terminal));
}

std::string RenderContinuity(const v1::GetContinuityResponse& response, const Terminal& terminal) {
  BarTable table({{"FIGURE"}, {"VALUE", true}}, terminal);
  const int width = BarWidth(52, terminal);
  const auto add_number = [&](std::string name, double value, bool suppressed) {
    // A number has no bar, and no dot in the place of one.
    table.Add({std::move(name), NumberText(value, suppressed, 2)}, v1::Estimate(), width);
  };
  const auto add_share = [&](std::string name, const v1::Count& count) {
    table.Add({std::move(name), CountText(count)}, ShareOf(count, response.open()), width);
  };
  const auto add_count = [&](std::string name, const v1::Count& count) {
    table.Add({std::move(name), CountText(count)}, v1::Estimate(), width);
  };
  add_number("primary workers per case and year", response.workers_per_case_year(),
             response.workers_per_case_year_suppressed());
  add_number("open cases per worker", response.open_cases_per_worker(),
             response.open_cases_per_worker_suppressed());
  add_count("open cases", response.open());
  add_share("  without a primary worker", response.without_worker());
  add_share("  no contact for more than 14 days", response.no_contact_14_days());
  add_share("  no contact for more than 30 days", response.no_contact_30_days());
  add_count("answers to referrals overdue", response.overdue_answers());
  add_count("flags overdue", response.overdue_flags());
  if (!terminal.interactive) return table.Render();
  return StrCat(
      table.Render(), "\n",
      Styled(terminal, Style::kDim, "Bars: share of the open cases. No figure is about a single worker."),
      "\n", Note(response.metadata(), terminal));
}

}  // namespace praksis::cli
