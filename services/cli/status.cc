// praksis status.
#include <array>
#include <memory>

#include "google/protobuf/struct.pb.h"
#include "libs/base/strings.h"
#include "services/cli/client.h"
#include "services/cli/context.h"
#include "services/cli/table.h"

namespace praksis::cli {
namespace {

constexpr std::array<std::string_view, 5> kServices = {"praksis.v1.Journal", "praksis.v1.History",
                                                       "praksis.v1.Feed", "praksis.v1.Dashboards",
                                                       "praksis.v1.Learning"};

int Run(Context& context) {
  Client client(context.server, context.timeout(), context.tls());
  const absl::Time begun = context.clock.Now();
  std::string overall;
  google::rpc::Status status = client.Health("", overall);
  if (status.code() != 0) return Fail(context, Understand(status));
  const absl::Duration round_trip = context.clock.Now() - begun;

  Table table({{"SERVICE"}, {"HEALTH"}});
  google::protobuf::Struct object;
  const auto add = [&](std::string_view service, const std::string& health) {
    table.Add({std::string(service), health}, health == "SERVING" ? Style::kPlain : Style::kRed);
    (*(*object.mutable_fields())["services"].mutable_struct_value()->mutable_fields())[std::string(service)]
        .set_string_value(health);
  };
  bool all_serve = overall == "SERVING";
  for (const std::string_view service : kServices) {
    std::string health;
    status = client.Health(std::string(service), health);
    if (status.code() != 0) return Fail(context, Understand(status));
    add(service, health);
    all_serve = all_serve && health == "SERVING";
  }
  // A stream that cannot exist: the answer is empty, costs nothing, and says up to where History has read.
  v1::ListEventsRequest request;
  request.mutable_filter()->add_streams("case/-");
  request.set_page_size(1);
  v1::ListEventsResponse response;
  const std::string position = client.ListEvents(request, response).code() == 0 ? response.position() : "";

  if (context.json) {
    (*object.mutable_fields())["server"].set_string_value(context.server);
    (*object.mutable_fields())["health"].set_string_value(overall);
    (*object.mutable_fields())["historyPosition"].set_string_value(position);
    Print(ToJson(object, context.out));
  } else if (context.out.interactive) {
    Print(base::StrCat(context.server, ": ", overall, ", answered in ",
                       absl::FormatDuration(absl::Trunc(round_trip, absl::Microseconds(100))), "\n\n",
                       table.Render(context.out)));
    if (!position.empty()) {
      Print(base::StrCat("\nHistory has read up to ", Harmless(position),
                         "\n(a position is opaque; give it to --at-least)\n"));
    }
  } else {
    Print(base::StrCat("server\t", overall, "\n", table.Render(context.out)));
  }
  if (!all_serve) PrintError("praksis: not every service is serving\n");
  return all_serve ? kOk : kFailed;
}

}  // namespace

void AddStatusCommand(CLI::App& app, Context& context) {
  AddCommand(app, context, "status",
             "Say whether the server is there and its services are serving\n\n"
             "Exits with 4 where it cannot be reached, with 1 where a service is not serving.",
             "  praksis status\n"
             "  praksis status --server 10.0.0.7:7400 --json\n",
             [&context] { return Run(context); });
}

}  // namespace praksis::cli
