// From being acknowledged to being seen in a figure of another process.
//   visible_load RECORDER_PORT READER_PORT [PER_SECOND] [SECONDS] [ASK_EVERY] [CASES_BEFORE]
// So many facts a second; of each ASK_EVERYth, when it is acknowledged, GetFunnel is asked for with its
// position as at_least. Prints {"asked", "visible_ms", "acknowledged_ms" (p50, p95, p99 of each)}.
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "libs/base/check.h"
#include "praksis/v1/dashboards.grpc.pb.h"
#include "tests/bench/bench.h"
#include "tests/bench/load.h"
#include "tests/bench/record_load.h"

namespace praksis::bench {
namespace {

constexpr int kClients = 256;
// Facts recorded before anything is measured, at the same rate.
constexpr double kWarmUpSeconds = 1;

// A question and its answer, which must live until it is answered.
struct Question {
  grpc::ClientContext context;
  v1::GetFunnelRequest request;
  v1::GetFunnelResponse response;
};

void Print(const char* name, const Times& times, const char* end) {
  std::printf("\"%s\": [%.3f, %.3f, %.3f]%s", name, times.PercentileMs(50), times.PercentileMs(95),
              times.PercentileMs(99), end);
}

int Main(int argc, char** argv) {
  PRAKSIS_CHECK(argc >= 3, "visible_load RECORDER_PORT READER_PORT …");
  const auto recorder_port = static_cast<int>(NumberArgument(argc, argv, 1, 0));
  const auto reader_port = static_cast<int>(NumberArgument(argc, argv, 2, 0));
  const auto per_second = static_cast<double>(NumberArgument(argc, argv, 3, 1'000));
  const auto seconds = static_cast<double>(NumberArgument(argc, argv, 4, 20));
  const int64_t ask_every = NumberArgument(argc, argv, 5, 10);
  const auto dashboards = v1::Dashboards::NewStub(Connect(reader_port, 1).front());
  int64_t serial = NumberArgument(argc, argv, 6, 0);
  RecordLoad facts(recorder_port, kClients, serial);
  std::mutex mutex;
  Times acknowledged;  // guarded by mutex
  Times visible;       // guarded by mutex
  int64_t count = 0;   // guarded by mutex
  bool measuring = false;

  const auto ask = [&](int client, CallDone done) {
    auto question = std::make_shared<Question>();
    question->request.set_at_least(facts.answer(client).position());
    const int64_t began = NowNs();
    Question& asked = *question;
    dashboards->async()->GetFunnel(
        &asked.context, &asked.request, &asked.response,
        [&, began, question = std::move(question), done = std::move(done)](const grpc::Status& status) {
          if (status.ok() && measuring) {
            const std::lock_guard lock(mutex);
            visible.Add(NowNs() - began);
          }
          done(status);
        });
  };
  const auto record = [&](int client, int64_t call, grpc::ClientContext& context, CallDone done) {
    const int64_t began = NowNs();
    facts.Start(client, call, context,
                [&, client, began, done = std::move(done)](const grpc::Status& status) mutable {
                  bool asks = false;
                  {
                    const std::lock_guard lock(mutex);
                    asks = ++count % ask_every == 0;
                    if (measuring) acknowledged.Add(NowNs() - began);
                  }
                  if (!status.ok() || !asks) return done(status);
                  ask(client, std::move(done));
                });
  };
  Pace(kClients, per_second, kWarmUpSeconds, record);
  facts.NewCases();
  measuring = true;
  Pace(kClients, per_second, seconds, record);
  std::printf("{\"asked\": %zu, ", visible.size());
  Print("visible_ms", visible, ", ");
  Print("acknowledged_ms", acknowledged, "}\n");
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main(int argc, char** argv) { return praksis::bench::Main(argc, argv); }
