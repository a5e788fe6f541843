// Asking a server one thing and printing its answer.
#ifndef PRAKSIS_SERVICES_CLI_ASK_H_
#define PRAKSIS_SERVICES_CLI_ASK_H_

#include <string_view>

#include "services/cli/client.h"
#include "services/cli/context.h"
#include "services/cli/figure_parts.h"
#include "services/cli/servers.h"

namespace praksis::cli {

// Asks who has `service` with `call`; prints the answer as `render(response)` says, or in JSON where that is
// asked for. Returns the exit code.
template <typename Request, typename Response, typename Render>
int Ask(Context& context, std::string_view service, const Request& request,
        google::rpc::Status (Client::*call)(const Request&, Response&), const Render& render) {
  Response response;
  Client client(ServerOf(context, service), context.timeout(), context.tls());
  const google::rpc::Status status = (client.*call)(request, response);
  if (status.code() != 0) return Fail(context, Understand(status));
  if (context.json) {
    Print(ToJson(response, context.out));
    return kOk;
  }
  if constexpr (requires { SayInLanguage("", *response.mutable_metadata()); }) {
    if (response.has_metadata()) SayInLanguage(context.language, *response.mutable_metadata());
  }
  if constexpr (requires { response.mutable_first_metadata(); }) {
    SayInLanguage(context.language, *response.mutable_first_metadata());
  }
  Print(render(response));
  return kOk;
}

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_ASK_H_
