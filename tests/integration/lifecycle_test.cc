// Starting, stopping, and being looked after.
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "libs/base/refusal.h"
#include "libs/rpc/status.h"
#include "tests/integration/facts.h"
#include "tests/integration/world.h"

namespace praksis::testing {
namespace {

class LifecycleTest : public World {
 protected:
  LifecycleTest() { Start(); }

  // One message over a method that streams in both directions or answers once; "" where an error came.
  std::string Ask(const std::string& method, const std::string& request) {
    grpc::GenericStub stub(Connect());
    const auto context = Call();
    grpc::CompletionQueue queue;
    const auto next = [&queue] {
      void* tag = nullptr;
      bool ok = false;
      return queue.Next(&tag, &ok) && ok;
    };
    const auto call = stub.PrepareCall(context.get(), method, &queue);
    call->StartCall(nullptr);
    if (!next()) return "";
    const grpc::Slice slice(request);
    call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
    if (!next()) return "";
    grpc::ByteBuffer response;
    call->Read(&response, nullptr);
    std::string text;
    if (next()) {
      std::vector<grpc::Slice> slices;
      EXPECT_TRUE(response.Dump(&slices).ok());
      for (const grpc::Slice& part : slices)
        text.append(reinterpret_cast<const char*>(part.begin()), part.size());
    }
    context->TryCancel();
    grpc::Status status;
    call->Finish(&status, nullptr);
    next();
    return text;
  }

