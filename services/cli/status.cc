// praksis status.
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "google/protobuf/struct.pb.h"
#include "libs/base/strings.h"
#include "services/cli/client.h"
#include "services/cli/context.h"
#include "services/cli/servers.h"
#include "services/cli/table.h"

namespace praksis::cli {
namespace {

constexpr std::array kServices = {kJournal, kHistory,  kFeed,    kDashboards, kLearning,
                                  kCycles,  kMeasures, kStories, kTransfer,   kExperiments};

// What status says of a server that does not answer, where others may.
constexpr char kNotReachable[] = "NOT_REACHABLE";

// One server as it answers.
struct Answer {
  std::string server;
  std::string overall = kNotReachable;
  absl::Duration round_trip;
  // By service; those that it has.
  std::map<std::string_view, std::string> services;
  // Up to where History has read; empty where it has none.
  std::string position;
};

google::rpc::Status Ask(const Context& context, const std::string& server, Answer& answer) {
  answer.server = server;
  Client client(server, context.timeout(), context.tls());
  const absl::Time begun = context.clock.Now();
  std::string overall;
  google::rpc::Status status = client.Health("", overall);
  if (status.code() != 0) return status;
  answer.overall = overall;
  answer.round_trip = context.clock.Now() - begun;
  for (const std::string_view service : kServices) {
    std::string health;
    status = client.Health(std::string(service), health);
    if (status.code() != 0) return status;
    if (health != "SERVICE_UNKNOWN") answer.services[service] = health;
  }
  if (!answer.services.contains(kHistory)) return {};
  // A stream that cannot exist: the answer is empty, costs nothing, and says up to where History has read.
  v1::ListEventsRequest request;
  request.mutable_filter()->add_streams("case/-");
  request.set_page_size(1);
  v1::ListEventsResponse response;
  if (client.ListEvents(request, response).code() == 0) answer.position = response.position();
  return {};
}

bool AllServe(const Answer& answer) {
  return answer.overall == "SERVING" && !answer.services.empty() &&
         std::ranges::all_of(answer.services, [](const auto& entry) { return entry.second == "SERVING"; });
}

Table TableOf(const std::vector<Answer>& answers) {
  Table table({{"SERVICE"}, {"SERVER"}, {"HEALTH"}});
  for (const std::string_view service : kServices) {
    for (const Answer& answer : answers) {
      const auto found = answer.services.find(service);
      if (found == answer.services.end()) continue;
      table.Add({std::string(service), answer.server, found->second},
                found->second == "SERVING" ? Style::kPlain : Style::kRed);
    }
  }
  return table;
}

// {"server", "health", "services": {name: health}, "historyPosition"}; several: {"servers": [those]}.
google::protobuf::Struct ObjectOf(const Answer& answer) {
  google::protobuf::Struct object;
  auto& fields = *object.mutable_fields();
  fields["server"].set_string_value(answer.server);
  fields["health"].set_string_value(answer.overall);
  auto& services = *fields["services"].mutable_struct_value()->mutable_fields();
  for (const auto& [service, health] : answer.services)
    services[std::string(service)].set_string_value(health);
  fields["historyPosition"].set_string_value(answer.position);
  return object;
}

int Run(Context& context) {
  std::vector<Answer> answers;
  google::rpc::Status failure;
  for (const std::string& server : ServersOf(context)) {
    const google::rpc::Status status = Ask(context, server, answers.emplace_back());
    if (status.code() != 0) failure = status;
  }
  if (std::ranges::all_of(answers, [](const Answer& answer) { return answer.overall == kNotReachable; })) {
    return Fail(context, Understand(failure));
  }
  if (context.json && answers.size() == 1) {
    Print(ToJson(ObjectOf(answers.front()), context.out));
  } else if (context.json) {
    google::protobuf::Struct object;
    auto& list = *(*object.mutable_fields())["servers"].mutable_list_value();
    for (const Answer& answer : answers) *list.add_values()->mutable_struct_value() = ObjectOf(answer);
    Print(ToJson(object, context.out));
  } else if (context.out.interactive) {
    for (const Answer& answer : answers) {
      Print(base::StrCat(answer.server, ": ", answer.overall,
                         answer.overall == kNotReachable
                             ? ""
                             : ", answered in " + absl::FormatDuration(absl::Trunc(answer.round_trip,
                                                                                   absl::Microseconds(100))),
                         "\n"));
    }
    Print(base::StrCat("\n", TableOf(answers).Render(context.out)));
    for (const Answer& answer : answers) {
      if (answer.position.empty()) continue;
      Print(base::StrCat("\nHistory has read up to ", Harmless(answer.position),
                         "\n(a position is opaque; give it to --at-least)\n"));
    }
  } else {
    Print(TableOf(answers).Render(context.out));
  }
  const bool all_serve = std::ranges::all_of(answers, AllServe);
  for (const Answer& answer : answers) {
    if (answer.overall == kNotReachable)
      PrintError(base::StrCat("praksis: ", answer.server, " cannot be reached\n"));
  }
  if (!all_serve) PrintError("praksis: not every service is serving\n");
  return all_serve ? kOk : kFailed;
}

}  // namespace

void AddStatusCommand(CLI::App& app, Context& context) {
  AddCommand(
      app, context, "status",
      "Say whether the server is there and its services are serving\n\n"
      "Exits with 4 where no server can be reached, with 1 where one of several cannot, or a service is not\n"
      "serving.",
      "  praksis status\n"
      "  praksis status --server 10.0.0.7:7400 --json\n"
      "  praksis status --server 127.0.0.1:7401,127.0.0.1:7402     several, each with its services\n",
      [&context] { return Run(context); });
}

}  // namespace praksis::cli
