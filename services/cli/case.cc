// praksis case show.
#include <memory>

#include "services/cli/ask.h"
#include "services/cli/context.h"
#include "services/cli/history_times.h"
#include "services/cli/servers.h"
#include "services/cli/timeline.h"

namespace praksis::cli {
namespace {

struct Options {
  std::string stream;
  HistoryTimes times;
};

int Run(Context& context, const Options& options) {
  v1::GetCaseRequest request;
  request.set_stream(StreamOf("case", options.stream));
  if (const std::string wrong = options.times.Read(request); !wrong.empty()) {
    return FailUsage(context, wrong);
  }
  return Ask(context, kHistory, request, &Client::GetCase, [&](const v1::GetCaseResponse& response) {
    return RenderCase(response, context.words(), context.out);
  });
}

}  // namespace

void AddCaseCommand(CLI::App& app, Context& context) {
  CLI::App& group =
      AddCommand(app, context, "case", "Look at one case", "  praksis case show case/demo-1\n", nullptr);
  const auto options = std::make_shared<Options>();
  CLI::App& command =
      AddCommand(group, context, "show", "Show where a case stands and everything recorded about it",
                 "  praksis case show case/demo-1\n"
                 "  praksis case show demo-1 --known-at 2025-06-30\n"
                 "  praksis case show demo-1 --known-at 2025-06-30T12:00:00Z --happened-by 2025-05-31\n",
                 [&context, options] { return Run(context, *options); });
  command.add_option("STREAM", options->stream, "The case: case/ID, or ID")->required()->type_name("");
  options->times.AddTo(command);
}

}  // namespace praksis::cli
