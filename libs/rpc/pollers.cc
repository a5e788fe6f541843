#include "libs/rpc/pollers.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"

namespace praksis::rpc {
namespace {

// With fewer cores gRPC has two threads; with more, what one of them costs is little.
constexpr unsigned kManyCores = 6;
// For a callback to be run; it takes microseconds.
constexpr auto kPatience = std::chrono::seconds(2);

// Runs a function on one of gRPC's threads: as the end of a call on a channel that goes nowhere.
class OnPoller {
 public:
  explicit OnPoller(std::function<void()> function) : stub_(grpc::CreateChannel("", nullptr)) {
    stub_.UnaryCall(&context_, "/nowhere", grpc::StubOptions(), &message_, &answer_,
                    [function = std::move(function)](const grpc::Status&) { function(); });
  }

 private:
  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  const grpc::Slice nothing_ = grpc::Slice("");
  const grpc::ByteBuffer message_{&nothing_, 1};
  grpc::ByteBuffer answer_;
};

class SleepingPoller {
 public:
  SleepingPoller()
      : sleeper_([this] {
          std::unique_lock lock(mutex_);
          changed_.wait(lock, [this] { return over_; });
          left_ = true;
          changed_.notify_all();
        }),
        other_([this] {
          const std::lock_guard lock(mutex_);
          another_ = true;
          changed_.notify_all();
        }) {}

  ~SleepingPoller() {
    std::unique_lock lock(mutex_);
    over_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return left_ && another_; });
  }

  // There is a thread beside the one that sleeps.
  bool IsNotTheLast() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [this] { return another_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;     // guarded by mutex_
  bool left_ = false;     // guarded by mutex_
  bool another_ = false;  // guarded by mutex_
  OnPoller sleeper_;
  OnPoller other_;
};

}  // namespace

std::shared_ptr<void> KeepOnePollerAsleep() {
  static std::mutex mutex;
  static std::weak_ptr<SleepingPoller> kept;
  if (std::thread::hardware_concurrency() >= kManyCores) return nullptr;
  const std::lock_guard lock(mutex);
  std::shared_ptr<SleepingPoller> poller = kept.lock();
  if (poller == nullptr) {
    poller = std::make_shared<SleepingPoller>();
    if (!poller->IsNotTheLast()) return nullptr;
    kept = poller;
  }
  return poller;
}

}  // namespace praksis::rpc
