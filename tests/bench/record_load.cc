#include "tests/bench/record_load.h"

#include <string>
#include <utility>

#include "grpcpp/support/server_callback.h"
#include "tests/bench/facts.h"
#include "tests/bench/peer.h"

namespace praksis::bench {
namespace {

class EchoJournal final : public v1::Journal::CallbackService {
 public:
  grpc::ServerUnaryReactor* Record(grpc::CallbackServerContext* context, const v1::RecordRequest* request,
                                   v1::RecordResponse* response) override {
    response->set_version(static_cast<int64_t>(request->event().stream().size()));
    response->set_position(std::string(48, 'p'));
    response->mutable_recorded_at()->set_seconds(1'740'000'000);
    response->mutable_recorded_at()->set_nanos(123'000'000);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

}  // namespace

void ServeEcho() {
  EchoJournal echo;
  ServeGrpc(echo);
}

RecordLoad::RecordLoad(int port, int clients, int64_t& serial)
    : clients_(clients), serial_(serial), calls_(static_cast<size_t>(clients)) {
  for (const auto& channel : Connect(port, clients == 1 ? 1 : 4))
    stubs_.push_back(v1::Journal::NewStub(channel));
  NewCases();
}

void RecordLoad::NewCases() {
  first_case_ = serial_ + 1;
  serial_ += clients_;
}

void RecordLoad::Start(int client, int64_t number, grpc::ClientContext& context, CallDone done) {
  Call& call = calls_[static_cast<size_t>(client)];
  const int64_t case_number = first_case_ + client;
  call.request = number == 0 ? OpenCase(case_number) : AddNote(case_number, case_number << 24 | number);
  stubs_[static_cast<size_t>(client) % stubs_.size()]->async()->Record(&context, &call.request,
                                                                       &call.response, std::move(done));
}

Load RecordLoad::Drive(double seconds) {
  return bench::Drive(clients_, seconds,
                      [this](int client, int64_t call, grpc::ClientContext& context, CallDone done) {
                        Start(client, call, context, std::move(done));
                      });
}

Load RecordLoad::Pace(double per_second, double seconds) {
  return bench::Pace(clients_, per_second, seconds,
                     [this](int client, int64_t call, grpc::ClientContext& context, CallDone done) {
                       Start(client, call, context, std::move(done));
                     });
}

}  // namespace praksis::bench
