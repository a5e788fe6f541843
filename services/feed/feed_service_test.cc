// Following the log: nothing missing, in order, from any token, at any speed.
#include "services/feed/feed_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/projection/testing/log_fixture.h"

namespace praksis::services {
namespace {

using projection::testing::LogFixture;
using ::testing::ElementsAre;

v1::Event Noted(const std::string& stream, int64_t version, const std::string& municipality = "DK-360") {
  v1::Event event;
  event.set_event_id(base::StrCat(stream, "-", version));
  event.set_stream(stream);
  event.set_version(version);
  event.set_municipality(municipality);
  event.mutable_occurred_at()->mutable_date()->set_date("2025-03-03");
  event.mutable_note_added()->set_text("called back");
  return event;
}

// A feed whose executor stands still until it is told to run.
class FeedTest : public ::testing::Test {
 protected:
  FeedTest() {
    options_.max_ready_messages = 8;
    options_.max_lag_events = 20;
  }

  FeedService& service() {
    if (service_ == nullptr) {
      service_ = std::make_unique<FeedService>(fixture_.log(),
                                               std::vector<base::Executor*>{&fixture_.executor()}, options_);
    }
    return *service_;
  }

  std::unique_ptr<Subscription> Subscribe(const v1::SubscribeRequest& request) {
    auto subscription = service().Subscribe(request);
    EXPECT_TRUE(subscription.ok()) << subscription.status();
    return subscription.ok() ? *std::move(subscription) : nullptr;
  }
  std::unique_ptr<Subscription> FromBeginning() {
    v1::SubscribeRequest request;
    request.mutable_beginning();
    return Subscribe(request);
  }

  // The next message, if there is one without time passing.
  std::optional<v1::SubscribeResponse> Take(Subscription& subscription) {
    if (!asked_) {
      asked_ = true;
      answer_.reset();
      subscription.Next(
          [this](absl::StatusOr<v1::SubscribeResponse> message) { answer_ = std::move(message); });
    }
    fixture_.executor().RunFor(absl::ZeroDuration());
    if (!answer_.has_value()) return std::nullopt;
    asked_ = false;
    if (!answer_->ok()) return std::nullopt;
    return **answer_;
  }
  // All messages there are: event ids, and markers in angle brackets.
  std::vector<std::string> TakeAll(Subscription& subscription) {
    std::vector<std::string> all;
    while (const auto message = Take(subscription)) {
      token_ = message->token();
      all.push_back(Describe(*message));
    }
    return all;
  }
  static std::string Describe(const v1::SubscribeResponse& message) {
    switch (message.message_case()) {
      case v1::SubscribeResponse::kEvent:
        return message.event().event_id();
      case v1::SubscribeResponse::kCheckpoint:
        return "<checkpoint>";
      case v1::SubscribeResponse::kCaughtUp:
        return "<caught up>";
      case v1::SubscribeResponse::kFellBehind:
        return "<fell behind>";
      case v1::SubscribeResponse::MESSAGE_NOT_SET:
        break;
    }
    return "<nothing>";
  }

