#include "services/cli/watch_run.h"

#include "services/cli/progress.h"

namespace praksis::cli {
namespace {

constexpr int kLookAgainMs = 300;

}  // namespace

google::rpc::Status WatchRun(const Context& context, Client& client, std::string_view label,
                             std::string_view noun, const Interrupt& interrupt, v1::Run& run, bool& left) {
  Progress progress(context.err, context.clock, label, noun);
  while (!run.done()) {
    const v1::Progress& seen = run.progress();
    progress.Update(
        seen.done(), 0,
        seen.total() > 0 ? static_cast<double>(seen.done()) / static_cast<double>(seen.total()) : -1);
    interrupt.WaitReadable(-1, kLookAgainMs);
    if (interrupt.requested()) {
      left = true;
      return {};
    }
    v1::GetRunRequest request;
    request.set_name(run.name());
    v1::GetRunResponse response;
    google::rpc::Status status = client.GetRun(request, response);
    if (status.code() != 0) return status;
    run = response.run();
  }
  return run.error();
}

}  // namespace praksis::cli
