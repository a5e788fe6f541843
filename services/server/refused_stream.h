// A streaming call that is answered with a status and nothing else.
#ifndef PRAKSIS_SERVICES_SERVER_REFUSED_STREAM_H_
#define PRAKSIS_SERVICES_SERVER_REFUSED_STREAM_H_

#include "absl/status/status.h"
#include "libs/rpc/status.h"

namespace praksis::services {

// `Reactor` is grpc::ServerBidiReactor<…> or grpc::ServerWriteReactor<…>; deletes itself.
template <typename Reactor>
class RefusedStream final : public Reactor {
 public:
  explicit RefusedStream(const absl::Status& why) { this->Finish(rpc::ToGrpc(why)); }
  void OnDone() override { delete this; }
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_REFUSED_STREAM_H_
