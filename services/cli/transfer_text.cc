#include "services/cli/transfer_text.h"

#include <map>
#include <vector>

#include "libs/base/strings.h"
#include "services/cli/figure_parts.h"
#include "services/cli/table.h"
#include "services/cli/wording.h"

namespace praksis::cli {
namespace {

using base::StrCat;
using Response = v1::GetTransferResponse;

std::string Joined(const std::vector<std::string>& texts, std::string_view none = "") {
  std::string all;
  for (const std::string& text : texts) all += StrCat(all.empty() ? "" : ", ", text);
  return all.empty() ? std::string(none) : all;
}

std::string Number(int64_t number, std::string_view one, std::string_view several) {
  return StrCat(number, " ", number == 1 ? one : several);
}

// "2013-06" where only the month is known.
std::string HeldText(const Response::Workshop& workshop) {
  return workshop.date_precision() == v1::WORKSHOP_DATE_PRECISION_MONTH ? workshop.held_on().substr(0, 7)
                                                                        : workshop.held_on();
}

// "4:10" of each.
std::string VideosText(const Response::Workshop& workshop) {
  std::vector<std::string> texts;
  for (const auto& video : workshop.videos()) {
    const int seconds = video.seconds() % 60;
    texts.push_back(video.seconds() == 0
                        ? video.id()
                        : StrCat(video.seconds() / 60, ":", seconds < 10 ? "0" : "", seconds));
  }
  return Joined(texts);
}

std::string ToolkitsText(const Response::Workshop& workshop) {
  std::vector<std::string> texts;
  for (const auto& toolkit : workshop.toolkits()) texts.push_back(toolkit.id());
  return Joined(texts);
}

std::string RenderWorkshops(const Response& response, const Terminal& terminal) {
  Table table({{"HELD"},
               {"THEME", false, Fit::kShortened},
               {"PLACE", false, Fit::kShortened},
               {"REACHED", true},
               {"TOOLKITS", false, Fit::kShortened},
               {"VIDEOS"}});
  for (const auto& workshop : response.workshops()) {
    table.Add({HeldText(workshop), workshop.theme(),
               Joined({workshop.places().begin(), workshop.places().end()}),
               StrCat(workshop.reached(), " of ", workshop.partners()), ToolkitsText(workshop),
               VideosText(workshop)});
  }
  return table.Render(terminal);
}

// "2, 1 left": carriers; "-" where the theme was not for the organisation; "*" where nothing was passed on.
std::string CellText(const Response::Cell& cell) {
  if (!cell.partner()) return "-";
  return StrCat(cell.carriers(),
                cell.carriers_left() > 0 ? StrCat(", ", cell.carriers_left(), " left") : std::string(),
                cell.reached() ? "" : " *");
}

std::string RenderMatrix(const Response& response, const Terminal& terminal) {
  std::vector<Column> columns = {{"ORGANISATION"}};
  for (int i = 0; i < response.themes_size(); ++i) columns.push_back({StrCat("(", i + 1, ")")});
  Table table(columns);
  for (int row = 0; row < response.organisations_size(); ++row) {
    std::vector<std::string> cells = {response.organisations(row).name()};
    for (const auto& theme : response.themes()) cells.push_back(CellText(theme.cells(row)));
    table.Add(std::move(cells));
  }
  std::string legend;
  for (int i = 0; i < response.themes_size(); ++i) {
    legend += StrCat("(", i + 1, ") ", Harmless(response.themes(i).theme()), "\n");
  }
  return StrCat(table.Render(terminal), legend,
                Styled(terminal, Style::kDim, "Carriers there, and those who left; * not passed on yet"),
                "\n");
}

std::string GroupText(Response::Stickiness::Carriers carriers) {
  switch (carriers) {
    case Response::Stickiness::NONE_LEFT:
      return "who brought it are there";
    case Response::Stickiness::SOME_LEFT:
      return "some of them left";
    case Response::Stickiness::ALL_LEFT:
      return "all of them left";
    default:
      return "all learnings";
  }
}

std::string RenderStickiness(const Response& response, const Terminal& terminal) {
  Table table({{"PASSED ON A YEAR AGO OR MORE"},
               {"LEARNINGS", true},
               {"USED A YEAR LATER", true},
               {"AFTER THE LAST LEFT", true}});
  for (const auto& group : response.stickiness()) {
    const bool all = group.carriers() == Response::Stickiness::CARRIERS_UNSPECIFIED;
    table.Add(
        {GroupText(group.carriers()), StrCat(group.learnings()), StrCat(group.used()),
         group.carriers() == Response::Stickiness::NONE_LEFT ? "" : StrCat(group.used_since_departure())},
        all ? Style::kBold : Style::kPlain);
  }
  return table.Render(terminal);
}

std::string RenderAlarms(const Response& response, const Terminal& terminal) {
  std::map<std::string, std::string> themes;
  for (const auto& workshop : response.workshops()) themes[workshop.workshop()] = workshop.theme();
  Table table({{"ORGANISATION"}, {"LEARNING", false, Fit::kShortened}, {"LAST CARRIER"}, {"LAST USED"}});
  for (const auto& learning : response.learnings()) {
    if (learning.standing() != Response::LAST_CARRIER && learning.standing() != Response::NO_CARRIER)
      continue;
    std::string last = "all have left";
    for (const auto& carrier : learning.carriers()) {
      if (carrier.left()) continue;
      last = StrCat(carrier.staff(),
                    carrier.left_on().empty() ? std::string() : StrCat(", leaves ", carrier.left_on()));
    }
    table.Add({learning.organisation(), themes[learning.workshop()], last,
               learning.last_used_on().empty() ? "never" : learning.last_used_on()},
              Style::kYellow);
  }
  if (table.empty()) return "";
  return StrCat(Heading("Down to the last carrier, or without one", terminal), table.Render(terminal));
}

// Who carried what where: also what programs read.
std::string RenderLearnings(const Response& response, const Terminal& terminal) {
  std::map<std::string, std::string> themes;
  for (const auto& workshop : response.workshops()) themes[workshop.workshop()] = workshop.theme();
  Table table({{"WORKSHOP"},
               {"THEME", false, Fit::kShortened},
               {"ORGANISATION"},
               {"STANDING"},
               {"PASSED ON"},
               {"DAYS", true},
               {"THERE", false, Fit::kWrapped},
               {"LEFT", false, Fit::kWrapped},
               {"USES", true},
               {"LAST USED"}});
  for (const auto& learning : response.learnings()) {
    std::vector<std::string> there;
    std::vector<std::string> left;
    for (const auto& carrier : learning.carriers()) {
      (carrier.left() ? left : there).push_back(carrier.staff());
    }
    table.Add({learning.workshop(), themes[learning.workshop()], learning.organisation(),
               Spoken(Response::Standing_Name(learning.standing())), learning.transferred_on(),
               learning.reached() ? StrCat(learning.days_to_transfer()) : "", Joined(there), Joined(left),
               StrCat(learning.uses()), learning.last_used_on()});
  }
  return table.Render(terminal);
}

std::string Summary(const Response& response) {
  std::string text = StrCat("Transfer: ", response.partners_reached(), " of ",
                            Number(response.partners(), "partner", "partners"), " reached, by ",
                            Number(response.workshops_size(), "workshop", "workshops"), "; ");
  text += response.median_days_to_transfer() < 0
              ? "fewer than half of the transfers have been held"
              : StrCat("half of the transfers were held within ",
                       Number(response.median_days_to_transfer(), "day", "days"));
  return StrCat(text, ". ", Number(response.last_carrier_alarms(), "learning is", "learnings are"),
                " down to the last carrier.\n\n");
}

}  // namespace

std::string RenderTransfer(const Response& response, const Terminal& terminal) {
  if (!terminal.interactive) return RenderLearnings(response, terminal);
  return StrCat(Summary(response), RenderWorkshops(response, terminal),
                Heading("Where it is carried", terminal), RenderMatrix(response, terminal),
                Heading("Does it stick", terminal), RenderStickiness(response, terminal),
                RenderAlarms(response, terminal), Heading("Who carried what where", terminal),
                RenderLearnings(response, terminal), "\n", Note(response.metadata(), terminal));
}

}  // namespace praksis::cli
