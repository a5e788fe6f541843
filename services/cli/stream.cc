// praksis stream show.
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
  v1::GetStreamRequest request;
  request.set_stream(options.stream);
  if (const std::string wrong = options.times.Read(request); !wrong.empty()) {
    return FailUsage(context, wrong);
  }
  return Ask(context, kHistory, request, &Client::GetStream, [&](const v1::GetStreamResponse& response) {
    return RenderStream(response, context.words(), context.out);
  });
}

}  // namespace

void AddStreamCommand(CLI::App& app, Context& context) {
  CLI::App& group = AddCommand(app, context, "stream", "Look at one stream: a story, a principle, a cycle, …",
                               "  praksis stream show story/demo-1\n", nullptr);
  const auto options = std::make_shared<Options>();
  CLI::App& command = AddCommand(group, context, "show", "Show everything recorded in a stream of any kind",
                                 "  praksis stream show story/demo-1\n"
                                 "  praksis stream show cycle/2025-1 --known-at 2025-06-30\n"
                                 "  praksis stream show staff/cw-17 --happened-by 2025-05-31 --json\n",
                                 [&context, options] { return Run(context, *options); });
  command.add_option("STREAM", options->stream, "The stream: story/ID, principle/ID, programme/ID, …")
      ->required()
      ->type_name("");
  options->times.AddTo(command);
}

}  // namespace praksis::cli
