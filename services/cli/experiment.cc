// praksis experiment list | show.
#include <memory>
#include <vector>

#include "services/cli/ask.h"
#include "services/cli/context.h"
#include "services/cli/experiment_text.h"
#include "services/cli/servers.h"

namespace praksis::cli {
namespace {

struct Options {
  std::vector<std::string> municipalities;
  std::string experiment;
  int window_days = 0;
  std::string at_least;
  std::string known_at;
};

int List(Context& context, const Options& options) {
  v1::ListExperimentsRequest request;
  for (const auto& it : options.municipalities) request.add_municipalities(it);
  request.set_at_least(options.at_least);
  return Ask(
      context, kExperiments, request, &Client::ListExperiments,
      [&](const v1::ListExperimentsResponse& response) { return RenderExperiments(response, context.out); });
}

int Show(Context& context, const Options& options) {
  v1::GetExperimentRequest request;
  request.set_experiment(options.experiment);
  request.set_window_days(options.window_days);
  request.set_at_least(options.at_least);
  request.set_known_at(options.known_at);
  return Ask(context, kExperiments, request, &Client::GetExperiment,
             [&](const v1::GetExperimentResponse& response) {
               return RenderExperiment(response, context.words(), context.out);
             });
}

void AddShow(CLI::App& group, Context& context, const std::shared_ptr<Options>& options) {
  CLI::App& command =
      AddCommand(group, context, "show",
                 "Belief before and after an experiment, and what was done in it\n\n"
                 "By unit only where five workers or more rated five persons or more; never by worker.",
                 "  praksis experiment show experiment/visits\n"
                 "  praksis experiment show experiment/visits --window 60 --json\n",
                 [&context, options] { return Show(context, *options); });
  command.add_option("EXPERIMENT", options->experiment, "experiment/ID")->required()->type_name("");
  command
      .add_option("--window", options->window_days,
                  "How many days before and after the first day are compared (100)")
      ->type_name("DAYS")
      ->check(Quiet(CLI::Range(1, 730)));
  AddAtLeast(command, options->at_least);
  AddKnownAt(command, options->known_at);
}

}  // namespace

void AddExperimentCommand(CLI::App& app, Context& context) {
  CLI::App& group = AddCommand(app, context, "experiment", "Experiments on the belief in the job chance",
                               "  praksis experiment list\n"
                               "  praksis experiment show experiment/visits\n",
                               nullptr);
  const auto options = std::make_shared<Options>();
  CLI::App& list = AddCommand(group, context, "list", "All experiments, the earliest first",
                              "  praksis experiment list\n"
                              "  praksis experiment list --municipality DK-740\n",
                              [&context, options] { return List(context, *options); });
  list.add_option("--municipality", options->municipalities,
                  "Only with a unit there (DK-740); may be given again")
      ->type_name("CODE");
  AddAtLeast(list, options->at_least);
  AddShow(group, context, options);
}

}  // namespace praksis::cli
