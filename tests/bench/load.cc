#include "tests/bench/load.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "libs/base/check.h"
#include "libs/base/strings.h"

namespace praksis::bench {
namespace {

// One client. Its next call starts when the one before has ended, on gRPC's thread.
class Client {
 public:
  Client(int number, const StartCall& start, const std::atomic<bool>& stop,
         const std::atomic<int64_t>& counted_from_ns, std::function<void()> stopped)
      : number_(number),
        start_(start),
        stop_(stop),
        counted_from_ns_(counted_from_ns),
        stopped_(std::move(stopped)) {}

  void Next() {
    context_.emplace();
    const int64_t began = NowNs();
    start_(number_, calls_++, *context_, [this, began](grpc::Status status) {
      PRAKSIS_CHECK(status.ok(), "code ", static_cast<int>(status.error_code()), ": ",
                    status.error_message());
      if (const int64_t counted_from = counted_from_ns_; counted_from != 0 && began >= counted_from) {
        times_.Add(NowNs() - began);
      }
      if (stop_) {
        stopped_();
      } else {
        Next();
      }
    });
  }

  const Times& times() const { return times_; }
  int64_t calls() const { return calls_; }

 private:
  const int number_;
  const StartCall& start_;
  const std::atomic<bool>& stop_;
  const std::atomic<int64_t>& counted_from_ns_;
  const std::function<void()> stopped_;
  std::optional<grpc::ClientContext> context_;
  int64_t calls_ = 0;
  Times times_;
};

}  // namespace

std::vector<std::shared_ptr<grpc::Channel>> Connect(int port, int channels) {
  std::vector<std::shared_ptr<grpc::Channel>> connected;
  for (int i = 0; i < channels; ++i) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    connected.push_back(grpc::CreateCustomChannel(base::StrCat("127.0.0.1:", port),
                                                  grpc::InsecureChannelCredentials(), arguments));
  }
  return connected;
}

Load Drive(int clients, double seconds, const StartCall& start) {
  std::atomic<bool> stop = false;
  std::atomic<int64_t> counted_from_ns = 0;
  std::mutex mutex;
  std::condition_variable all_stopped;
  int running = clients;  // guarded by mutex
  std::vector<std::unique_ptr<Client>> all;
  for (int i = 0; i < clients; ++i) {
    all.push_back(std::make_unique<Client>(i, start, stop, counted_from_ns, [&] {
      const std::lock_guard lock(mutex);
      if (--running == 0) all_stopped.notify_all();
    }));
  }
  for (const std::unique_ptr<Client>& client : all) client->Next();

  const auto wait_until = [&](int64_t ns) {
    std::unique_lock lock(mutex);
    all_stopped.wait_for(lock, std::chrono::nanoseconds(ns - NowNs()), [&] { return running == 0; });
  };
  const int64_t begin = NowNs();
  wait_until(begin + static_cast<int64_t>(seconds * 1e8));
  const int64_t counted_from = NowNs();
  counted_from_ns = counted_from;
  wait_until(counted_from + static_cast<int64_t>(seconds * 1e9));
  const int64_t end = NowNs();
  stop = true;
  std::unique_lock lock(mutex);
  PRAKSIS_CHECK(all_stopped.wait_for(lock, std::chrono::seconds(30), [&] { return running == 0; }),
                "calls are never answered");
  Load load;
  for (const std::unique_ptr<Client>& client : all) {
    load.times.Add(client->times());
    load.calls += client->calls();
  }
  load.per_second = static_cast<double>(load.times.size()) * 1e9 / static_cast<double>(end - counted_from);
  return load;
}

Load Pace(int clients, double per_second, double seconds, const StartCall& start) {
  std::mutex mutex;
  std::condition_variable freed;
  std::vector<int> free;  // guarded by mutex; clients without a call under way
  for (int i = 0; i < clients; ++i) free.push_back(i);
  std::vector<std::optional<grpc::ClientContext>> contexts(static_cast<size_t>(clients));
  std::vector<int64_t> calls(static_cast<size_t>(clients));
  Load load;
  const auto total = static_cast<int64_t>(per_second * seconds);
  const auto take_client = [&] {
    std::unique_lock lock(mutex);
    PRAKSIS_CHECK(freed.wait_for(lock, std::chrono::seconds(30), [&] { return !free.empty(); }),
                  "calls are never answered");
    const int client = free.back();
    free.pop_back();
    return client;
  };
  const int64_t begin = NowNs();
  for (int64_t i = 0; i < total; ++i) {
    const int64_t due = begin + static_cast<int64_t>(static_cast<double>(i) * 1e9 / per_second);
    std::this_thread::sleep_for(std::chrono::nanoseconds(due - NowNs()));
    const int client = take_client();
    auto& context = contexts[static_cast<size_t>(client)];
    context.emplace();
    start(client, calls[static_cast<size_t>(client)]++, *context,
          [&, client, due](const grpc::Status& status) {
            PRAKSIS_CHECK(status.ok(), "code ", static_cast<int>(status.error_code()), ": ",
                          status.error_message());
            const std::lock_guard lock(mutex);
            load.times.Add(NowNs() - due);
            free.push_back(client);
            freed.notify_all();
          });
  }
  std::unique_lock lock(mutex);
  PRAKSIS_CHECK(freed.wait_for(lock, std::chrono::seconds(30),
                               [&] { return free.size() == static_cast<size_t>(clients); }),
                "calls are never answered");
  load.calls = total;
  load.per_second = static_cast<double>(total) * 1e9 / static_cast<double>(NowNs() - begin);
  return load;
}

}  // namespace praksis::bench
