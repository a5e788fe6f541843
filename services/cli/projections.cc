// praksis projections list | rebuild | compare | flip | drop.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/strings.h"
#include "services/cli/client.h"
#include "services/cli/context.h"
#include "services/cli/interrupt.h"
#include "services/cli/projections_text.h"
#include "services/cli/servers.h"
#include "services/cli/watch_run.h"

namespace praksis::cli {
namespace {

struct Options {
  std::string until;
  bool detach = false;
  std::string name;
  std::string other;
};

int List(Context& context) {
  const std::vector<std::string> servers = ServersOf(context);
  std::vector<std::pair<std::string, v1::Projection>> projections;
  v1::ListProjectionsResponse all;
  google::rpc::Status failure;
  for (const std::string& server : servers) {
    Client client(server, context.timeout(), context.tls());
    v1::ListProjectionsResponse response;
    const google::rpc::Status status = client.ListProjections({}, response);
    if (status.code() != 0) {
      // Of several servers some have none: a recorder answers no questions.
      if (servers.size() == 1 || Understand(status).reason != "NO_PROJECTIONS") failure = status;
      continue;
    }
    for (const v1::Projection& projection : response.projections()) {
      projections.emplace_back(server, projection);
      *all.add_projections() = projection;
    }
  }
  if (failure.code() != 0 && projections.empty()) return Fail(context, Understand(failure));
  Print(context.json ? ToJson(all, context.out)
                     : RenderProjections(projections, servers.size() > 1, context.out));
  return failure.code() == 0 ? static_cast<int>(kOk) : Fail(context, Understand(failure));
}

// A projection is one server's; with several it must be said whose.
bool OneServer(const Context& context) { return ServersOf(context).size() == 1; }

int FailSeveral(const Context& context) {
  return FailUsage(context, "projections are a server's own; name one server with --server");
}

int Rebuild(Context& context, const Options& options) {
  if (!OneServer(context)) return FailSeveral(context);
  Client client(context.server, context.timeout(), context.tls());
  v1::RebuildProjectionRequest request;
  request.set_until(options.until);
  const Interrupt interrupt;
  v1::RebuildProjectionResponse response;
  google::rpc::Status status = client.RebuildProjection(request, response);
  if (status.code() != 0) return Fail(context, Understand(status));
  v1::Run run = response.run();
  const std::string name = run.projection().name();
  bool left = options.detach;
  if (!left)
    status =
        WatchRun(context, client, base::StrCat("building ", Harmless(name)), "event", interrupt, run, left);
  if (status.code() != 0) return Fail(context, Understand(status));
  if (context.json) {
    Print(ToJson(run, context.out));
  } else {
    Print(RenderProjections({{context.server, run.projection()}}, false, context.out));
  }
  if (!left) return kOk;
  PrintError(base::StrCat("praksis: ", Harmless(name), " goes on being built",
                          options.detach ? "" : " without being watched",
                          "; praksis projections list says how far it is, drop ends it\n"));
  return options.detach ? kOk : kFailed;
}

int Compare(Context& context, const Options& options) {
  if (!OneServer(context)) return FailSeveral(context);
  Client client(context.server, context.timeout(), context.tls());
  v1::CompareProjectionsRequest request;
  request.set_left(options.name);
  request.set_right(options.other);
  const Interrupt interrupt;
  v1::CompareProjectionsResponse response;
  google::rpc::Status status = client.CompareProjections(request, response);
  if (status.code() != 0) return Fail(context, Understand(status));
  v1::Run run = response.run();
  bool left = false;
  status = WatchRun(context, client, "comparing", "row", interrupt, run, left);
  if (status.code() != 0) return Fail(context, Understand(status));
  if (left) {
    PrintError("praksis: the comparison goes on without being watched, and nobody will see its result\n");
    return kFailed;
  }
  Print(context.json ? ToJson(run.comparison(), context.out)
                     : RenderComparison(run.comparison(), context.out));
  if (run.comparison().rows_different() == 0) return kOk;
  PrintError(base::StrCat("praksis: ", Grouped(run.comparison().rows_different()), " rows are different\n"));
  return kFailed;
}

int Flip(Context& context, const Options& options) {
  if (!OneServer(context)) return FailSeveral(context);
  Client client(context.server, context.timeout(), context.tls());
  v1::FlipProjectionRequest request;
  request.set_name(options.name);
  const Interrupt interrupt;
  v1::FlipProjectionResponse response;
  google::rpc::Status status = client.FlipProjection(request, response);
  if (status.code() != 0) return Fail(context, Understand(status));
  v1::Run run = response.run();
  bool left = false;
  status = WatchRun(context, client, "catching up", "event", interrupt, run, left);
  if (status.code() != 0) return Fail(context, Understand(status));
  if (left) {
    PrintError(base::StrCat("praksis: ", Harmless(options.name),
                            " goes on catching up and is flipped to when it has\n"));
    return kFailed;
  }
  if (context.json) {
    Print(ToJson(run, context.out));
  } else {
    Print(RenderProjections({{context.server, run.projection()}}, false, context.out));
  }
  return kOk;
}

int Drop(Context& context, const Options& options) {
  if (!OneServer(context)) return FailSeveral(context);
  Client client(context.server, context.timeout(), context.tls());
  v1::DropProjectionRequest request;
  request.set_name(options.name);
  v1::DropProjectionResponse response;
  const google::rpc::Status status = client.DropProjection(request, response);
  if (status.code() != 0) return Fail(context, Understand(status));
  if (context.json) Print(ToJson(response, context.out));
  if (context.err.interactive) PrintError(base::StrCat("dropped ", Harmless(options.name), "\n"));
  return kOk;
}

void AddRebuild(CLI::App& group, Context& context, const std::shared_ptr<Options>& options) {
  CLI::App& rebuild =
      AddCommand(group, context, "rebuild",
                 "Build all read models anew from the log, beside the serving ones\n\n"
                 "Shows how far it is. Ctrl-C ends the watching, not the building (exit code 1).",
                 "  praksis projections rebuild\n"
                 "  praksis projections rebuild --detach\n"
                 "  praksis projections rebuild --until AWthZmtl…     to be asked with --known-at\n",
                 [&context, options] { return Rebuild(context, *options); });
  rebuild
      .add_option("--until", options->until,
                  "Only up to this position (of a figure's answer), and keep it there")
      ->type_name("POSITION");
  rebuild.add_flag("--detach", options->detach, "Do not wait for its end");
}

void AddCompare(CLI::App& group, Context& context, const std::shared_ptr<Options>& options) {
  CLI::App& compare = AddCommand(group, context, "compare",
                                 "Compare two projections row by row, at one position\n\n"
                                 "Exits with 0 where all rows are equal, with 1 where some are not.",
                                 "  praksis projections compare v-1a2b3c4d v-1a2b3c4d-2\n",
                                 [&context, options] { return Compare(context, *options); });
  compare.add_option("LEFT", options->name, "One")->required()->type_name("");
  compare.add_option("RIGHT", options->other, "The other")->required()->type_name("");
}

}  // namespace

void AddProjectionsCommand(CLI::App& app, Context& context) {
  CLI::App& group = AddCommand(app, context, "projections",
                               "Look after a server's read models: build them anew, and serve the new ones",
                               "  praksis projections list\n"
                               "  praksis projections rebuild\n"
                               "  praksis projections compare v-1a2b3c4d v-1a2b3c4d-2\n"
                               "  praksis projections flip v-1a2b3c4d-2\n"
                               "  praksis projections drop v-1a2b3c4d\n",
                               nullptr);
  const auto options = std::make_shared<Options>();
  AddCommand(
      group, context, "list", "Show all: what serves, what is being built, what is kept",
      "  praksis projections list\n"
      "  praksis projections list --json | jq -r '.projections[] | select(.state == \"READY\").name'\n",
      [&context] { return List(context); });
  AddRebuild(group, context, options);
  AddCompare(group, context, options);
  CLI::App& flip = AddCommand(group, context, "flip",
                              "Serve another projection from now on\n\n"
                              "No question fails. A stopped one is caught up first; flipping back is the way "
                              "back.",
                              "  praksis projections flip v-1a2b3c4d-2\n",
                              [&context, options] { return Flip(context, *options); });
  flip.add_option("NAME", options->name, "Which")->required()->type_name("");
  CLI::App& drop = AddCommand(
      group, context, "drop", "Remove a projection and its files; the serving one never",
      "  praksis projections drop v-1a2b3c4d\n", [&context, options] { return Drop(context, *options); });
  drop.add_option("NAME", options->name, "Which")->required()->type_name("");
}

}  // namespace praksis::cli
