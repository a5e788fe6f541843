// How the faces of services that answer from read models call them; see faces.h.
#ifndef PRAKSIS_SERVICES_SERVER_ANSWER_ON_H_
#define PRAKSIS_SERVICES_SERVER_ANSWER_ON_H_

#include <utility>

#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "libs/rpc/call.h"
#include "libs/rpc/wire.h"
#include "services/reply/reply.h"
#include "services/reply/waiting.h"
#include "services/server/query_thread.h"

namespace praksis::services {

// Has `thread` call a method of a service that answers from read models.
template <typename Service, typename Request, typename Response>
grpc::ServerUnaryReactor* AnswerOn(QueryThread& thread, rpc::LiveCalls& calls,
                                   grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                   grpc::ByteBuffer* response, Service& service,
                                   void (Service::*method)(const Request&, absl::Time, Reply<Response>)) {
  return rpc::AnswerUnary<Request, Response>(
      calls, context, request, response,
      [&thread, &service, method](Request&& read, absl::Time deadline, Reply<Response> reply) {
        thread.Run(deadline, std::move(reply),
                   [&service, method, read = std::move(read), deadline](Reply<Response> answer) {
                     (service.*method)(read, deadline, std::move(answer));
                   });
      });
}

// The same for one that may take long, and ends where its caller has gone.
template <typename Service, typename Request, typename Response>
grpc::ServerUnaryReactor* AnswerOn(QueryThread& thread, rpc::LiveCalls& calls,
                                   grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                   grpc::ByteBuffer* response, Service& service,
                                   void (Service::*method)(const Request&, const Waiting&, Reply<Response>)) {
  return rpc::AnswerUnary<Request, Response>(
      calls, context, request, response,
      [&thread, &service, method, context](Request&& read, absl::Time deadline, Reply<Response> reply) {
        // The context is there until the reply.
        const Waiting waiting = {.deadline = deadline,
                                 .has_gone = [context] { return context->IsCancelled(); }};
        thread.Run(deadline, std::move(reply),
                   [&service, method, read = std::move(read), waiting](Reply<Response> answer) {
                     (service.*method)(read, waiting, std::move(answer));
                   });
      });
}

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_ANSWER_ON_H_
