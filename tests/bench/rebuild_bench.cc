// Answering while all read models are built anew: the time of figures without and during rebuilds, of a
// server that builds again and again meanwhile, how quickly it builds then, and where nobody asks anything.
// rebuild_p99 is the ratio of the two p99s.
//   rebuild_bench [events] [seconds per measurement]
#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "libs/log_embedded/embedded_log.h"
#include "praksis/v1/dashboards.grpc.pb.h"
#include "praksis/v1/operations.grpc.pb.h"
#include "tests/bench/bench.h"
#include "tests/bench/fill.h"
#include "tests/bench/load.h"
#include "tests/bench/peer.h"

namespace praksis::bench {
namespace {

constexpr int64_t kDefaultEvents = 600'000;
constexpr int64_t kDefaultSeconds = 4;
constexpr int64_t kWarmUpSeconds = 3;
constexpr int kRounds = 2;
constexpr int kClients = 8;
constexpr double kPerSecond = 200;

int64_t Fill(const std::string& data_directory, int64_t events) {
  log::EmbeddedOptions options;
  options.partitions = 4;
  const auto opened = log::EmbeddedLog::Open(data_directory + "/log", options);
  PRAKSIS_CHECK(opened.ok(), opened.status().ToString());
  const int64_t filled = FillWithYear(**opened, events).events;
  std::printf("%lld events\n", static_cast<long long>(filled));
  return filled;
}

// Whoever has operations: waits for projections, and builds new ones.
class Builder {
 public:
  // Of a log with so many events.
  Builder(int port, int64_t events) : events_(events), stub_(v1::Operations::NewStub(Connect(port, 1)[0])) {}

