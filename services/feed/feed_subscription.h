// What stands behind one subscription. Messages are made by a task on the executor, a few at a time, until as
// many are ready as may be; Next takes them.
#ifndef PRAKSIS_SERVICES_FEED_FEED_SUBSCRIPTION_H_
#define PRAKSIS_SERVICES_FEED_FEED_SUBSCRIPTION_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "libs/base/executor.h"
#include "libs/log/event_log.h"
#include "libs/log/position.h"
#include "libs/readmodels/event_filter.h"
#include "praksis/v1/feed.pb.h"
#include "services/feed/feed_reader.h"
#include "services/feed/feed_service.h"

namespace praksis::services {

// Thread-safe. Kept alive by its tasks; after Close they do nothing.
class SubscriptionCore : public std::enable_shared_from_this<SubscriptionCore> {
 public:
  SubscriptionCore(log::EventLog& event_log, base::Executor& executor, const FeedService::Options& options,
                   readmodels::EventMatcher matcher, log::Position from, int64_t checkpoint_every);

  // To be called once it is owned by a shared_ptr.
  void Open();
  void Next(Reply<v1::SubscribeResponse> reply);
  // Records of `partition` have become readable.
  void Wake(PartitionId partition);
  void Close();

  // Where it stands, as of its last turn.
  struct Place {
    log::Position position;
    bool live = false;
    int64_t ready_messages = 0;
  };
  Place place();

 private:
  using Message = v1::SubscribeResponse;

  void ScheduleLocked();
  bool HasRoomLocked() const;
  // The rest runs on the executor only.
  void Produce();
  // Whether the log has come to where the subscription begins.
  absl::StatusOr<bool> HasCome();
  absl::Status ProduceSome(bool& more);
  absl::Status Handle(const FeedRecord& record);
  absl::Status NoticeLag();
  void Tick();
  Message NewMessage() const;
  void Deliver(Message message, size_t bytes);
  void Fail(absl::Status error);
  void ScheduleTick();

  log::EventLog& event_log_;
  base::Executor& executor_;
  const FeedService::Options options_;
  const readmodels::EventMatcher matcher_;
  const int64_t checkpoint_every_;

  std::mutex mutex_;
  std::deque<std::pair<Message, size_t>> ready_;         // guarded by mutex_; with approximate sizes
  size_t ready_bytes_ = 0;                               // guarded by mutex_
  std::optional<Reply<v1::SubscribeResponse>> waiting_;  // guarded by mutex_
  absl::Status error_;                                   // guarded by mutex_
  bool closed_ = false;                                  // guarded by mutex_
  bool producing_ = false;                               // guarded by mutex_: a task is posted or running
  Place place_;                                          // guarded by mutex_; but for ready_messages
  std::vector<bool> woken_;                              // guarded by mutex_, by partition

  // On the executor only.
  FeedReader reader_;
  // Everything before it is delivered or did not match.
  log::Position position_;
  // Reading has begun, which it does when the log has come to where it is to begin.
  bool begun_ = false;
  int ticks_before_ = 0;
  bool live_ = false;
  int64_t unmatched_ = 0;
  int quiet_ticks_ = 0;
  v1::Event event_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_FEED_FEED_SUBSCRIPTION_H_
