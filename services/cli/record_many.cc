// Client::RecordMany: one queue of messages with unanswered items, filled at the back by a thread that asks
// for facts, sent from the middle by a thread per connection, answered at the front by the caller's.
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "libs/base/strings.h"
#include "services/cli/client_rep.h"

namespace praksis::cli {
namespace {

// Unanswered items held at most, but for the rest of a message; what the server takes at a time is less.
constexpr size_t kMaxUnanswered = 4096;
// Of one message. More would only make the first answers later.
constexpr int kMostItems = 256;
constexpr size_t kMostBytes = size_t{128} << 10;
// Of a position, as the contract has it.
constexpr size_t kMostPositionBytes = 4096;
constexpr absl::Duration kFirstBackoff = absl::Milliseconds(100);
constexpr absl::Duration kLongestBackoff = absl::Seconds(2);

using Answered = std::function<void(const v1::RecordManyItem&, const v1::RecordManyAnswer&)>;

class Pipeline {
 public:
  using Stream = grpc::ClientReaderWriter<v1::RecordManyRequest, v1::RecordManyResponse>;

  Pipeline(const Interrupt& interrupt, Client::Facts& facts)
      : source_([this, &interrupt, &facts] { Fill(interrupt, facts); }) {}

  // Facts::Next must return, or have returned, false.
  ~Pipeline() {
    {
      const std::lock_guard lock(mutex_);
      given_up_ = true;
    }
    changed_.notify_all();
    source_.join();
  }

  // Sends and receives over `stream`, the call of `context`, until it ends. Returns how many answers came.
  int64_t Run(grpc::ClientContext& context, Stream& stream, const Answered& answered) {
    SendAgain();
    std::thread writer([&] { Write(stream); });
    int64_t answers = 0;
    const std::string before = position_;
    v1::RecordManyResponse response;
    while (stream.Read(&response)) {
      if (!response.position().empty()) position_ = Joined(before, response.position());
      const std::vector<Place> places = TakeAnswered(response);
      for (v1::RecordManyAnswer& answer : *response.mutable_answers()) {
        if (answer.has_accepted() && !position_.empty()) answer.mutable_accepted()->set_position(position_);
      }
      for (size_t i = 0; i < places.size(); ++i) {
        answered(places[i].message->request.items(places[i].item), response.answers(static_cast<int>(i)));
      }
      answers += static_cast<int64_t>(places.size());
      // Answers to nothing, or none where there should be: nothing to go on with. The call is cancelled at
      // once, since the writer may be waiting for the server to read on.
      if (places.empty() || places.size() < static_cast<size_t>(response.answers_size())) {
        misled_ = true;
        context.TryCancel();
        break;
      }
    }
    {
      const std::lock_guard lock(mutex_);
      broken_ = true;
    }
    changed_.notify_all();
    writer.join();
    return answers;
  }

  // The server does not keep to its contract, or to an older one, without several items in a message.
  bool misled() const { return misled_; }

  // Everything is answered.
  bool done() {
    const std::lock_guard lock(mutex_);
    return ended_ && unanswered_.empty();
  }

 private:
  struct Message {
    v1::RecordManyRequest request;
    int answered = 0;  // items, from the first
  };
  // An item in a message that it keeps alive.
  struct Place {
    std::shared_ptr<const Message> message;
    int item = 0;
  };

  // Both tokens; without the oldest where they become more than a server takes.
  static std::string Joined(const std::string& before, const std::string& position) {
    std::string joined = before.empty() ? position : base::StrCat(before, ".", position);
    while (joined.size() > kMostPositionBytes && joined.find('.') != std::string::npos) {
      joined.erase(0, joined.find('.') + 1);
    }
    return joined;
  }

