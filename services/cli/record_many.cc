// Client::RecordMany: one queue of unanswered requests, filled at the back by a thread that asks `next`, sent
// from the middle by a thread per connection, answered at the front by the caller's.
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "services/cli/client_rep.h"

namespace praksis::cli {
namespace {

// Unanswered requests held at most; what the server takes at a time is less.
constexpr size_t kMaxUnanswered = 4096;
constexpr absl::Duration kFirstBackoff = absl::Milliseconds(100);
constexpr absl::Duration kLongestBackoff = absl::Seconds(2);

class Pipeline {
 public:
  using Stream = grpc::ClientReaderWriter<v1::RecordManyRequest, v1::RecordManyResponse>;

  Pipeline(const Interrupt& interrupt, const std::function<bool(v1::RecordManyRequest&)>& next)
      : source_([this, &interrupt, &next] { Fill(interrupt, next); }) {}

  // `next` must return, or have returned, false.
  ~Pipeline() {
    {
      const std::lock_guard lock(mutex_);
      given_up_ = true;
    }
    changed_.notify_all();
    source_.join();
  }

  // Sends and receives over `stream`, the call of `context`, until it ends. Returns how many answers came.
  int64_t Run(
      grpc::ClientContext& context, Stream& stream,
      const std::function<void(const v1::RecordManyRequest&, const v1::RecordManyResponse&)>& answered) {
    {
      const std::lock_guard lock(mutex_);
      broken_ = false;
      sent_ = 0;
    }
    std::thread writer([&] { Write(stream); });
    int64_t answers = 0;
    v1::RecordManyResponse response;
    while (stream.Read(&response)) {
      v1::RecordManyRequest request;
      {
        const std::lock_guard lock(mutex_);
        // An answer to nothing: a server that breaks its contract is no server to go on with. The call is
        // cancelled at once, since the writer may be waiting for the server to read on.
        if (sent_ == 0 || unanswered_.front().item() != response.item()) {
          context.TryCancel();
          break;
        }
        request = std::move(unanswered_.front());
        unanswered_.pop_front();
        --sent_;
      }
      changed_.notify_all();
      ++answers;
      answered(request, response);
    }
    {
      const std::lock_guard lock(mutex_);
      broken_ = true;
    }
    changed_.notify_all();
    writer.join();
    return answers;
  }

  // Everything is answered.
  bool done() {
    const std::lock_guard lock(mutex_);
    return ended_ && unanswered_.empty();
  }

 private:
  void Fill(const Interrupt& interrupt, const std::function<bool(v1::RecordManyRequest&)>& next) {
    for (;;) {
      v1::RecordManyRequest request;
      const bool more = !interrupt.requested() && next(request);
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return unanswered_.size() < kMaxUnanswered || given_up_; });
      if (!more || given_up_) {
        ended_ = true;
        changed_.notify_all();
        return;
      }
      unanswered_.push_back(std::move(request));
      changed_.notify_all();
    }
  }

  void Write(Stream& stream) {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [&] { return sent_ < unanswered_.size() || ended_ || broken_; });
      if (broken_) return;
      if (sent_ == unanswered_.size()) {
        lock.unlock();
        stream.WritesDone();
        return;
      }
      // Stays where it is: only answered requests leave the queue, and this one is not even sent.
      const v1::RecordManyRequest& request = unanswered_[sent_++];
      lock.unlock();
      const bool written = stream.Write(request);
      lock.lock();
      if (!written) return;
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<v1::RecordManyRequest> unanswered_;  // guarded by mutex_
  size_t sent_ = 0;                               // of them, on this connection; guarded by mutex_
  bool ended_ = false;                            // nothing more will come; guarded by mutex_
  bool broken_ = false;                           // the connection; guarded by mutex_
  bool given_up_ = false;                         // guarded by mutex_
  std::thread source_;
};

}  // namespace

google::rpc::Status Client::RecordMany(
    Interrupt& interrupt, const std::function<bool(v1::RecordManyRequest&)>& next,
    const std::function<void(const v1::RecordManyRequest&, const v1::RecordManyResponse&)>& answered) {
  Pipeline pipeline(interrupt, next);
  bool anything_answered = false;
  absl::Time last_answer = absl::Now();
  absl::Duration backoff = kFirstBackoff;
  for (;;) {
    grpc::ClientContext context;
    const auto stream = rep_->journal->RecordMany(&context);
    const int64_t answers = pipeline.Run(context, *stream, answered);
    const grpc::Status status = stream->Finish();
    if (pipeline.done()) return {};
    if (answers > 0) {
      anything_answered = true;
      last_answer = absl::Now();
      backoff = kFirstBackoff;
    }
    const bool worth_a_try = anything_answered && absl::Now() - last_answer < rep_->timeout &&
                             (status.ok() || status.error_code() == grpc::StatusCode::UNAVAILABLE ||
                              status.error_code() == grpc::StatusCode::CANCELLED);
    if (!worth_a_try) {
      interrupt.Request();
      google::rpc::Status failure = rep_->ToRpcStatus(status);
      if (status.ok()) {
        failure.set_code(grpc::StatusCode::INTERNAL);
        failure.set_message("the server ended the call with facts unanswered");
      }
      return failure;
    }
    rep_->channel->WaitForConnected(absl::ToChronoTime(absl::Now() + backoff));
    backoff = std::min(backoff * 2, kLongestBackoff);
  }
}

}  // namespace praksis::cli
