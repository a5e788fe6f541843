// The gRPC face of Experiments; see faces.h.
#ifndef PRAKSIS_SERVICES_SERVER_EXPERIMENTS_FACE_H_
#define PRAKSIS_SERVICES_SERVER_EXPERIMENTS_FACE_H_

#include "praksis/v1/experiments.grpc.pb.h"
#include "services/experiments/experiments_service.h"
#include "services/server/answer_on.h"

namespace praksis::services {

class ExperimentsFace final
    : public v1::Experiments::WithRawCallbackMethod_ListExperiments<
          v1::Experiments::WithRawCallbackMethod_GetExperiment<v1::Experiments::Service>> {
 public:
  ExperimentsFace(ExperimentsService& experiments, QueryThread& thread, rpc::LiveCalls& calls)
      : experiments_(experiments), thread_(thread), calls_(calls) {}

  grpc::ServerUnaryReactor* ListExperiments(grpc::CallbackServerContext* context,
                                            const grpc::ByteBuffer* request,
                                            grpc::ByteBuffer* response) override {
    return AnswerOn(thread_, calls_, context, request, response, experiments_,
                    &ExperimentsService::ListExperiments);
  }
  grpc::ServerUnaryReactor* GetExperiment(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override {
    return AnswerOn(thread_, calls_, context, request, response, experiments_,
                    &ExperimentsService::GetExperiment);
  }

 private:
  ExperimentsService& experiments_;
  QueryThread& thread_;
  rpc::LiveCalls& calls_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_EXPERIMENTS_FACE_H_
