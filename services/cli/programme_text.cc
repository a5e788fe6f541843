#include "services/cli/programme_text.h"

#include <string_view>

#include "libs/base/strings.h"
#include "services/cli/table.h"
#include "services/cli/wording.h"

namespace praksis::cli {
namespace {

using base::StrCat;

// "PROGRAMME_KIND_LEARNING_CASES" → "learning cases".
std::string Kind(v1::ProgrammeKind kind) {
  std::string_view name = v1::ProgrammeKind_Name(kind);
  constexpr std::string_view kPrefix = "PROGRAMME_KIND_";
  if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
  return Spoken(name);
}

// "goes on", "embedded 2008-06-01".
std::string State(const v1::Programme& programme) {
  if (programme.closed_on().empty()) return "goes on";
  const std::string_view name = v1::ProgrammeEnding_Name(programme.ending());
  return StrCat(Spoken(name.substr(name.rfind('_') + 1)), " ", programme.closed_on());
}

std::string Number(int64_t number) { return number == 0 ? "-" : Grouped(number); }

Table UnitsTable(const v1::GetProgrammeResponse& response) {
  Table table({{"STAFF GROUP", false, Fit::kWrapped},
               {"WHERE"},
               {"FROM"},
               {"TO"},
               {"SESSIONS", true},
               {"CAME", true},
               {"STORIES", true},
               {"SHARED WITH IT", true}});
  for (const v1::ProgrammeUnit& unit : response.units()) {
    std::string places;
    for (const std::string& place : unit.municipalities())
      places += StrCat(places.empty() ? "" : ", ", place);
    table.Add({unit.staff_group(), places, unit.first_on(), unit.last_on(), Number(unit.sessions()),
               Number(unit.attendances()), Number(unit.stories()), Number(unit.sharings())});
  }
  return table;
}

std::string StagesText(const v1::GetProgrammeResponse& response, const Terminal& terminal) {
  Table table({{"STAGE"},
               {"FROM"},
               {"TO"},
               {"ORGANISATIONS", true},
               {"STAFF GROUPS", true},
               {"SESSIONS", true},
               {"STORIES", true},
               {"OBJECTIVE", true},
               {"SUBJECTIVE", true},
               {"BOTH", true},
               {"CONFIRMED", true},
               {"PRINCIPLES", true},
               {"SHARED", true}});
  for (const v1::ProgrammeStage& stage : response.stages()) {
    table.Add({std::to_string(stage.stage()), stage.from(), stage.to().empty() ? "now" : stage.to(),
               Number(stage.organisations()), Number(stage.staff_groups()), Number(stage.sessions()),
               Number(stage.stories()), Number(stage.objective()), Number(stage.subjective()),
               Number(stage.both()), Number(stage.verified()), Number(stage.principles()),
               Number(stage.sharings())});
  }
  return table.Render(terminal);
}

std::string OrganisationsText(const v1::GetProgrammeResponse& response, const Terminal& terminal) {
  Table table({{"ORGANISATION"}, {"SINCE"}, {"WITH STAGE"}});
  for (const auto& it : response.organisations()) {
    table.Add({it.organisation(), it.since(), std::to_string(it.stage())});
  }
  return table.empty() ? "" : StrCat("\n", table.Render(terminal));
}

std::string BranchesText(const v1::GetProgrammeResponse& response, const Terminal& terminal) {
  Table table({{"GREW OUT OF IT"}, {"BEGAN"}, {"WHERE"}, {"HOW"}, {"ABOUT", false, Fit::kWrapped}});
  for (const v1::ProgrammeBranch& branch : response.branches()) {
    table.Add({branch.stream(), branch.began_on(), branch.municipality(),
               branch.began_here() ? "begun by it" : "stories shared", branch.title()});
  }
  return table.empty() ? "" : StrCat("\n", table.Render(terminal));
}

}  // namespace

std::string RenderProgrammes(const v1::ListProgrammesResponse& response, const Terminal& terminal) {
  Table table(
      {{"PROGRAMME"}, {"OPENED"}, {"STAGE", true}, {"STATE"}, {"PRACTICE"}, {"TITLE", false, Fit::kWrapped}});
  for (const v1::Programme& programme : response.programmes()) {
    table.Add({programme.stream(), programme.opened_on(), std::to_string(programme.stage()), State(programme),
               Kind(programme.kind()), programme.title()});
  }
  if (table.empty() && terminal.interactive) return "no programme is opened\n";
  return table.Render(terminal);
}

std::string RenderProgramme(const v1::GetProgrammeResponse& response, const Terminal& terminal) {
  const Table units = UnitsTable(response);
  if (!terminal.interactive) return units.Render(terminal);
  const v1::Programme& programme = response.programme();
  const std::string& stream = programme.stream();
  return StrCat(Styled(terminal, Style::kBold, Harmless(programme.title())), "\n", Kind(programme.kind()),
                ", opened ", programme.opened_on(), ", stage ", programme.stage(), ", ", State(programme),
                "\n\nWhere it was spread to\n", units.Render(terminal), OrganisationsText(response, terminal),
                "\nWhat came of it\n", StagesText(response, terminal), BranchesText(response, terminal),
                "\nprinciples: praksis stories principles --programme ", Harmless(stream),
                "\nhistory:    praksis stream show ", Harmless(stream), "\n");
}

}  // namespace praksis::cli
