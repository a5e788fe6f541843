// Following events as they are recorded: what proto/praksis/v1/feed.proto promises, without gRPC.
//
// Operation
//   A subscription reads the log itself, partition by partition in turns, and keeps a bounded number of
//   messages ready. While nobody calls Next nothing is read, so that a slow reader costs its buffer and no
//   more. It is live once it has read to the end of every partition; a live one that is then more than
//   Options::max_lag_events behind is told FELL_BEHIND, and goes on from where it was.
// Concurrency
//   Thread-safe. Reading is done on the executors given in; a subscription stays on one of them.
// Limitations
//   Each subscription reads and decodes for itself, also what another one has just read.
#ifndef PRAKSIS_SERVICES_FEED_FEED_SERVICE_H_
#define PRAKSIS_SERVICES_FEED_FEED_SERVICE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/executor.h"
#include "libs/log/event_log.h"
#include "praksis/v1/feed.pb.h"
#include "services/reply/reply.h"

namespace praksis::services {

// One subscriber's place. Its functions may be called from any thread, one at a time.
class Subscription {
 public:
  // A waiting Next is answered with CANCELLED; no reply is called once the destructor has returned, unless it
  // was already running.
  virtual ~Subscription() = default;

  // The next message, as soon as there is one; the Next before must have been answered. At once on the
  // caller's thread where a message is ready, else on the executor. After an error every further Next gets
  // the same one.
  //   DATA_LOSS    the log holds something that is no event.
  //   UNAVAILABLE  the log cannot be read; subscribe again with the last token. NOT_CAUGHT_UP: it has not
  //   come to
  //                the token that the subscription is to go on from.
  virtual void Next(Reply<v1::SubscribeResponse> reply) = 0;
};

class FeedService {
 public:
  struct Options {
    // Messages and bytes kept ready per subscription.
    size_t max_ready_messages = 256;
    size_t max_ready_bytes = size_t{1} << 20;
    int64_t max_lag_events = 10'000;
    absl::Duration checkpoint_interval = absl::Seconds(5);
    // Other servers may have read records of the log that cannot be read here yet, and given tokens behind
    // them. Else such a token is TOKEN_INVALID.
    bool may_lag = false;
    // How long the log is given to come to where a token is from.
    absl::Duration token_patience = absl::Seconds(10);
  };

  // `event_log` and `executors` (at least one) must outlive the service, the subscriptions, and every task
  // posted to the executors. Subscriptions must be destroyed before the service.
  FeedService(log::EventLog& event_log, std::vector<base::Executor*> executors, const Options& options);
  FeedService(log::EventLog& event_log, std::vector<base::Executor*> executors);
  ~FeedService();
  FeedService(const FeedService&) = delete;
  FeedService& operator=(const FeedService&) = delete;

  //   INVALID_ARGUMENT  REQUEST_INVALID with every field violation; TOKEN_INVALID.
  //   UNAVAILABLE       the log cannot be read.
  absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(const v1::SubscribeRequest& request);

  struct Statistics {
    int64_t subscribers = 0;
    // Those that have read to the log's end once and are not far behind since.
    int64_t live = 0;
    // Messages made and not taken.
    int64_t ready_messages = 0;
    // Offsets between the log's end and where the slowest, and all together, stand.
    int64_t largest_lag = 0;
    int64_t total_lag = 0;
  };
  // What is behind while the log cannot be read is left out.
  Statistics statistics() const;

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_FEED_FEED_SERVICE_H_
