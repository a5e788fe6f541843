// praksis programme list | show.
#include <memory>

#include "services/cli/ask.h"
#include "services/cli/context.h"
#include "services/cli/programme_text.h"
#include "services/cli/servers.h"

namespace praksis::cli {
namespace {

struct Options {
  std::string programme;
  std::string at_least;
  std::string known_at;
};

int List(Context& context, const Options& options) {
  v1::ListProgrammesRequest request;
  request.set_at_least(options.at_least);
  request.set_known_at(options.known_at);
  return Ask(
      context, kStories, request, &Client::ListProgrammes,
      [&](const v1::ListProgrammesResponse& response) { return RenderProgrammes(response, context.out); });
}

int Show(Context& context, const Options& options) {
  v1::GetProgrammeRequest request;
  request.set_programme(options.programme);
  request.set_at_least(options.at_least);
  request.set_known_at(options.known_at);
  return Ask(
      context, kStories, request, &Client::GetProgramme,
      [&](const v1::GetProgrammeResponse& response) { return RenderProgramme(response, context.out); });
}

}  // namespace

void AddProgrammeCommand(CLI::App& app, Context& context) {
  CLI::App& group = AddCommand(app, context, "programme", "Programmes of learning, and what came of them",
                               "  praksis programme list\n"
                               "  praksis programme show programme/sample-1\n",
                               nullptr);
  const auto options = std::make_shared<Options>();
  CLI::App& list =
      AddCommand(group, context, "list", "All programmes, the one opened last first",
                 "  praksis programme list\n", [&context, options] { return List(context, *options); });
  AddAtLeast(list, options->at_least);
  AddKnownAt(list, options->known_at);
  CLI::App& show = AddCommand(group, context, "show",
                              "Where a programme was spread to, and what came of it, stage by stage\n\n"
                              "Piped, the staff groups that it reached.",
                              "  praksis programme show programme/sample-1\n"
                              "  praksis programme show programme/sample-1 --json\n",
                              [&context, options] { return Show(context, *options); });
  show.add_option("PROGRAMME", options->programme, "programme/ID")->required()->type_name("");
  AddAtLeast(show, options->at_least);
  AddKnownAt(show, options->known_at);
}

}  // namespace praksis::cli
