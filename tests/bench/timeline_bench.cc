// Reading the history of a case of 30 events over gRPC, against a server that answers as many bytes and does
// nothing. The ratios are how many times as long as that server praksisd takes.
//   timeline_bench [seconds per measurement]
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "praksis/v1/history.grpc.pb.h"
#include "praksis/v1/journal.grpc.pb.h"
#include "tests/bench/bench.h"
#include "tests/bench/facts.h"
#include "tests/bench/load.h"
#include "tests/bench/peer.h"

namespace praksis::bench {
namespace {

constexpr int kCases = 200;
constexpr int kEventsPerCase = 30;

// Answers every GetCase with the bytes of one response.
class EchoHistory final : public v1::History::WithRawCallbackMethod_GetCase<v1::History::Service> {
 public:
  explicit EchoHistory(size_t bytes) : answer_(MakeAnswer(bytes)) {}

  grpc::ServerUnaryReactor* GetCase(grpc::CallbackServerContext* context, const grpc::ByteBuffer* /*request*/,
                                    grpc::ByteBuffer* response) override {
    const grpc::Slice slice(answer_);
    *response = grpc::ByteBuffer(&slice, 1);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  // A GetCaseResponse of one long position.
  static std::string MakeAnswer(size_t bytes) {
    v1::GetCaseResponse response;
    response.set_position(std::string(bytes, 'p'));
    return response.SerializeAsString();
  }
  const std::string answer_;
};

// Records the cases; the position to read them at.
std::string RecordCases(int port) {
  const auto stub = v1::Journal::NewStub(Connect(port, 1)[0]);
  std::string position;
  for (int64_t event = 0; event < kEventsPerCase; ++event) {
    // All cases at once, so that they share syncs.
    std::vector<grpc::ClientContext> contexts(kCases);
    std::vector<v1::RecordRequest> requests(kCases);
    std::vector<v1::RecordResponse> responses(kCases);
    std::mutex mutex;
    std::condition_variable answered;
    int left = kCases;  // guarded by mutex
    for (size_t i = 0; i < kCases; ++i) {
      const auto number = static_cast<int64_t>(i);
      requests[i] = event == 0 ? OpenCase(number) : AddNote(number, event);
      stub->async()->Record(&contexts[i], &requests[i], &responses[i], [&](grpc::Status status) {
        PRAKSIS_CHECK(status.ok(), status.error_message());
        const std::lock_guard lock(mutex);
        if (--left == 0) answered.notify_all();
      });
    }
    std::unique_lock lock(mutex);
    PRAKSIS_CHECK(answered.wait_for(lock, std::chrono::seconds(30), [&] { return left == 0; }));
    position = responses.back().position();
  }
  return position;
}

// The client neither encodes nor decodes: what it does for either server is the same.
Load Read(int port, int clients, double seconds) {
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs;
  for (const auto& channel : Connect(port, clients == 1 ? 1 : 4))
    stubs.push_back(std::make_unique<grpc::GenericStub>(channel));
  std::vector<grpc::ByteBuffer> requests;
  for (int i = 0; i < kCases; ++i) {
    v1::GetCaseRequest request;
    request.set_stream(base::StrCat("case/bench-", i));
    const grpc::Slice slice(request.SerializeAsString());
    requests.emplace_back(&slice, 1);
  }
  std::vector<grpc::ByteBuffer> responses(static_cast<size_t>(clients));
  return Drive(
      clients, seconds, [&](int client, int64_t number, grpc::ClientContext& context, CallDone done) {
        grpc::ByteBuffer& response = responses[static_cast<size_t>(client)];
        response.Clear();
        stubs[static_cast<size_t>(client) % stubs.size()]->UnaryCall(
            &context, "/praksis.v1.History/GetCase", grpc::StubOptions(),
            &requests[static_cast<size_t>((client * 7 + number) % kCases)], &response, std::move(done));
      });
}

// The size of what praksisd answers for a case, read at `position` so that it is all there.
size_t AnswerBytes(int port, const std::string& position) {
  const auto stub = v1::History::NewStub(Connect(port, 1)[0]);
  size_t bytes = 0;
  for (int number = 0; number < kCases; ++number) {
    grpc::ClientContext context;
    v1::GetCaseRequest request;
    request.set_stream(base::StrCat("case/bench-", number));
    request.set_at_least(position);
    v1::GetCaseResponse response;
    const grpc::Status status = stub->GetCase(&context, request, &response);
    PRAKSIS_CHECK(status.ok(), status.error_message());
    bytes = response.ByteSizeLong();
  }
  return bytes;
}

void PrintRow(const std::string& name, const Load& load) {
  std::printf("%-26s %12.0f %10.3f %10.3f\n", name.c_str(), load.per_second, load.times.PercentileMs(50),
              load.times.PercentileMs(99));
  std::fflush(stdout);
}

int Main(int argc, char** argv) {
  const double seconds = static_cast<double>(NumberArgument(argc, argv, 1, 2));
  const WorkDirectory directory;
  const Peer praksis({"--serve=praksis", directory.path()});
  const size_t bytes = AnswerBytes(praksis.port(), RecordCases(praksis.port()));
  const Peer echo({"--serve=echo", base::StrCat(bytes)});
  std::printf("%d cases of %d events, %zu bytes an answer\n%-26s %12s %10s %10s\n", kCases, kEventsPerCase,
              bytes, "", "per second", "p50 ms", "p99 ms");
  double ratios[2] = {};
  for (const int clients : {1, 64}) {
    const Load by_echo = Read(echo.port(), clients, seconds);
    PrintRow(base::StrCat("echo, ", clients, " clients"), by_echo);
    const Load by_praksis = Read(praksis.port(), clients, seconds);
    PrintRow(base::StrCat("praksisd, ", clients, " clients"), by_praksis);
    ratios[clients == 1 ? 0 : 1] = by_echo.per_second / by_praksis.per_second;
  }
  PrintRatio("timeline_1", ratios[0], "<= 2.0");
  PrintRatio("timeline_64", ratios[1], "<= 2.0");
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--serve=echo") {
    praksis::bench::EchoHistory echo(static_cast<size_t>(praksis::bench::NumberArgument(argc, argv, 2, 0)));
    praksis::bench::ServeGrpc(echo);
    return 0;
  }
  if (praksis::bench::ServePraksisIfAsked(argc, argv)) return 0;
  return praksis::bench::Main(argc, argv);
}
