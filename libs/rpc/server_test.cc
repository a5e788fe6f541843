#include "libs/rpc/server.h"

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "gmock/gmock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "gtest/gtest.h"
#include "libs/base/refusal.h"
#include "libs/rpc/call.h"
#include "libs/rpc/status.h"
#include "praksis/v1/history.grpc.pb.h"

namespace praksis::rpc {
namespace {

// A business method like any of ours; replies when the test says so.
class Answerer {
 public:
  using Reply = absl::AnyInvocable<void(absl::StatusOr<v1::GetCaseResponse>) &&>;
  void GetCase(v1::GetCaseRequest request, absl::Time deadline, Reply reply) {
    deadline_seen = deadline;
    waiting.set_value({std::move(request), std::move(reply)});
  }
  absl::Time deadline_seen;
  std::promise<std::pair<v1::GetCaseRequest, Reply>> waiting;
};

class Face final : public v1::History::WithRawCallbackMethod_GetCase<
                       v1::History::WithRawCallbackMethod_ListEvents<v1::History::Service>> {
 public:
  Face(Answerer& answerer, LiveCalls& calls) : answerer_(answerer), calls_(calls) {}
  grpc::ServerUnaryReactor* GetCase(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                    grpc::ByteBuffer* response) override {
    return AnswerUnary<v1::GetCaseRequest, v1::GetCaseResponse>(
        calls_, context, request, response,
        [this](auto&&... args) { answerer_.GetCase(std::forward<decltype(args)>(args)...); });
  }

 private:
  Answerer& answerer_;
  LiveCalls& calls_;
};

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    auto started = Server::Start(ServerOptions(), {{v1::History::service_full_name(), &face_}});
    EXPECT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
    stub_ = v1::History::NewStub(grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials()));
  }

  std::future<grpc::Status> GetCase(grpc::ClientContext& context, v1::GetCaseResponse& response) {
    return std::async(std::launch::async, [this, &context, &response] {
      v1::GetCaseRequest request;
      request.set_stream("case/demo-1");
      return stub_->GetCase(&context, request, &response);
    });
  }

  Answerer answerer_;
  LiveCalls calls_;
  Face face_{answerer_, calls_};
  std::unique_ptr<Server> server_;
  std::unique_ptr<v1::History::Stub> stub_;
};

TEST_F(ServerTest, AReplyFromAnotherThreadIsTheAnswer) {
  grpc::ClientContext context;
  context.AddMetadata(kCorrelationKey, "run-17");
  v1::GetCaseResponse response;
  auto status = GetCase(context, response);
  auto [request, reply] = answerer_.waiting.get_future().get();
  EXPECT_EQ(request.stream(), "case/demo-1");
  EXPECT_EQ(answerer_.deadline_seen, absl::InfiniteFuture());
  v1::GetCaseResponse answer;
  answer.set_position("p");
  std::move(reply)(answer);
  EXPECT_TRUE(status.get().ok());
  EXPECT_EQ(response.position(), "p");
  const auto trailer = context.GetServerTrailingMetadata().find(kCorrelationKey);
  ASSERT_NE(trailer, context.GetServerTrailingMetadata().end());
  EXPECT_EQ(std::string(trailer->second.data(), trailer->second.size()), "run-17");
}

TEST_F(ServerTest, ARefusalArrivesWithItsDetailsAndTheDeadlineWithTheMethod) {
  grpc::ClientContext context;
  const auto deadline = std::chrono::system_clock::now() + std::chrono::seconds(30);
  context.set_deadline(deadline);
  v1::GetCaseResponse response;
  auto status = GetCase(context, response);
  auto [request, reply] = answerer_.waiting.get_future().get();
  EXPECT_LT(absl::AbsDuration(answerer_.deadline_seen - absl::FromChrono(deadline)), absl::Seconds(1));
  const absl::Status refusal =
      base::Refuse(absl::StatusCode::kNotFound, "CASE_NOT_FOUND", "no such case", {{"stream", "x"}});
  std::move(reply)(refusal);
  EXPECT_EQ(FromGrpc(status.get()), refusal);
}

TEST_F(ServerTest, WaitsForTheCallsUnderWayAndRefusesLaterOnes) {
  grpc::ClientContext context;
  v1::GetCaseResponse response;
  auto status = GetCase(context, response);
  auto [request, reply] = answerer_.waiting.get_future().get();
  calls_.Stop();
  grpc::ClientContext late;
  v1::GetCaseResponse nothing;
  EXPECT_EQ(base::ReasonOf(FromGrpc(GetCase(late, nothing).get())), "STOPPING");
  EXPECT_FALSE(calls_.Wait(absl::Now() + absl::Milliseconds(20)));
  std::move(reply)(v1::GetCaseResponse());
  EXPECT_TRUE(calls_.Wait(absl::Now() + absl::Seconds(30)));
  EXPECT_TRUE(status.get().ok());
  server_->Shutdown(absl::Now() + absl::Seconds(30));
}

TEST_F(ServerTest, ATakenPortIsSaidSo) {
  ServerOptions options;
  options.listen_address = server_->address();
  EXPECT_EQ(base::ReasonOf(Server::Start(options, {}).status()), "LISTEN_FAILED");
}

// Without TLS; with it, see tests/integration/tls_test.cc.
absl::StatusOr<std::string> AddressFor(const std::string& listen) {
  ServerOptions options;
  options.listen_address = listen;
  return ListenAddress(options);
}

TEST(ListenAddress, TakesWhatOnlyThisMachineReaches) {
  EXPECT_EQ(*AddressFor("127.0.0.1:7400"), "127.0.0.1:7400");
  EXPECT_EQ(*AddressFor("127.3.2.1:0"), "127.3.2.1:0");
  EXPECT_EQ(*AddressFor("localhost:7400"), "127.0.0.1:7400");
  EXPECT_EQ(*AddressFor("[::1]:7400"), "[::1]:7400");
  EXPECT_EQ(*AddressFor("unix:/run/praksis.sock"), "unix:/run/praksis.sock");
}

TEST(ListenAddress, RefusesWhatOthersReach) {
  for (const char* beyond :
       {"0.0.0.0:7400", "[::]:7400", "192.168.1.7:7400", "example.org:7400", ":7400",
        "[::ffff:127.0.0.1]:7400", "127.0.0.1.example.org:7400", "dns:///localhost:7400"}) {
    const absl::Status refused = AddressFor(beyond).status();
    EXPECT_EQ(base::ReasonOf(refused), "LISTEN_BEYOND_LOOPBACK") << beyond;
    for (const char* option : {"--tls-cert", "--tls-key", "--tls-ca"}) {
      EXPECT_THAT(std::string(refused.message()), testing::HasSubstr(option));
    }
  }
  for (const char* wrong :
       {"", "7400", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:65536", "[::1:7400", "unix:"}) {
    EXPECT_EQ(base::ReasonOf(AddressFor(wrong).status()), "LISTEN_ADDRESS_INVALID") << wrong;
  }
}

}  // namespace
}  // namespace praksis::rpc
