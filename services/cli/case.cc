// praksis case show.
#include <memory>

#include "absl/time/time.h"
#include "libs/base/date.h"
#include "libs/base/strings.h"
#include "services/cli/client.h"
#include "services/cli/context.h"
#include "services/cli/servers.h"
#include "services/cli/timeline.h"

namespace praksis::cli {
namespace {

struct Options {
  std::string stream;
  std::string known_at;
  std::string happened_by;
  std::string at_least;
};

int Run(Context& context, const Options& options) {
  v1::GetCaseRequest request;
  request.set_stream(options.stream.find('/') == std::string::npos ? "case/" + options.stream
                                                                   : options.stream);
  request.set_at_least(options.at_least);
  if (!options.known_at.empty()) {
    const auto moment = ParseMoment(options.known_at);
    if (!moment) return FailUsage(context, "--known-at: write 2025-03-14 or 2025-03-14T12:00:00Z");
    const timespec time = absl::ToTimespec(*moment);
    request.mutable_known_at()->set_seconds(time.tv_sec);
    request.mutable_known_at()->set_nanos(static_cast<int32_t>(time.tv_nsec));
  }
  if (!options.happened_by.empty()) {
    if (!base::ParseDay(options.happened_by)) return FailUsage(context, "--happened-by: write 2025-03-14");
    request.set_happened_by(options.happened_by);
  }
  v1::GetCaseResponse response;
  Client client(ServerOf(context, kHistory), context.timeout(), context.tls());
  const google::rpc::Status status = client.GetCase(request, response);
  if (status.code() != 0) return Fail(context, Understand(status));
  Print(context.json ? ToJson(response, context.out) : RenderCase(response, context.words(), context.out));
  return kOk;
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
  command
      .add_option("--known-at", options->known_at,
                  "As we knew it then: a time, or a day (its end, local time)")
      ->type_name("TIME");
  command.add_option("--happened-by", options->happened_by, "Only what had happened by the end of this day")
      ->type_name("DATE");
  command
      .add_option("--at-least", options->at_least, "Wait until this position (of an earlier answer) is read")
      ->type_name("POSITION");
}

}  // namespace praksis::cli
