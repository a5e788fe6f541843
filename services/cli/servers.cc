#include "services/cli/servers.h"

#include <algorithm>
#include <optional>

#include "services/channel/channel.h"
#include "services/cli/client.h"

namespace praksis::cli {
namespace {

// One that does not answer must not hold up those that do.
constexpr absl::Duration kPatience = absl::Seconds(2);

}  // namespace

std::vector<std::string> ServersOf(const Context& context) { return services::SplitServers(context.server); }

std::string ServerOf(const Context& context, std::string_view service) {
  const std::vector<std::string> servers = ServersOf(context);
  if (servers.size() < 2) return context.server;
  std::optional<std::string> has_it;
  for (const std::string& server : servers) {
    Client client(server, std::min(context.timeout(), kPatience), context.tls());
    std::string health;
    if (client.Health(std::string(service), health).code() != 0 || health == "SERVICE_UNKNOWN") continue;
    if (health == "SERVING") return server;
    if (!has_it) has_it = server;
  }
  return has_it.value_or(servers.front());
}

}  // namespace praksis::cli