  LogFixture fixture_;
  FeedService::Options options_;
  std::unique_ptr<FeedService> service_;
  bool asked_ = false;
  std::optional<absl::StatusOr<v1::SubscribeResponse>> answer_;
  std::string token_;
};

TEST_F(FeedTest, TellsHowManyFollowAndHowFarBehindTheyAre) {
  EXPECT_EQ(service().statistics().subscribers, 0);
  const auto reading = FromBeginning();
  const auto idle = FromBeginning();
  for (int version = 1; version <= 20; ++version) fixture_.Append(Noted("case/1", version));
  // What comes fills each one's buffer, seven events and the marker that it was live, and waits then.
  FeedService::Statistics statistics = service().statistics();
  EXPECT_EQ(statistics.subscribers, 2);
  EXPECT_EQ(statistics.live, 2);
  EXPECT_EQ(statistics.ready_messages, 16);
  EXPECT_EQ(statistics.largest_lag, 13);
  EXPECT_EQ(statistics.total_lag, 26);

  TakeAll(*reading);
  statistics = service().statistics();
  EXPECT_EQ(statistics.ready_messages, 8);
  EXPECT_EQ(statistics.largest_lag, 13);
  EXPECT_EQ(statistics.total_lag, 13);
}

TEST_F(FeedTest, SendsWhatIsThereThenWhatComes) {
  fixture_.Append(Noted("case/a", 1));
  fixture_.Append(Noted("case/a", 2));
  const auto subscription = FromBeginning();
  EXPECT_THAT(TakeAll(*subscription), ElementsAre("case/a-1", "case/a-2", "<caught up>"));
  fixture_.Append(Noted("case/a", 3));
  EXPECT_THAT(TakeAll(*subscription), ElementsAre("case/a-3"));
}

TEST_F(FeedTest, BeginsNowWhereNothingElseIsAsked) {
  fixture_.Append(Noted("case/a", 1));
  const auto subscription = Subscribe({});
  EXPECT_THAT(TakeAll(*subscription), ElementsAre("<caught up>"));
  fixture_.Append(Noted("case/a", 2));
  EXPECT_THAT(TakeAll(*subscription), ElementsAre("case/a-2"));
}

TEST_F(FeedTest, GoesOnFromEveryTokenWithoutLossOrRepeat) {
  std::map<std::string, int64_t> versions;
  for (int i = 0; i < 60; ++i) {
    const std::string stream = base::StrCat("case/", i * i % 7);
    fixture_.Append(Noted(stream, ++versions[stream]));
  }
  std::vector<v1::SubscribeResponse> all;
  {
    const auto subscription = FromBeginning();
    while (const auto message = Take(*subscription)) all.push_back(*message);
    asked_ = false;
  }
  ASSERT_EQ(all.size(), 61u);
  for (size_t handled = 0; handled < all.size(); ++handled) {
    v1::SubscribeRequest request;
    request.set_token(all[handled].token());
    const auto subscription = Subscribe(request);
    // Partitions may mix differently; each stream goes on where it was.
    std::map<std::string, int64_t> seen;
    for (size_t i = 0; i <= handled; ++i) {
      if (all[i].has_event()) ++seen[all[i].event().stream()];
    }
    while (const auto message = Take(*subscription)) {
      if (message->has_event()) {
        EXPECT_EQ(message->event().version(), ++seen[message->event().stream()]);
      }
    }
    asked_ = false;
    EXPECT_EQ(seen, versions);
  }
}

TEST_F(FeedTest, SendsOnlyWhatMatchesAndChecksPointsBetween) {
  v1::SubscribeRequest request;
  request.mutable_beginning();
  request.mutable_filter()->add_municipalities("DK-376");
  request.set_checkpoint_every(3);
  for (int version = 1; version <= 7; ++version) fixture_.Append(Noted("case/a", version));
  fixture_.Append(Noted("case/a", 8, "DK-376"));
  const auto subscription = Subscribe(request);
  EXPECT_THAT(TakeAll(*subscription), ElementsAre("<checkpoint>", "<checkpoint>", "case/a-8", "<caught up>"));
}

TEST_F(FeedTest, RefusesTypesThatDoNotExist) {
  v1::SubscribeRequest request;
  request.mutable_filter()->add_types("case_opend");
  request.mutable_filter()->add_streams("nothing/1");
  const absl::Status status = service().Subscribe(request).status();
  EXPECT_EQ(base::ReasonOf(status), "REQUEST_INVALID");
  const auto violations = base::BadRequestOf(status).field_violations();
  ASSERT_EQ(violations.size(), 2);
  EXPECT_EQ(violations[0].field(), "filter.streams[0]");
  EXPECT_EQ(violations[1].field(), "filter.types[0]");
}

TEST_F(FeedTest, RefusesATokenOfAnotherLog) {
  LogFixture other({.id = "00000000000000000000000000000000"});
  log::Position position;
  v1::SubscribeRequest request;
  request.set_token(log::EncodePosition(position, other.log().id()));
  EXPECT_EQ(base::ReasonOf(service().Subscribe(request).status()), "TOKEN_INVALID");
}

TEST_F(FeedTest, RefusesATokenBeyondTheEnd) {
  log::Position position;
  position.Advance(PartitionId(0), Offset(5));
  v1::SubscribeRequest request;
  request.set_token(log::EncodePosition(position, fixture_.log().id()));
  EXPECT_EQ(base::ReasonOf(service().Subscribe(request).status()), "TOKEN_INVALID");
}

// The token is of a server that has read more of a log which both have copies of.
TEST_F(FeedTest, AwaitsWhatAnotherServerHasReadAlready) {
  // given
  options_.may_lag = true;
  const PartitionId partition = fixture_.Append(Noted("case/1", 1)).partition;
  log::Position position;
  position.Advance(partition, Offset(2));
  v1::SubscribeRequest request;
  request.set_token(log::EncodePosition(position, fixture_.log().id()));
  // when
  auto subscription = service().Subscribe(request);
  ASSERT_TRUE(subscription.ok()) << subscription.status();
  std::vector<std::string> taken;
  const auto take = [&] {
    (*subscription)->Next([&](absl::StatusOr<v1::SubscribeResponse> message) {
      taken.push_back(message.ok() ? Describe(*message) : base::ReasonOf(message.status()));
    });
    fixture_.executor().RunFor(absl::ZeroDuration());
  };
  take();
  fixture_.executor().RunFor(options_.token_patience / 2);
  // then: neither the end that is there nor what the token is behind
  EXPECT_THAT(taken, ElementsAre());
  // when
  fixture_.Append(Noted("case/1", 2));
  EXPECT_THAT(taken, ElementsAre("<caught up>"));
  take();
  fixture_.Append(Noted("case/1", 3));
  // then
  EXPECT_THAT(taken, ElementsAre("<caught up>", "case/1-3"));
}

TEST_F(FeedTest, SaysInTimeThatItDoesNotComeToWhereATokenIsFrom) {
  // given
  options_.may_lag = true;
  log::Position position;
  position.Advance(PartitionId(0), Offset(5));
  v1::SubscribeRequest request;
  request.set_token(log::EncodePosition(position, fixture_.log().id()));
  auto subscription = service().Subscribe(request);
  ASSERT_TRUE(subscription.ok()) << subscription.status();
  std::string reason;
  (*subscription)->Next([&](const absl::StatusOr<v1::SubscribeResponse>& message) {
    reason = base::ReasonOf(message.status());
  });
  // when, then
  fixture_.executor().RunFor(options_.token_patience - absl::Seconds(1));
  EXPECT_EQ(reason, "");
  fixture_.executor().RunFor(absl::Seconds(1));
  EXPECT_EQ(reason, "NOT_CAUGHT_UP");
}

TEST_F(FeedTest, ChecksPointsWhileNothingHappens) {
  const auto subscription = FromBeginning();
  EXPECT_THAT(TakeAll(*subscription), ElementsAre("<caught up>"));
  for (int i = 0; i < 3; ++i) {
    fixture_.executor().RunFor(options_.checkpoint_interval);
    EXPECT_THAT(TakeAll(*subscription), ElementsAre("<checkpoint>"));
  }
}

TEST_F(FeedTest, ASlowReaderCostsABoundedBufferAndMissesNothing) {
  const auto subscription = FromBeginning();
  ASSERT_THAT(TakeAll(*subscription), ElementsAre("<caught up>"));
  std::vector<std::string> expected;
  for (int version = 1; version <= 50; ++version) {
    fixture_.Append(Noted("case/a", version));
    fixture_.executor().RunFor(absl::ZeroDuration());
    expected.push_back(base::StrCat("case/a-", version));
  }
  // Nobody read: what was ready by then comes first, the rest from the log.
  std::vector<std::string> all = TakeAll(*subscription);
  const auto fell_behind = std::find(all.begin(), all.end(), "<fell behind>");
  ASSERT_NE(fell_behind, all.end());
  EXPECT_LE(fell_behind - all.begin(), static_cast<int64_t>(options_.max_ready_messages) + 1);
  ASSERT_EQ(all.back(), "<caught up>");
  std::erase_if(all, [](const std::string& message) { return message.starts_with("<"); });
  EXPECT_EQ(all, expected);
}

TEST_F(FeedTest, EndingCancelsAWaitingNext) {
  auto subscription = Subscribe({});
  ASSERT_THAT(TakeAll(*subscription), ElementsAre("<caught up>"));
  ASSERT_TRUE(asked_) << "a Next waits";
  subscription = nullptr;
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->status().code(), absl::StatusCode::kCancelled);
  fixture_.Append(Noted("case/a", 1));
  fixture_.executor().RunFor(absl::Minutes(1));
}

TEST_F(FeedTest, StopsAtWhatIsNoEvent) {
  fixture_.Append(
      {.stream = StreamId("case/a"), .version = Version(1), .event_id = EventId("x"), .bytes = "\xff"});
  const auto subscription = FromBeginning();
  EXPECT_FALSE(Take(*subscription).has_value());
  ASSERT_TRUE(answer_.has_value());
  EXPECT_EQ(answer_->status().code(), absl::StatusCode::kDataLoss);
}

// Takes everything on threads of their own while others write.
class Collector {
 public:
  Collector(Subscription& subscription, size_t wanted) : subscription_(subscription), wanted_(wanted) {
    Ask();
  }

