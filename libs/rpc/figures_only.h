// Calls whose caller may see figures, and not what is withheld from them.
#ifndef PRAKSIS_LIBS_RPC_FIGURES_ONLY_H_
#define PRAKSIS_LIBS_RPC_FIGURES_ONLY_H_

#include "grpcpp/server_context.h"

namespace praksis::rpc {

// Metadata of such a call, set by who passes on the calls of others (services/gateway). It takes rights away
// and gives none, so that anybody may set it.
inline constexpr char kFiguresOnlyKey[] = "x-praksis-figures-only";

inline bool MaySeeFiguresOnly(const grpc::CallbackServerContext& context) {
  return context.client_metadata().contains(kFiguresOnlyKey);
}

}  // namespace praksis::rpc

#endif  // PRAKSIS_LIBS_RPC_FIGURES_ONLY_H_
