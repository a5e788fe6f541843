#include "services/cli/experiment_text.h"

#include <cstdio>
#include <set>
#include <vector>

#include "libs/base/strings.h"
#include "services/cli/figure_parts.h"
#include "services/cli/figures_text.h"
#include "services/cli/table.h"

namespace praksis::cli {
namespace {

using base::StrCat;
using Response = v1::GetExperimentResponse;
using Part = Response::Part;

std::string QuestionText(v1::ExperimentQuestion question) {
  switch (question) {
    case v1::EXPERIMENT_QUESTION_COMPANY_VISITS:
      return "caseworkers visit companies";
    case v1::EXPERIMENT_QUESTION_RESOURCES_FOR_NEEDS:
      return "resources instead of needs";
    case v1::EXPERIMENT_QUESTION_POSITIVE_LANGUAGE:
      return "positive language";
    case v1::EXPERIMENT_QUESTION_SUCCESS_STORIES:
      return "success stories shared";
    default:
      return "another question";
  }
}

std::string EndingText(const v1::Experiment& experiment) {
  if (experiment.ended_on().empty()) return "";
  constexpr std::string_view kPrefix = "EXPERIMENT_ENDING_";
  return Spoken(v1::ExperimentEnding_Name(experiment.ending()).substr(kPrefix.size()));
}

std::string SitesText(const v1::Experiment& experiment) {
  std::set<std::string> sites;
  for (const auto& unit : experiment.units()) sites.insert(unit.site());
  std::string text;
  for (const std::string& site : sites) text += StrCat(text.empty() ? "" : ", ", site);
  return text;
}

// "+0.8 (0.3–1.2)", with a sign where `change`.
std::string MeanText(const v1::Mean& mean, bool change = false) {
  if (mean.suppressed()) return std::string(kSuppressed);
  char text[64];
  std::snprintf(text, sizeof text, change ? "%+.1f (%+.1f to %+.1f)" : "%.1f (%.1f–%.1f)", mean.value(),
                mean.lower(), mean.upper());
  return text;
}

// "+25 (+10 to +39)" percentage points.
std::string PointsText(const v1::Estimate& change) {
  if (change.suppressed()) return std::string(kSuppressed);
  char text[64];
  std::snprintf(text, sizeof text, "%+.0f (%+.0f to %+.0f)", 100 * change.value(), 100 * change.lower(),
                100 * change.upper());
  return text;
}

std::string NameOf(const Part& part) { return part.unit_id().empty() ? "all units" : part.unit_id(); }

std::vector<const Part*> PartsOf(const Response& response) {
  std::vector<const Part*> parts = {&response.all()};
  for (const Part& part : response.by_unit()) parts.push_back(&part);
  return parts;
}

Style StyleOf(const Part& part) { return part.unit_id().empty() ? Style::kBold : Style::kPlain; }

std::string RenderBeliefTable(const Response& response, const Terminal& terminal) {
  Table table({{"UNIT"},
               {"CASES BEFORE", true},
               {"4 OR 5 (95 %)", true},
               {"MEAN", true},
               {"CASES AFTER", true},
               {"4 OR 5 (95 %)", true},
               {"MEAN", true},
               {"CHANGE, POINTS", true},
               {"CHANGE OF MEAN", true}});
  for (const Part* part : PartsOf(response)) {
    const auto& before = part->before().belief();
    const auto& after = part->after().belief();
    table.Add(
        {NameOf(*part), CountText(before.cases()), EstimateText(before.high_share()), MeanText(before.mean()),
         CountText(after.cases()), EstimateText(after.high_share()), MeanText(after.mean()),
         PointsText(part->belief_change().high_share()), MeanText(part->belief_change().mean(), true)},
        StyleOf(*part));
  }
  return table.Render(terminal);
}

std::string LanguageText(const Response::Language& language) {
  if (language.positive().suppressed()) return std::string(kSuppressed);
  if (!language.has_positive_share()) return "";
  const int64_t all = language.positive().value() + language.negative().value();
  return StrCat(NumberText(100 * language.positive_share(), false, 0), " % of ", Grouped(all));
}

std::string RenderPractice(const Response& response, const Terminal& terminal) {
  Table table({{"UNIT"},
               {"WHEN"},
               {"VISITS", true},
               {"PLACEMENTS FOUND", true},
               {"REFERRALS", true},
               {"RESOURCES WORDED (95 %)", true},
               {"POSITIVE LANGUAGE", true},
               {"REFLECTIONS", true}});
  const auto add = [&](const Part& part, std::string when, const Response::Window& window,
                       std::string reflections) {
    table.Add({NameOf(part), std::move(when), CountText(window.visits().visits()),
               CountText(window.visits().placements_found()), CountText(window.referrals().made()),
               EstimateText(window.referrals().worded_share()), LanguageText(window.language()),
               std::move(reflections)},
              StyleOf(part));
  };
  for (const Part* part : PartsOf(response)) {
    add(*part, "before", part->before(), "");
    add(*part, "after", part->after(), CountText(part->reflections()));
  }
  return table.Render(terminal);
}

std::string RenderLanguage(const Response& response, const Terminal& terminal) {
  if (response.all().language().empty()) return "";
  Table table({{"MONTH FROM"}, {"POSITIVE", true}, {"NEGATIVE", true}, {"SHARE", true}});
  for (const auto& month : response.all().language()) {
    const auto& language = month.language();
    table.Add({month.from(), CountText(language.positive()), CountText(language.negative()),
               language.has_positive_share()
                   ? StrCat(NumberText(100 * language.positive_share(), false, 0), " %")
                   : std::string()});
  }
  return StrCat(Heading("Language over time", terminal), table.Render(terminal));
}

std::string RenderInfluences(const Response& response, const Words& words, const Terminal& terminal) {
  if (response.influences().empty()) return "";
  Table table({{"WHAT INFLUENCED BELIEF"}, {"RAISED", true}, {"LOWERED", true}});
  for (const auto& influence : response.influences()) {
    table.Add({words.Label("belief-influence", influence.influence()), StrCat(influence.raised()),
               StrCat(influence.lowered())});
  }
  return StrCat(Heading("Reflections", terminal), table.Render(terminal));
}

std::string Summary(const Response& response) {
  const v1::Experiment& experiment = response.experiment();
  std::string text =
      StrCat(Harmless(experiment.experiment()), ": what happens to belief when … ",
             QuestionText(experiment.question()), "? From ", Harmless(experiment.started_on()));
  if (!experiment.ended_on().empty()) {
    text += StrCat(" to ", Harmless(experiment.ended_on()), " (", EndingText(experiment), ")");
  }
  text += StrCat(", at ", Harmless(SitesText(experiment)), ".\n");
  if (!experiment.wording().empty()) text += StrCat(Harmless(experiment.wording()), "\n");
  text += StrCat("Expected: ", Harmless(experiment.hypothesis()), "\n");
  if (response.stories_shared() > 0) {
    text += StrCat("Stories shared at meetings: ", response.stories_shared(), " times, ", response.stories(),
                   response.stories() == 1 ? " story" : " different stories", ".\n");
  }
  return text;
}

}  // namespace

std::string RenderExperiments(const v1::ListExperimentsResponse& response, const Terminal& terminal) {
  Table table({{"EXPERIMENT"},
               {"WHEN …", false, Fit::kShortened},
               {"FROM"},
               {"TO"},
               {"ENDING"},
               {"SITES", false, Fit::kShortened},
               {"UNITS", true}});
  for (const v1::Experiment& experiment : response.experiments()) {
    table.Add({experiment.experiment(), QuestionText(experiment.question()), experiment.started_on(),
               experiment.ended_on(), EndingText(experiment), SitesText(experiment),
               StrCat(experiment.units_size())});
  }
  if (terminal.interactive && table.empty()) return "No experiment has been recorded.\n";
  return table.Render(terminal);
}

std::string RenderExperiment(const Response& response, const Words& words, const Terminal& terminal) {
  if (!terminal.interactive) return RenderBeliefTable(response, terminal);
  return StrCat(
      Summary(response),
      Heading(StrCat("Caseworkers' belief, ", response.window_days(), " days before and after the first day"),
              terminal),
      RenderBeliefTable(response, terminal), Heading("What was done", terminal),
      RenderPractice(response, terminal), RenderLanguage(response, terminal),
      RenderInfluences(response, words, terminal), "\n", Note(response.metadata(), terminal));
}

}  // namespace praksis::cli