  bool Wait() {
    std::unique_lock lock(mutex_);
    return done_.wait_for(lock, std::chrono::seconds(30), [&] { return finished_; });
  }
  const std::vector<v1::Event>& events() const { return events_; }

 private:
  void Ask() {
    subscription_.Next([this](absl::StatusOr<v1::SubscribeResponse> message) {
      const std::lock_guard lock(mutex_);
      if (message.ok() && message->has_event()) events_.push_back(message->event());
      finished_ = !message.ok() || events_.size() == wanted_;
      if (finished_) {
        done_.notify_all();
      } else {
        asking_.Post([this] { Ask(); });
      }
    });
  }

  Subscription& subscription_;
  const size_t wanted_;
  std::mutex mutex_;
  std::condition_variable done_;
  bool finished_ = false;
  std::vector<v1::Event> events_;
  base::ThreadExecutor asking_{"asking"};
};

TEST(FeedWithThreads, LosesNothingWhileSeveralWrite) {
  constexpr int kWriters = 3;
  constexpr int kEvents = 300;
  base::ThreadExecutor log_executor("log");
  log::MemoryLog event_log(log_executor, {.partitions = kWriters});
  base::ThreadExecutor executor("feed");
  FeedService service(event_log, {&executor});
  v1::SubscribeRequest request;
  request.mutable_beginning();
  auto subscription = service.Subscribe(request).value();
  Collector collector(*subscription, kWriters * kEvents);

  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      const auto writer = event_log.Own(PartitionId(w), absl::InfiniteFuture()).value();
      const std::string stream = base::StrCat("case/", w);
      for (int version = 1; version <= kEvents; ++version) {
        std::vector<log::Record> batch;
        const v1::Event event = Noted(stream, version);
        batch.push_back(
            {StreamId(stream), Version(version), EventId(event.event_id()), event.SerializeAsString()});
        std::promise<bool> written;
        writer->Append(std::move(batch),
                       [&](absl::StatusOr<std::vector<Offset>> offsets) { written.set_value(offsets.ok()); });
        ASSERT_TRUE(written.get_future().get());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();

  ASSERT_TRUE(collector.Wait()) << collector.events().size();
  std::map<std::string, int64_t> versions;
  for (const v1::Event& event : collector.events()) EXPECT_EQ(event.version(), ++versions[event.stream()]);
}

}  // namespace
}  // namespace praksis::services