  // grpc.health.v1: HealthCheckRequest { string service = 1; }, HealthCheckResponse { ServingStatus status =
  // 1; }.
  std::string Health(const std::string& service) {
    return Ask("/grpc.health.v1.Health/Check",
               service.empty() ? "" : std::string("\x0A") + static_cast<char>(service.size()) + service);
  }
};

constexpr char kServing[] = "\x08\x01";

TEST_F(LifecycleTest, ARestartKeepsEverything) {
  const v1::Event opened = CaseOpened("case/a");
  Record(opened);
  const v1::RecordResponse noted = Record(NoteAdded("case/a", "n"));
  Restart();
  EXPECT_EQ(Case("case/a", noted.position()).timeline_size(), 2);
  EXPECT_TRUE(Record(opened).repeat());
  EXPECT_EQ(Record(NoteAdded("case/a", "n")).version(), 3);
}

TEST_F(LifecycleTest, AnExistingLogKeepsItsPartitions) {
  EXPECT_EQ(server().partitions(), 4);
  options().partitions = 7;
  Restart();
  EXPECT_EQ(server().partitions(), 4);
}

TEST_F(LifecycleTest, ADirectoryHasOneServer) {
  const base::SystemClock clock;
  const auto second = services::Server::Start(options(), clock);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition) << second.status();
}

TEST_F(LifecycleTest, NobodyOutsideThisMachineIsServed) {
  Stop();
  options().rpc.listen_address = "0.0.0.0:0";
  const base::SystemClock clock;
  const auto started = services::Server::Start(options(), clock);
  EXPECT_EQ(started.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(base::ReasonOf(started.status()), "LISTEN_BEYOND_LOOPBACK");
}

TEST_F(LifecycleTest, WrongOptionsAreSaidAllAtOnce) {
  services::Server::Options wrong = options();
  wrong.partitions = 0;
  wrong.k = 2;
  const base::SystemClock clock;
  EXPECT_EQ(base::BadRequestOf(services::Server::Start(wrong, clock).status()).field_violations_size(), 2);
}

TEST_F(LifecycleTest, HealthIsSaidOfTheServerAndOfEachService) {
  EXPECT_EQ(Health(""), kServing);
  for (const char* service : {"praksis.v1.Journal", "praksis.v1.History", "praksis.v1.Feed",
                              "praksis.v1.Dashboards", "praksis.v1.Learning", "praksis.v1.Cycles",
                              "praksis.v1.Stories", "praksis.v1.Transfer", "praksis.v1.Experiments"}) {
    EXPECT_EQ(Health(service), kServing) << service;
  }
  EXPECT_EQ(Health("praksis.v1.Nothing"), "");
}

TEST_F(LifecycleTest, ReflectionNamesTheServices) {
  // ServerReflectionRequest { string list_services = 7; }.
  const std::string services =
      Ask("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", std::string("\x3A\x01*", 3));
  for (const char* service : {"praksis.v1.Journal", "praksis.v1.History", "praksis.v1.Feed",
                              "praksis.v1.Dashboards", "praksis.v1.Learning", "praksis.v1.Cycles",
                              "praksis.v1.Stories", "praksis.v1.Transfer", "praksis.v1.Experiments"}) {
    EXPECT_THAT(services, ::testing::HasSubstr(service));
  }
}

TEST_F(LifecycleTest, StoppingAnswersEverythingItHasTaken) {
  Record(CaseOpened("case/a"));
  std::atomic<int> answered = 0;
  std::atomic<bool> stopping = false;
  std::vector<std::thread> clients;
  std::atomic<int64_t> highest = 0;
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&] {
      while (true) {
        v1::RecordRequest request;
        *request.mutable_event() = NoteAdded("case/a", "n");
        v1::RecordResponse response;
        const grpc::Status status = journal().Record(Call().get(), request, &response);
        if (!status.ok()) {
          EXPECT_TRUE(stopping) << status.error_message();
          // A call that arrives while gRPC closes the connection is cancelled by it, before we see it.
          EXPECT_THAT(status.error_code(),
                      ::testing::AnyOf(grpc::StatusCode::UNAVAILABLE, grpc::StatusCode::CANCELLED))
              << status.error_message();
          return;
        }
        ++answered;
        int64_t seen = highest;
        while (seen < response.version() && !highest.compare_exchange_weak(seen, response.version())) {
        }
      }
    });
  }
  const auto context = Call();
  const auto many = journal().RecordMany(context.get());
  v1::RecordManyRequest item;
  *item.mutable_event() = NoteAdded("case/a", "many");
  ASSERT_TRUE(many->Write(item));
  v1::RecordManyResponse item_answer;
  ASSERT_TRUE(many->Read(&item_answer));
  const auto feed_context = Call();
  v1::SubscribeRequest now;
  now.mutable_now();
  const auto feed_stream = feed().Subscribe(feed_context.get(), now);
  feed_stream->WaitForInitialMetadata();

  const absl::Time patience = absl::Now() + kPatience;
  while (answered < 200 && absl::Now() < patience) std::this_thread::yield();
  stopping = true;
  server().Stop(absl::Now() + kPatience);

  for (std::thread& client : clients) client.join();
  EXPECT_FALSE(many->Read(&item_answer));
  EXPECT_EQ(base::ReasonOf(rpc::FromGrpc(many->Finish())), "STOPPING");
  v1::SubscribeResponse message;
  while (feed_stream->Read(&message)) {
  }
  EXPECT_EQ(base::ReasonOf(rpc::FromGrpc(feed_stream->Finish())), "STOPPING");
  EXPECT_LT(absl::Now(), patience);

  Restart();
  const v1::RecordResponse next = Record(NoteAdded("case/a", "after"));
  // Every answer was true, and nothing but what was answered is there: 1 opening, 1 item, the notes.
  EXPECT_GT(next.version(), highest);
  EXPECT_EQ(next.version(), answered + 3);
}

TEST_F(LifecycleTest, StoppingAtOnceEndsWhatIsStillOpen) {
  const auto context = Call();
  const auto many = journal().RecordMany(context.get());
  v1::RecordManyRequest item;
  *item.mutable_event() = CaseOpened("case/a");
  ASSERT_TRUE(many->Write(item));
  server().Stop(absl::Now());
  v1::RecordManyResponse answer;
  while (many->Read(&answer)) {
  }
  EXPECT_FALSE(many->Finish().ok());
}

}  // namespace
}  // namespace praksis::testing
