#include "services/cli/select_for_cycle.h"

#include <string>

#include "libs/base/strings.h"
#include "services/cli/client.h"
#include "services/cli/fact_input.h"
#include "services/cli/interrupt.h"
#include "services/cli/selection_text.h"
#include "services/cli/servers.h"
#include "services/cli/watch_run.h"

namespace praksis::cli {
namespace {

using base::StrCat;
using Replayed = v1::ReplaySelectionResponse;

// Builds what is needed to answer at the position that the refusal names, and asks again.
google::rpc::Status ReplayWithProjection(Context& context, Client& client, const CycleSelection& asked,
                                         const v1::ReplaySelectionRequest& request, const Problem& not_kept,
                                         Replayed& response) {
  v1::RebuildProjectionRequest rebuild;
  for (const auto& [name, value] : not_kept.facts) {
    if (name == "position") rebuild.set_until(value);
  }
  v1::RebuildProjectionResponse begun;
  google::rpc::Status status = client.RebuildProjection(rebuild, begun);
  if (status.code() != 0) return status;
  v1::Run run = begun.run();
  const std::string name = run.projection().name();
  const Interrupt interrupt;
  bool left = false;
  status = WatchRun(context, client, "going back to the day of the choice", "event", interrupt, run, left);
  if (status.code() == 0 && !left) status = client.ReplaySelection(request, response);
  if (asked.keep && !left) return status;
  v1::DropProjectionRequest drop;
  drop.set_name(name);
  v1::DropProjectionResponse dropped;
  if (const google::rpc::Status failure = client.DropProjection(drop, dropped); failure.code() != 0) {
    PrintError(
        StrCat("praksis: projection ", Harmless(name), " is left: ", Harmless(failure.message()), "\n"));
  }
  return status;
}

std::string InWords(const Replayed::Difference& difference) {
  switch (difference.matter()) {
    case Replayed::ALGORITHM:
      return StrCat("this program chooses otherwise (algorithm ", difference.replayed(), ", then ",
                    difference.recorded(), ")");
    case Replayed::CODELISTS:
      return StrCat("codelists are others (", difference.replayed(), ", then ", difference.recorded(), ")");
    case Replayed::CANDIDATES:
      return "the candidates, or what is known of them, are not those of then";
    case Replayed::PICKS:
      return StrCat(difference.count(), difference.count() == 1 ? " case" : " cases",
                    " of then would not be chosen");
    default:
      return "certificate or explanation are others";
  }
}

std::string Render(const Replayed& response) {
  const std::string which =
      StrCat("selection ", Harmless(response.recorded().selection_id()), " of ", Harmless(response.as_of()));
  if (response.outcome() == Replayed::SAME) {
    return StrCat(which, ": the same, byte for byte (", response.recorded().picks_size(), " cases)\n");
  }
  std::string text = StrCat(which, ": IRREPRODUCIBLE\n");
  for (const auto& difference : response.differences()) {
    text += StrCat("  ", Harmless(InWords(difference)), "\n");
  }
  return text;
}

}  // namespace

bool SayWhereTooFew(const v1::SelectCasesResponse& response) {
  bool any = false;
  for (const auto& site : response.sites()) {
    if (site.chosen() >= site.quota()) continue;
    PrintError(StrCat("praksis: fewer than asked for at ", Harmless(site.municipality()), "\n"));
    any = true;
  }
  return any;
}

int RecordSelection(Context& context, const CycleSelection& asked) {
  if (asked.actor.empty())
    return FailUsage(context, "--record: say who has the cases chosen, with --actor ID");
  v1::RecordSelectionRequest request;
  v1::Event named;
  EnsureEventId(named);
  request.set_event_id(named.event_id());
  request.set_stream(StreamOf("cycle", asked.cycle));
  request.mutable_actor()->set_id(asked.actor);
  v1::ActorRole role;
  if (!v1::ActorRole_Parse(asked.role, &role))
    return FailUsage(context, "--role is not one of those in --help");
  request.mutable_actor()->set_role(role);
  request.set_selection_id(asked.selection_id);
  request.set_seed(asked.seed);
  request.set_as_of(asked.as_of);
  request.set_at_least(asked.at_least);
  v1::RecordSelectionResponse response;
  Client client(ServerOf(context, kCycles), context.timeout(), context.tls());
  const google::rpc::Status status = client.RecordSelection(request, response);
  if (status.code() != 0) return Fail(context, Understand(status));
  if (context.json) {
    Print(ToJson(response, context.out));
  } else {
    Print(RenderSelection(response.explained(), context.words(), context.out));
    PrintError(StrCat("praksis: recorded in ", Harmless(request.stream()), " as ",
                      Harmless(response.selected().selection_id()), ", version ", response.version(), "\n"));
  }
  return SayWhereTooFew(response.explained()) ? kFailed : kOk;
}

int ReplaySelection(Context& context, const CycleSelection& asked) {
  v1::ReplaySelectionRequest request;
  request.set_stream(StreamOf("cycle", asked.cycle));
  request.set_selection_id(asked.selection_id);
  request.set_at_least(asked.at_least);
  Client client(ServerOf(context, kCycles), context.timeout(), context.tls());
  Replayed response;
  google::rpc::Status status = client.ReplaySelection(request, response);
  if (const Problem problem = Understand(status); problem.reason == "POSITION_NOT_KEPT") {
    status = ReplayWithProjection(context, client, asked, request, problem, response);
  }
  if (status.code() != 0) return Fail(context, Understand(status));
  Print(context.json ? ToJson(response, context.out) : Render(response));
  return response.outcome() == Replayed::SAME ? kOk : kFailed;
}

}  // namespace praksis::cli
