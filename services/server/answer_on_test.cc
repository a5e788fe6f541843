// A call that takes long ends where its caller goes, over a real connection.
#include "services/server/answer_on.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "gtest/gtest.h"
#include "praksis/v1/learning.grpc.pb.h"

namespace praksis::services {
namespace {

constexpr auto kLongest = std::chrono::seconds(20);

// Answers when its caller has gone, or after kLongest.
class Patient {
 public:
  void SelectCases(const v1::SelectCasesRequest& /*request*/, const Waiting& waiting,
                   Reply<v1::SelectCasesResponse> reply) {
    has_deadline = waiting.deadline != absl::InfiniteFuture();
    begun = true;
    const auto end = std::chrono::steady_clock::now() + kLongest;
    while (!waiting.has_gone() && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    saw_it_go = waiting.has_gone();
    std::move(reply)(absl::CancelledError("ended"));
    ended = true;
  }
  std::atomic<bool> begun = false;
  std::atomic<bool> ended = false;
  std::atomic<bool> saw_it_go = false;
  std::atomic<bool> has_deadline = false;
};

class Face final : public v1::Learning::WithRawCallbackMethod_SelectCases<v1::Learning::Service> {
 public:
  Face(Patient& patient, QueryThread& thread, rpc::LiveCalls& calls)
      : patient_(patient), thread_(thread), calls_(calls) {}
  grpc::ServerUnaryReactor* SelectCases(grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* response) override {
    return AnswerOn(thread_, calls_, context, request, response, patient_, &Patient::SelectCases);
  }

 private:
  Patient& patient_;
  QueryThread& thread_;
  rpc::LiveCalls& calls_;
};

class AnswerOnTest : public ::testing::Test {
 protected:
  AnswerOnTest() {
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&face_);
    server_ = builder.BuildAndStart();
    stub_ = v1::Learning::NewStub(
        grpc::CreateChannel("127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials()));
  }
  ~AnswerOnTest() override { server_->Shutdown(); }
  grpc::StatusCode Ask(grpc::ClientContext& context) {
    v1::SelectCasesResponse response;
    return stub_->SelectCases(&context, {}, &response).error_code();
  }
  static void WaitFor(const std::atomic<bool>& what) {
    const auto end = std::chrono::steady_clock::now() + kLongest;
    while (!what && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  base::SystemClock clock_;
  Patient patient_;
  rpc::LiveCalls calls_;
  QueryThread thread_{"answers", 4, clock_};
  Face face_{patient_, thread_, calls_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::Learning::Stub> stub_;
};

TEST_F(AnswerOnTest, ACallEndsWhereItIsCancelled) {
  grpc::ClientContext context;
  std::thread leaving([&] {
    WaitFor(patient_.begun);
    context.TryCancel();
  });
  EXPECT_EQ(Ask(context), grpc::StatusCode::CANCELLED);
  leaving.join();
  WaitFor(patient_.ended);
  EXPECT_TRUE(patient_.saw_it_go);
  EXPECT_FALSE(patient_.has_deadline);
}

TEST_F(AnswerOnTest, ACallEndsAtItsDeadline) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(2));
  EXPECT_EQ(Ask(context), grpc::StatusCode::DEADLINE_EXCEEDED);
  WaitFor(patient_.ended);
  EXPECT_TRUE(patient_.saw_it_go);
  EXPECT_TRUE(patient_.has_deadline);
}

}  // namespace
}  // namespace praksis::services
