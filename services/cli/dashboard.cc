// praksis dashboard funnel | referrals | interruptions | disagreement | return-to-work | coaching | belief |
// continuity.
#include <memory>
#include <vector>

#include "libs/base/strings.h"
#include "services/cli/ask.h"
#include "services/cli/context.h"
#include "services/cli/dashboard_behind.h"
#include "services/cli/dashboard_compare.h"
#include "services/cli/figures_text.h"
#include "services/cli/servers.h"
#include "services/cli/whose.h"

namespace praksis::cli {
namespace {

struct Options {
  std::vector<std::string> municipalities;
  std::string from;
  std::string to;
  std::vector<std::string> target_groups;
  std::vector<std::string> industries;
  std::string voice;
  std::string rater;
  std::string at_least;
  std::string known_at;
  std::string behind;

  // Into any figure's request: which cases it is about, and as known when.
  template <typename Request>
  void Narrow(Request& request) const {
    v1::Selection& selection = *request.mutable_selection();
    for (const auto& it : municipalities) selection.add_municipalities(it);
    selection.set_from(from);
    selection.set_to(to);
    for (const auto& it : target_groups) selection.add_target_groups(it);
    for (const auto& it : industries) selection.add_industry_sections(it);
    request.set_at_least(at_least);
    request.set_known_at(known_at);
  }
};

// Asks with `call`, and prints with `render` what comes.
template <typename Request, typename Response, typename Render>
int AskFigure(Context& context, const Options& options, Request request,
              google::rpc::Status (Client::*call)(const Request&, Response&), const Render& render) {
  options.Narrow(request);
  return Ask(context, kDashboards, request, call, render);
}

int RunInterruptions(Context& context, const Options& options) {
  v1::GetInterruptionsRequest request;
  request.set_voice(VoiceOf(options.voice));
  return AskFigure(context, options, request, &Client::GetInterruptions,
                   [&](const v1::GetInterruptionsResponse& response) {
                     return RenderInterruptions(response, context.words(), context.out);
                   });
}

int RunCoaching(Context& context, const Options& options) {
  return AskFigure(context, options, v1::GetCoachingOutcomesRequest(), &Client::GetCoachingOutcomes,
                   [&](const v1::GetCoachingOutcomesResponse& response) {
                     return RenderCoachingOutcomes(response, context.words(), context.out);
                   });
}

int RunBelief(Context& context, const Options& options) {
  v1::GetBeliefRequest request;
  request.set_rater(RaterOf(options.rater));
  return AskFigure(context, options, request, &Client::GetBelief, [&](const v1::GetBeliefResponse& response) {
    return RenderBelief(response, context.out);
  });
}

int RunContinuity(Context& context, const Options& options) {
  return AskFigure(
      context, options, v1::GetContinuityRequest(), &Client::GetContinuity,
      [&](const v1::GetContinuityResponse& response) { return RenderContinuity(response, context.out); });
}

// The cases behind a count of `figure`, as the contract calls it.
int RunBehind(Context& context, const Options& options, const std::string& figure) {
  v1::ListFigureCasesRequest request;
  request.set_figure(figure);
  request.set_cell(options.behind);
  request.set_voice(VoiceOf(options.voice));
  request.set_rater(RaterOf(options.rater));
  options.Narrow(request);
  return ListBehind(context, request);
}

CLI::App& AddFigure(CLI::App& group, Context& context, const std::shared_ptr<Options>& options,
                    const std::string& name, const std::string& description, const std::string& examples,
                    std::function<int()> run) {
  const std::string figure = name == "coaching" ? "coaching-outcomes" : name;
  CLI::App& command = AddCommand(
      group, context, name, description, examples, [&context, options, figure, run = std::move(run)] {
        return options->behind.empty() ? run() : RunBehind(context, *options, figure);
      });
  command.add_option("--municipality", options->municipalities, "Only these (DK-360); may be given again")
      ->type_name("CODE");
  command.add_option("--from", options->from, "First day of the period")->type_name("DATE");
  command.add_option("--to", options->to, "Last day of the period")->type_name("DATE");
  command
      .add_option("--target-group", options->target_groups,
                  "Only these (JOB_READY, ACTIVITY_READY, …); may be given again")
      ->type_name("CODE")
      ->check(Quiet(CLI::IsMember(codelists::Codelists::BuiltIn().Codes("target-group"))));
  AddAtLeast(command, options->at_least);
  AddKnownAt(command, options->known_at);
  command
      .add_option("--behind", options->behind,
                  "Instead of the figure: the cases behind this count of it (" + UsualCells(name).back() +
                      "), and in each the events it counts by")
      ->type_name("CELL");
  return command;
}

void AddIndustry(CLI::App& command, Options& options) {
  command.add_option("--industry", options.industries, "Only these NACE sections (G)")->type_name("SECTION");
}

// How the parties see interruptions, and what comes of cases.
void AddOutcomes(CLI::App& group, Context& context, const std::shared_ptr<Options>& options) {
  CLI::App& disagreement =
      AddFigure(group, context, options, "disagreement",
                "How far citizen, company and job centre agree on why placements were interrupted",
                "  praksis dashboard disagreement --from 2025-01-01\n"
                "  praksis dashboard disagreement --municipality DK-376 --industry G --json\n",
                [&context, options] {
                  return AskFigure(context, *options, v1::GetDisagreementRequest(), &Client::GetDisagreement,
                                   [&](const v1::GetDisagreementResponse& response) {
                                     return RenderDisagreement(response, context.out);
                                   });
                });
  AddIndustry(disagreement, *options);
  AddFigure(group, context, options, "return-to-work",
            "How likely cases are to return to work, by when, through whom, and whether it lasts",
            "  praksis dashboard return-to-work --from 2025-01-01 --to 2025-12-31\n"
            "  praksis dashboard return-to-work --municipality DK-360 --target-group JOB_READY --json\n",
            [&context, options] {
              return AskFigure(context, *options, v1::GetReturnToWorkRequest(), &Client::GetReturnToWork,
                               [&](const v1::GetReturnToWorkResponse& response) {
                                 return RenderReturnToWork(response, context.out);
                               });
            });
}

void AddCareFigures(CLI::App& group, Context& context, const std::shared_ptr<Options>& options) {
  AddFigure(group, context, options, "coaching",
            "What came of coaching: occupation found within twelve weeks, hours, by method",
            "  praksis dashboard coaching\n"
            "  praksis dashboard coaching --municipality SE-0482 --from 2025-01-01 --to 2025-03-31\n",
            [&context, options] { return RunCoaching(context, *options); });
  CLI::App& belief = AddFigure(group, context, options, "belief",
                               "What caseworkers and citizens believe of the job chance, and what came of it",
                               "  praksis dashboard belief\n"
                               "  praksis dashboard belief --rater CITIZEN --municipality DK-740\n",
                               [&context, options] { return RunBelief(context, *options); });
  AddRater(belief, options->rater, "Whose belief: CASEWORKER (the default) or CITIZEN");
  AddFigure(group, context, options, "continuity",
            "How steadily cases are cared for: workers, load, contact, what is overdue",
            "  praksis dashboard continuity\n"
            "  praksis dashboard continuity --municipality DK-147 --target-group YOUTH\n",
            [&context, options] { return RunContinuity(context, *options); });
}

}  // namespace

void AddDashboardCommand(CLI::App& app, Context& context) {
  CLI::App& group =
      AddCommand(app, context, "dashboard", "Figures; never about single persons",
                 "  praksis dashboard funnel --municipality DK-360 --from 2025-01-01 --to 2025-12-31\n"
                 "  praksis dashboard interruptions --voice CITIZEN\n"
                 "  praksis dashboard funnel --known-at AWthZmtl…     as known at an earlier position\n"
                 "  praksis dashboard funnel --behind IN_WORK.furthest     the cases behind this count\n",
                 nullptr);
  const auto options = std::make_shared<Options>();
  AddFigure(group, context, options, "funnel", "Cases by the furthest stage they have reached",
            "  praksis dashboard funnel\n"
            "  praksis dashboard funnel --municipality DK-360 --municipality DK-376 --from 2025-01-01\n",
            [&context, options] {
              return AskFigure(
                  context, *options, v1::GetFunnelRequest(), &Client::GetFunnel,
                  [&](const v1::GetFunnelResponse& response) { return RenderFunnel(response, context.out); });
            });
  AddFigure(group, context, options, "referrals", "Referrals: how they were worded, and answered",
            "  praksis dashboard referrals --from 2025-01-01 --to 2025-06-30\n", [&context, options] {
              return AskFigure(context, *options, v1::GetReferralsRequest(), &Client::GetReferrals,
                               [&](const v1::GetReferralsResponse& response) {
                                 return RenderReferrals(response, context.words(), context.out);
                               });
            });
  CLI::App& interruptions =
      AddFigure(group, context, options, "interruptions",
                "How likely placements are to be interrupted, by when, why, and as seen by whom",
                "  praksis dashboard interruptions --voice COMPANY\n"
                "  praksis dashboard interruptions --municipality DK-376 --industry G --lang da\n"
                "  praksis dashboard interruptions --municipality DK-376 --behind ILLNESS\n",
                [&context, options] { return RunInterruptions(context, *options); });
  AddIndustry(interruptions, *options);
  AddVoice(interruptions, options->voice, "Whose reasons: CITIZEN, COMPANY or JOB_CENTRE");
  AddOutcomes(group, context, options);
  AddCareFigures(group, context, options);
  AddCompareCommand(group, context);
}

}  // namespace praksis::cli
