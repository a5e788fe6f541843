// The gRPC face of Operations; see faces.h.
#ifndef PRAKSIS_SERVICES_SERVER_OPERATIONS_FACE_H_
#define PRAKSIS_SERVICES_SERVER_OPERATIONS_FACE_H_

#include "libs/rpc/call.h"
#include "praksis/v1/operations.grpc.pb.h"
#include "services/operations/operations_service.h"

namespace praksis::services {

class OperationsFace final
    : public v1::Operations::WithRawCallbackMethod_ListProjections<
          v1::Operations::WithRawCallbackMethod_RebuildProjection<
              v1::Operations::WithRawCallbackMethod_CompareProjections<
                  v1::Operations::WithRawCallbackMethod_FlipProjection<
                      v1::Operations::WithRawCallbackMethod_DropProjection<
                          v1::Operations::WithRawCallbackMethod_GetRun<
                              v1::Operations::WithRawCallbackMethod_GetStatus<v1::Operations::Service>>>>>>> {
 public:
  OperationsFace(OperationsService& operations, rpc::LiveCalls& calls)
      : operations_(operations), calls_(calls) {}

  using Reactor = grpc::ServerUnaryReactor;
  using Context = grpc::CallbackServerContext;
  using Bytes = grpc::ByteBuffer;

  Reactor* ListProjections(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* RebuildProjection(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* CompareProjections(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* FlipProjection(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* DropProjection(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* GetRun(Context* context, const Bytes* request, Bytes* response) override;
  Reactor* GetStatus(Context* context, const Bytes* request, Bytes* response) override;

 private:
  template <typename Request, typename Response>
  Reactor* Answer(Context* context, const Bytes* request, Bytes* response,
                  void (OperationsService::*method)(const Request&, absl::Time, Reply<Response>));

  OperationsService& operations_;
  rpc::LiveCalls& calls_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_OPERATIONS_FACE_H_
