#include "services/cli/cycle_override.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "libs/base/strings.h"
#include "services/cli/client.h"
#include "services/cli/fact_input.h"
#include "services/cli/servers.h"

namespace praksis::cli {
namespace {

using base::StrCat;

struct Options {
  std::string cycle;
  std::string out;
  std::string in;
  bool only_anonymised = false;
  std::string reason;
  std::string actor;
  std::string role = "FACILITATOR";
  std::string day;
  std::string at_least;
};

// "case/7#p-1", "case/7" or "7".
v1::LearningCase CaseOf(const std::string& text) {
  v1::LearningCase named;
  const size_t at = text.find('#');
  named.set_case_stream(StreamOf("case", text.substr(0, at)));
  if (at != std::string::npos) named.set_placement_id(text.substr(at + 1));
  return named;
}

std::string TextOf(const v1::LearningCase& named) {
  return StrCat(Harmless(named.case_stream()), "#", Harmless(named.placement_id()));
}

// "a, b"; at most so many of them.
std::string ListOf(const std::vector<v1::LearningCase>& cases) {
  constexpr size_t kMostListed = 20;
  std::string list;
  for (size_t i = 0; i < std::min(cases.size(), kMostListed); ++i) {
    list += StrCat(i == 0 ? "" : ", ", TextOf(cases[i]));
  }
  return cases.size() > kMostListed ? list + ", …" : list;
}

int Refuse(const std::string& what) {
  PrintError(StrCat("praksis: ", what, "\n"));
  return kFailed;
}

// Gives `named` the placement, where it has none and there is only one of its case among `cases`.
bool Complete(const std::vector<v1::LearningCase>& cases, v1::LearningCase& named) {
  std::vector<const v1::LearningCase*> found;
  for (const v1::LearningCase& each : cases) {
    const bool same_case = each.case_stream() == named.case_stream();
    const bool same = named.placement_id().empty() || each.placement_id() == named.placement_id();
    if (same_case && same) found.push_back(&each);
  }
  if (found.size() != 1) return false;
  named = *found[0];
  return true;
}

int FindRemoved(const Options& options, const v1::CycleBoard& board, v1::LearningCase& removed) {
  std::vector<v1::LearningCase> chosen;
  for (const auto& each : board.chosen()) chosen.push_back(each.learning_case());
  removed = CaseOf(options.out);
  if (Complete(chosen, removed)) return kOk;
  return Refuse(StrCat("--out: ", Harmless(options.out), " is not one of the cases chosen in ",
                       Harmless(board.summary().stream()), ": ", ListOf(chosen)));
}

int FindAdded(Context& context, const Options& options, v1::LearningCase& added) {
  added = CaseOf(options.in);
  v1::GetCaseRequest request;
  request.set_stream(added.case_stream());
  v1::GetCaseResponse response;
  Client client(ServerOf(context, kHistory), context.timeout(), context.tls());
  const google::rpc::Status status = client.GetCase(request, response);
  if (status.code() != 0) return Fail(context, Understand(status));
  std::vector<v1::LearningCase> there;
  for (const auto& placement : response.summary().placements()) {
    v1::LearningCase& each = there.emplace_back();
    each.set_case_stream(added.case_stream());
    each.set_placement_id(placement.placement_id());
  }
  if (Complete(there, added)) return kOk;
  return Refuse(there.empty() ? StrCat("--in: ", Harmless(added.case_stream()),
                                       " has no placement to learn from; name another case")
                              : StrCat("--in: name one placement of the case: ", ListOf(there)));
}

// Where the change is made: at the site of the case that goes, else at the cycle's first.
std::string SiteOf(const v1::CycleBoard& board, const v1::SelectionOverridden& overridden) {
  for (const auto& each : board.chosen()) {
    if (overridden.has_removed() && !each.site().empty() &&
        TextOf(each.learning_case()) == TextOf(overridden.removed())) {
      return each.site();
    }
  }
  return board.summary().sites().empty() ? "" : board.summary().sites(0);
}

int Record(Context& context, const Options& options, const v1::CycleBoard& board,
           const v1::SelectionOverridden& overridden) {
  v1::RecordRequest request;
  v1::Event& event = *request.mutable_event();
  EnsureEventId(event);
  event.set_stream(board.summary().stream());
  event.set_municipality(SiteOf(board, overridden));
  event.mutable_occurred_at()->mutable_date()->set_date(
      options.day.empty() ? absl::FormatTime("%Y-%m-%d", context.clock.Now(), absl::LocalTimeZone())
                          : options.day);
  event.mutable_actor()->set_id(options.actor);
  v1::ActorRole role;
  if (!v1::ActorRole_Parse(options.role, &role)) {
    return FailUsage(context, "--role is not one of those in --help");
  }
  event.mutable_actor()->set_role(role);
  event.set_source_system("praksis-cli");
  *event.mutable_selection_overridden() = overridden;
  v1::RecordResponse response;
  Client client(ServerOf(context, kJournal), context.timeout(), context.tls());
  const google::rpc::Status status = client.Record(request, response);
  if (status.code() != 0) return Fail(context, Understand(status));
  Print(context.json ? ToJson(response, context.out)
                     : StrCat("recorded: ", Harmless(event.stream()), " version ", response.version(), "\n"));
  return kOk;
}

int Override(Context& context, const Options& options) {
  if (options.out.empty() && options.in.empty()) {
    return FailUsage(context, "cycle override: say which case goes (--out), which comes (--in), or both");
  }
  if (options.only_anonymised && options.in.empty()) {
    return FailUsage(context, "--only-anonymised is about the case that --in names; there is none");
  }
  v1::GetCycleRequest request;
  request.set_stream(StreamOf("cycle", options.cycle));
  request.set_at_least(options.at_least);
  v1::GetCycleResponse response;
  {
    Client client(ServerOf(context, kCycles), context.timeout(), context.tls());
    const google::rpc::Status status = client.GetCycle(request, response);
    if (status.code() != 0) return Fail(context, Understand(status));
  }
  const v1::CycleBoard& board = response.cycle();
  if (!board.has_selection()) {
    return Refuse(StrCat("no cases have been selected in ", Harmless(request.stream()),
                         "; first have them chosen: praksis select --record ", Harmless(request.stream())));
  }
  v1::SelectionOverridden overridden;
  overridden.set_selection_id(board.selection().selected().selection_id());
  overridden.set_reason(options.reason);
  overridden.set_only_anonymised(options.only_anonymised);
  if (!options.out.empty()) {
    if (const int code = FindRemoved(options, board, *overridden.mutable_removed()); code != kOk) return code;
  }
  if (!options.in.empty()) {
    if (const int code = FindAdded(context, options, *overridden.mutable_added()); code != kOk) return code;
  }
  return Record(context, options, board, overridden);
}

}  // namespace

void AddCycleOverride(CLI::App& group, Context& context) {
  const auto options = std::make_shared<Options>();
  CLI::App& command = AddCommand(
      group, context, "override",
      "Change by hand which cases a cycle learns from, with the reason\n\n"
      "A case goes, another comes, or both; the board shows it beside the selection. The\n"
      "placement may be left out where there is only one to be meant.",
      "  praksis cycle override cycle/2025-1 --out case/7 --in case/12 \\\n"
      "      --reason 'The caseworker has left' --actor f-1\n"
      "  praksis cycle override 2025-1 --in 'case/12#p-2' --only-anonymised --reason … --actor f-1\n",
      [&context, options] { return Override(context, *options); });
  command.add_option("CYCLE", options->cycle, "The cycle: cycle/ID, or ID")->required()->type_name("");
  command.add_option("--out", options->out, "The chosen case that goes")->type_name("CASE[#PLACEMENT]");
  command.add_option("--in", options->in, "The case that comes")->type_name("CASE[#PLACEMENT]");
  command.add_flag("--only-anonymised", options->only_anonymised,
                   "It has no consent: interviewed fully anonymised, or not at all");
  command.add_option("--reason", options->reason, "Why; kept with the cycle")->required()->type_name("TEXT");
  command.add_option("--actor", options->actor, "Who decided it")->required()->type_name("ID");
  command.add_option("--role", options->role, "… and as what: FACILITATOR, MANAGER, …")
      ->type_name("ROLE")
      ->capture_default_str();
  command.add_option("--on", options->day, "The day it was decided (2025-03-14; default: today)")
      ->type_name("DATE");
  AddAtLeast(command, options->at_least);
}

}  // namespace praksis::cli
