// praksis transfer.
#include <memory>
#include <vector>

#include "services/cli/ask.h"
#include "services/cli/context.h"
#include "services/cli/servers.h"
#include "services/cli/transfer_text.h"

namespace praksis::cli {
namespace {

struct Options {
  std::vector<std::string> themes;
  std::vector<std::string> organisations;
  std::string from;
  std::string to;
  std::string at_least;
  std::string known_at;
};

int Run(Context& context, const Options& options) {
  v1::GetTransferRequest request;
  for (const auto& it : options.themes) request.add_themes(it);
  for (const auto& it : options.organisations) request.add_organisations(it);
  request.set_from(options.from);
  request.set_to(options.to);
  request.set_at_least(options.at_least);
  request.set_known_at(options.known_at);
  return Ask(context, kTransfer, request, &Client::GetTransfer,
             [&](const v1::GetTransferResponse& response) { return RenderTransfer(response, context.out); });
}

}  // namespace

void AddTransferCommand(CLI::App& app, Context& context) {
  const auto options = std::make_shared<Options>();
  CLI::App& command = AddCommand(
      app, context, "transfer",
      "Where the learning of workshops went: reached, carried, still used\n\n"
      "Warns where a learning is down to its last carrier. It is about organisations and their staff, and\n"
      "never about persons a job centre supports. Piped, it is the list of who carried what where.",
      "  praksis transfer\n"
      "  praksis transfer --organisation rennes --from 2013-01-01 --to 2014-12-31\n"
      "  praksis transfer --theme \"Social innovation\" --json\n",
      [&context, options] { return Run(context, *options); });
  command
      .add_option("--theme", options->themes,
                  "Only workshops on this theme, as they word it; may be given again")
      ->type_name("TEXT");
  command
      .add_option("--organisation", options->organisations, "Only this partner (rennes); may be given again")
      ->type_name("ID");
  command.add_option("--from", options->from, "Workshops held on this day or later")->type_name("DATE");
  command.add_option("--to", options->to, "… on this day or earlier")->type_name("DATE");
  AddAtLeast(command, options->at_least);
  AddKnownAt(command, options->known_at);
}

}  // namespace praksis::cli