  void Fill(const Interrupt& interrupt, Client::Facts& facts) {
    for (bool more = true; more;) {
      auto message = std::make_shared<Message>();
      more = Gather(interrupt, facts, message->request);
      const auto items = static_cast<size_t>(message->request.items_size());
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return unanswered_items_ < kMaxUnanswered || given_up_; });
      more = more && !given_up_;
      if (items > 0 && !given_up_) {
        unanswered_.push_back(std::move(message));
        unanswered_items_ += items;
      }
      ended_ = !more;
      lock.unlock();
      changed_.notify_all();
    }
  }

  // What is at hand, as far as it is good to send together; waits for the first alone. False: nothing
  // follows.
  bool Gather(const Interrupt& interrupt, Client::Facts& facts, v1::RecordManyRequest& message) {
    size_t bytes = 0;
    do {
      v1::RecordManyItem item;
      if (left_over_) {
        item = *std::exchange(left_over_, std::nullopt);
      } else if (interrupt.requested() || !facts.Next(item)) {
        return false;
      }
      bytes += item.ByteSizeLong();
      if (bytes > kMostBytes && message.items_size() > 0) {
        left_over_ = std::move(item);
        return true;
      }
      *message.add_items() = std::move(item);
    } while (message.items_size() < kMostItems && facts.AtHand());
    return true;
  }

  // On a new connection all that is unanswered is unsent.
  void SendAgain() {
    const std::lock_guard lock(mutex_);
    broken_ = false;
    sent_ = 0;
    if (unanswered_.empty()) return;
    Message& first = *unanswered_.front();
    first.request.mutable_items()->DeleteSubrange(0, first.answered);
    first.answered = 0;
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
      const std::shared_ptr<const Message> message = unanswered_[sent_++];
      lock.unlock();
      const bool written = stream.Write(message->request);
      lock.lock();
      if (!written) return;
    }
  }

  // Takes the items off the queue that these are the answers to; fewer than there are answers where one is
  // the answer to nothing that was sent.
  std::vector<Place> TakeAnswered(const v1::RecordManyResponse& response) {
    std::vector<Place> places;
    {
      const std::lock_guard lock(mutex_);
      for (const v1::RecordManyAnswer& answer : response.answers()) {
        if (sent_ == 0) break;
        const std::shared_ptr<Message> first = unanswered_.front();
        if (first->request.items(first->answered).item() != answer.item()) break;
        places.push_back({first, first->answered++});
        --unanswered_items_;
        if (first->answered < first->request.items_size()) continue;
        unanswered_.pop_front();
        --sent_;
      }
    }
    changed_.notify_all();
    return places;
  }

  bool misled_ = false;                          // used by the caller of Run alone
  std::string position_;                         // of what was accepted on all connections; likewise
  std::optional<v1::RecordManyItem> left_over_;  // used by Fill's thread alone
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Message>> unanswered_;  // guarded by mutex_, but what is in a request
  size_t unanswered_items_ = 0;                      // guarded by mutex_
  size_t sent_ = 0;        // messages of them, on this connection; guarded by mutex_
  bool ended_ = false;     // nothing more will come; guarded by mutex_
  bool broken_ = false;    // the connection; guarded by mutex_
  bool given_up_ = false;  // guarded by mutex_
  std::thread source_;
};

}  // namespace

google::rpc::Status Client::RecordMany(Interrupt& interrupt, Facts& facts, const Answered& answered) {
  Pipeline pipeline(interrupt, facts);
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
    const bool worth_a_try = !pipeline.misled() && anything_answered &&
                             absl::Now() - last_answer < rep_->timeout &&
                             (status.ok() || status.error_code() == grpc::StatusCode::UNAVAILABLE ||
                              status.error_code() == grpc::StatusCode::CANCELLED);
    if (!worth_a_try) {
      interrupt.Request();
      google::rpc::Status failure = rep_->ToRpcStatus(status);
      if (pipeline.misled()) {
        failure.set_code(grpc::StatusCode::INTERNAL);
        failure.set_message(
            "the server does not answer as this command expects: it may be of an older release, which takes "
            "no several facts in a message");
      } else if (status.ok()) {
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
