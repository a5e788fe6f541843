#include "services/server/operations_face.h"

#include <utility>

#include "libs/rpc/wire.h"

namespace praksis::services {

using rpc::AnswerUnary;

// The service has threads of its own.
template <typename Request, typename Response>
OperationsFace::Reactor* OperationsFace::Answer(Context* context, const Bytes* request, Bytes* response,
                                                void (OperationsService::*method)(const Request&, absl::Time,
                                                                                  Reply<Response>)) {
  return AnswerUnary<Request, Response>(
      calls_, context, request, response,
      [this, method](Request&& read, absl::Time deadline, Reply<Response> reply) {
        (operations_.*method)(read, deadline, std::move(reply));
      });
}

OperationsFace::Reactor* OperationsFace::ListProjections(Context* context, const Bytes* request,
                                                         Bytes* response) {
  return Answer(context, request, response, &OperationsService::ListProjections);
}
OperationsFace::Reactor* OperationsFace::RebuildProjection(Context* context, const Bytes* request,
                                                           Bytes* response) {
  return Answer(context, request, response, &OperationsService::RebuildProjection);
}
OperationsFace::Reactor* OperationsFace::CompareProjections(Context* context, const Bytes* request,
                                                            Bytes* response) {
  return Answer(context, request, response, &OperationsService::CompareProjections);
}
OperationsFace::Reactor* OperationsFace::FlipProjection(Context* context, const Bytes* request,
                                                        Bytes* response) {
  return Answer(context, request, response, &OperationsService::FlipProjection);
}
OperationsFace::Reactor* OperationsFace::DropProjection(Context* context, const Bytes* request,
                                                        Bytes* response) {
  return Answer(context, request, response, &OperationsService::DropProjection);
}
OperationsFace::Reactor* OperationsFace::GetRun(Context* context, const Bytes* request, Bytes* response) {
  return Answer(context, request, response, &OperationsService::GetRun);
}
OperationsFace::Reactor* OperationsFace::GetStatus(Context* context, const Bytes* request, Bytes* response) {
  return Answer(context, request, response, &OperationsService::GetStatus);
}

}  // namespace praksis::services
