#include "libs/rpc/pollers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"

namespace praksis::rpc {
namespace {

// Calls on a channel that goes nowhere end at once, on one of gRPC's threads. How many of these there are:
// calls that wait for each other in their callbacks get as far as there are threads.
int ThreadsThatRunCallbacks() {
  constexpr int kCalls = 4;
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer answer;
  };
  grpc::GenericStub stub(grpc::CreateChannel("", nullptr));
  const grpc::Slice nothing("");
  const grpc::ByteBuffer message(&nothing, 1);
  std::vector<Call> calls(kCalls);
  std::atomic<int> at_once = 0;
  std::atomic<int> most = 0;
  std::atomic<int> ended = 0;
  for (Call& call : calls) {
    stub.UnaryCall(&call.context, "/nowhere", grpc::StubOptions(), &message, &call.answer,
                   [&](const grpc::Status&) {
                     const int now = ++at_once;
                     for (int before = most; before < now && !most.compare_exchange_weak(before, now);) {
                     }
                     std::this_thread::sleep_for(std::chrono::milliseconds(300));
                     --at_once;
                     ++ended;
                   });
  }
  while (ended < kCalls) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return most;
}

TEST(Pollers, OneSleepsUntilTheLastWhoWantsThatIsGone) {
  const int before = ThreadsThatRunCallbacks();
  auto kept = KeepOnePollerAsleep();
  if (kept == nullptr) {  // This machine has many cores, or gRPC one thread.
    EXPECT_EQ(ThreadsThatRunCallbacks(), before);
    return;
  }
  auto again = KeepOnePollerAsleep();
  EXPECT_EQ(kept, again);
  EXPECT_EQ(ThreadsThatRunCallbacks(), before - 1);
  kept.reset();
  EXPECT_EQ(ThreadsThatRunCallbacks(), before - 1);
  again.reset();
  EXPECT_EQ(ThreadsThatRunCallbacks(), before);
}

}  // namespace
}  // namespace praksis::rpc
