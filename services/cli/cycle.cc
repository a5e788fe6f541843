// praksis cycle list | show | override.
#include <memory>
#include <string>
#include <vector>

#include "services/cli/ask.h"
#include "services/cli/context.h"
#include "services/cli/cycle_override.h"
#include "services/cli/cycle_text.h"
#include "services/cli/servers.h"

namespace praksis::cli {
namespace {

constexpr int kMostListed = 1000;

struct Options {
  std::vector<std::string> sites;
  bool open_only = false;
  std::string stream;
  std::string at_least;
};

int List(Context& context, const Options& options) {
  v1::ListCyclesRequest request;
  for (const std::string& site : options.sites) request.add_sites(site);
  request.set_open_only(options.open_only);
  request.set_page_size(kMostListed);
  request.set_at_least(options.at_least);
  return Ask(context, kCycles, request, &Client::ListCycles, [&](const v1::ListCyclesResponse& response) {
    if (!response.next_page_token().empty()) {
      PrintError("praksis: there are more; name --municipality, or use --json and page_token\n");
    }
    return RenderCycles(response, context.words(), context.out);
  });
}

int Show(Context& context, const Options& options) {
  v1::GetCycleRequest request;
  request.set_stream(StreamOf("cycle", options.stream));
  request.set_at_least(options.at_least);
  return Ask(context, kCycles, request, &Client::GetCycle, [&](const v1::GetCycleResponse& response) {
    return context.out.interactive ? RenderCycle(response, context.words(), context.out)
                                   : ToJson(response, context.out);
  });
}

}  // namespace

void AddCycleCommand(CLI::App& app, Context& context) {
  CLI::App& group = AddCommand(app, context, "cycle", "Learning cycles: where they stand, what they need",
                               "  praksis cycle list\n"
                               "  praksis cycle show cycle/2025-1\n",
                               nullptr);
  const auto listed = std::make_shared<Options>();
  CLI::App& list = AddCommand(group, context, "list", "List the cycles, each with its step and its measures",
                              "  praksis cycle list --open\n"
                              "  praksis cycle list --municipality DK-360 --json\n",
                              [&context, listed] { return List(context, *listed); });
  list.add_option("--municipality", listed->sites, "Only where these take part (DK-360); may be given again")
      ->type_name("CODE");
  list.add_flag("--open", listed->open_only, "Only those that are not closed");
  AddAtLeast(list, listed->at_least);

  const auto shown = std::make_shared<Options>();
  CLI::App& show = AddCommand(group, context, "show",
                              "Show a cycle as a board\n\n"
                              "Its six steps with what each has (the cases chosen, interviews, themes, "
                              "development days, measures) and\n"
                              "what it still needs; the cycle before it with its measures. Of an interview "
                              "whose consent does not stand\n"
                              "any more nothing may be quoted: it is marked. Piped, it is JSON.",
                              "  praksis cycle show cycle/2025-1\n"
                              "  praksis cycle show 2025-1 --json\n",
                              [&context, shown] { return Show(context, *shown); });
  show.add_option("CYCLE", shown->stream, "The cycle: cycle/ID, or ID")->required()->type_name("");
  AddAtLeast(show, shown->at_least);

  AddCycleOverride(group, context);
}

}  // namespace praksis::cli