  // Until the serving one has all events.
  void AwaitServing() {
    for (int64_t behind = 1; behind > 0;) {
      behind = 0;
      const v1::ListProjectionsResponse response = List();
      for (const v1::Projection& projection : response.projections()) {
        for (const v1::PartitionLag& lag : projection.lags()) behind += lag.events();
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  // Builds one and drops it when it is there, until told to stop; how many events were projected.
  int64_t BuildAgainAndAgain(const std::atomic<bool>& stop) {
    int64_t projected = 0;
    while (!stop) projected += Build(stop, std::chrono::milliseconds(100));
    return projected;
  }
  // Events a second where nobody asks anything.
  double Speed() {
    const int64_t begin = NowNs();
    const int64_t projected = Build(false, std::chrono::milliseconds(10));
    return static_cast<double>(projected) * 1e9 / static_cast<double>(NowNs() - begin);
  }

 private:
  template <typename Method>
  void Call(const Method& method) {
    grpc::ClientContext context;
    const grpc::Status status = method(context);
    PRAKSIS_CHECK(status.ok(), status.error_message());
  }
  v1::ListProjectionsResponse List() {
    v1::ListProjectionsResponse response;
    Call([&](grpc::ClientContext& context) {
      return stub_->ListProjections(&context, v1::ListProjectionsRequest(), &response);
    });
    return response;
  }
  // Builds one, looking at it so often, until it is there or `stop`, and drops it.
  int64_t Build(const std::atomic<bool>& stop, std::chrono::milliseconds look) {
    v1::RebuildProjectionResponse response;
    Call([&](grpc::ClientContext& context) {
      return stub_->RebuildProjection(&context, v1::RebuildProjectionRequest(), &response);
    });
    v1::DropProjectionRequest drop;
    drop.set_name(response.run().projection().name());
    int64_t projected = 0;
    for (bool building = true; building && !stop;) {
      std::this_thread::sleep_for(look);
      const v1::ListProjectionsResponse all = List();
      for (const v1::Projection& projection : all.projections()) {
        if (projection.name() != drop.name()) continue;
        building = projection.state() == v1::Projection::BUILDING;
        projected = building ? projection.progress().done() : events_;
      }
    }
    v1::DropProjectionResponse dropped;
    Call([&](grpc::ClientContext& context) { return stub_->DropProjection(&context, drop, &dropped); });
    return projected;
  }

  const int64_t events_;
  const std::unique_ptr<v1::Operations::Stub> stub_;
};

// Figures of one municipality and a year, as a page asks for them.
class Figures {
 public:
  explicit Figures(int port) {
    for (const auto& channel : Connect(port, 4)) stubs_.push_back(v1::Dashboards::NewStub(channel));
    for (int client = 0; client < kClients; ++client) {
      Question& question = questions_.emplace_back();
      question.funnel.mutable_selection()->add_municipalities("DK-360");
      question.funnel.mutable_selection()->set_from("2025-01-01");
      question.funnel.mutable_selection()->set_to("2025-12-31");
      *question.interruptions.mutable_selection() = question.funnel.selection();
    }
  }

  Load Ask(double seconds) {
    return Pace(kClients, kPerSecond, seconds,
                [this](int client, int64_t number, grpc::ClientContext& context, CallDone done) {
                  Question& question = questions_[static_cast<size_t>(client)];
                  auto* const stub = stubs_[static_cast<size_t>(client) % stubs_.size()]->async();
                  if (number % 2 == 0) {
                    stub->GetFunnel(&context, &question.funnel, &question.steps, std::move(done));
                  } else {
                    stub->GetInterruptions(&context, &question.interruptions, &question.incidences,
                                           std::move(done));
                  }
                });
  }

 private:
  // One client's messages, which must live until its call ends.
  struct Question {
    v1::GetFunnelRequest funnel;
    v1::GetFunnelResponse steps;
    v1::GetInterruptionsRequest interruptions;
    v1::GetInterruptionsResponse incidences;
  };

  std::vector<std::unique_ptr<v1::Dashboards::Stub>> stubs_;
  std::vector<Question> questions_;
};

void PrintRow(const std::string& name, const Times& times) {
  std::printf("%-26s %10zu %10.3f %10.3f\n", name.c_str(), times.size(), times.PercentileMs(50),
              times.PercentileMs(99));
  std::fflush(stdout);
}

int Main(int argc, char** argv) {
  const double seconds = static_cast<double>(NumberArgument(argc, argv, 2, kDefaultSeconds));
  const WorkDirectory directory;
  const int64_t events = Fill(directory.path(), NumberArgument(argc, argv, 1, kDefaultEvents));
  const Peer praksis({"--serve=praksis", directory.path()});
  Builder builder(praksis.port(), events);
  builder.AwaitServing();
  Figures figures(praksis.port());
  // The first questions find out what may be shown beside other answers; then that is known beforehand.
  figures.Ask(static_cast<double>(kWarmUpSeconds));
  std::printf("%.0f figures a second\n%-26s %10s %10s %10s\n", kPerSecond, "", "answers", "p50 ms", "p99 ms");
  Times undisturbed;
  Times disturbed;
  int64_t projected = 0;
  for (int round = 0; round < kRounds; ++round) {
    undisturbed.Add(figures.Ask(seconds).times);
    std::atomic<bool> stop = false;
    std::thread building([&] { projected += builder.BuildAgainAndAgain(stop); });
    disturbed.Add(figures.Ask(seconds).times);
    stop = true;
    building.join();
  }
  PrintRow("without rebuild", undisturbed);
  PrintRow("during rebuilds", disturbed);
  std::printf("%.0f events a second were projected meanwhile\n",
              static_cast<double>(projected) / (kRounds * seconds));
  // Once what was asked lately is forgotten, and what may be shown beside other answers is found out, which
  // had waited for the questions to end.
  std::this_thread::sleep_for(std::chrono::seconds(10));
  PrintRatio("rebuild_alone_per_s", builder.Speed(), ">= 300000");
  PrintRatio("rebuild_p99", disturbed.PercentileMs(99) / undisturbed.PercentileMs(99), "<= 2.0");
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main(int argc, char** argv) {
  if (praksis::bench::ServePraksisIfAsked(argc, argv)) return 0;
  return praksis::bench::Main(argc, argv);
}
