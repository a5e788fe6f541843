#include "services/feed/feed_service.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log/end.h"
#include "libs/log/position.h"
#include "libs/readmodels/event_filter.h"
#include "services/feed/feed_subscription.h"

namespace praksis::services {
namespace {

constexpr int kDefaultCheckpointEvery = 1'000;
constexpr int kMaxCheckpointEvery = 1'000'000;

absl::StatusOr<log::Position> StartOf(const v1::SubscribeRequest& request, log::EventLog& event_log,
                                      bool may_lag) {
  if (request.has_beginning()) return log::Position();
  ASSIGN_OR_RETURN(log::Position end, log::EndOf(event_log));
  if (request.from_case() != v1::SubscribeRequest::kToken) return end;
  ASSIGN_OR_RETURN(log::Position from, log::DecodePosition(request.token(), event_log.id(),
                                                           event_log.partition_count(), "token"));
  if (!end.Covers(from) && !may_lag) {
    return base::RefuseRequest(
        "TOKEN_INVALID", {{"token", "it lies beyond the end of the log, as if events were lost since"}});
  }
  return from;
}

}  // namespace

struct FeedService::Rep {
  Rep(log::EventLog& log_in, std::vector<base::Executor*> executors_in, const Options& options_in)
      : event_log(log_in), executors(std::move(executors_in)), options(options_in) {}

  log::EventLog& event_log;
  const std::vector<base::Executor*> executors;
  const Options options;

  std::mutex mutex;
  std::vector<SubscriptionCore*> open;  // guarded by mutex
  size_t next_executor = 0;             // guarded by mutex
  // Last, so that no call comes once the rest is gone.
  std::unique_ptr<log::Registration> registration;
};

namespace {

// The subscriber's handle on a core.
class Handle final : public Subscription {
 public:
  using Remove = absl::AnyInvocable<void(SubscriptionCore*) &&>;
  Handle(std::shared_ptr<SubscriptionCore> core, Remove remove)
      : core_(std::move(core)), remove_(std::move(remove)) {}
  ~Handle() override {
    std::move(remove_)(core_.get());
    core_->Close();
  }
  void Next(Reply<v1::SubscribeResponse> reply) override {
    // What the reply does may end the subscription.
    const std::shared_ptr<SubscriptionCore> core = core_;
    core->Next(std::move(reply));
  }

 private:
  const std::shared_ptr<SubscriptionCore> core_;
  Remove remove_;
};

}  // namespace

FeedService::FeedService(log::EventLog& event_log, std::vector<base::Executor*> executors,
                         const Options& options)
    : rep_(std::make_unique<Rep>(event_log, std::move(executors), options)) {
  PRAKSIS_CHECK(!rep_->executors.empty());
  rep_->registration = event_log.Listen([rep = rep_.get()](PartitionId partition, Offset) {
    const std::lock_guard lock(rep->mutex);
    for (SubscriptionCore* const core : rep->open) core->Wake(partition);
  });
}

FeedService::FeedService(log::EventLog& event_log, std::vector<base::Executor*> executors)
    : FeedService(event_log, std::move(executors), Options()) {}

FeedService::~FeedService() = default;

absl::StatusOr<std::unique_ptr<Subscription>> FeedService::Subscribe(const v1::SubscribeRequest& request) {
  std::vector<base::FieldViolation> violations;
  std::optional<readmodels::EventMatcher> matcher =
      readmodels::EventMatcher::Make(request.filter(), "filter", violations);
  if (request.checkpoint_every() < 0 || request.checkpoint_every() > kMaxCheckpointEvery) {
    violations.push_back({"checkpoint_every", base::StrCat(request.checkpoint_every(),
                                                           " is not between 0 and ", kMaxCheckpointEvery)});
  }
  if (!violations.empty()) return base::RefuseRequest("REQUEST_INVALID", violations);
  ASSIGN_OR_RETURN(log::Position from, StartOf(request, rep_->event_log, rep_->options.may_lag));

  const std::lock_guard lock(rep_->mutex);
  base::Executor& executor = *rep_->executors[rep_->next_executor++ % rep_->executors.size()];
  const int checkpoint_every =
      request.checkpoint_every() == 0 ? kDefaultCheckpointEvery : request.checkpoint_every();
  auto core = std::make_shared<SubscriptionCore>(rep_->event_log, executor, rep_->options,
                                                 *std::move(matcher), std::move(from), checkpoint_every);
  core->Open();
  rep_->open.push_back(core.get());
  return std::make_unique<Handle>(std::move(core), [rep = rep_.get()](SubscriptionCore* closing) {
    const std::lock_guard closing_lock(rep->mutex);
    std::erase(rep->open, closing);
  });
}

FeedService::Statistics FeedService::statistics() const {
  Statistics statistics;
  const absl::StatusOr<log::Position> end = log::EndOf(rep_->event_log);
  const std::lock_guard lock(rep_->mutex);
  for (SubscriptionCore* const core : rep_->open) {
    const SubscriptionCore::Place place = core->place();
    ++statistics.subscribers;
    statistics.live += place.live ? 1 : 0;
    statistics.ready_messages += place.ready_messages;
    if (!end.ok()) continue;
    int64_t lag = 0;
    for (const auto& [partition, next] : end->partitions()) {
      lag += std::max<int64_t>(0, next.value() - place.position.next(partition).value());
    }
    statistics.total_lag += lag;
    statistics.largest_lag = std::max(statistics.largest_lag, lag);
  }
  return statistics;
}

}  // namespace praksis::services
