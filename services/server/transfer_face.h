// The gRPC face of Transfer; see faces.h.
#ifndef PRAKSIS_SERVICES_SERVER_TRANSFER_FACE_H_
#define PRAKSIS_SERVICES_SERVER_TRANSFER_FACE_H_

#include "praksis/v1/transfer.grpc.pb.h"
#include "services/server/answer_on.h"
#include "services/transfer/transfer_service.h"

namespace praksis::services {

class TransferFace final : public v1::Transfer::WithRawCallbackMethod_GetTransfer<v1::Transfer::Service> {
 public:
  TransferFace(TransferService& transfer, QueryThread& thread, rpc::LiveCalls& calls)
      : transfer_(transfer), thread_(thread), calls_(calls) {}

  grpc::ServerUnaryReactor* GetTransfer(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* response) override {
    return AnswerOn(thread_, calls_, context, request, response, transfer_, &TransferService::GetTransfer);
  }

 private:
  TransferService& transfer_;
  QueryThread& thread_;
  rpc::LiveCalls& calls_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_TRANSFER_FACE_H_
