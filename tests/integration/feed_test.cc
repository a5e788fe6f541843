// Following events as they are recorded.
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "libs/base/refusal.h"
#include "libs/rpc/status.h"
#include "tests/integration/facts.h"
#include "tests/integration/world.h"

namespace praksis::testing {
namespace {

using Stream = grpc::ClientReader<v1::SubscribeResponse>;

v1::SubscribeRequest FromBeginning() {
  v1::SubscribeRequest request;
  request.mutable_beginning();
  return request;
}

v1::SubscribeRequest After(const std::string& token) {
  v1::SubscribeRequest request;
  request.set_token(token);
  return request;
}

class FeedTest : public World {
 protected:
  FeedTest() { Start(); }

  // Reads until `last` says so (the message it says it of included), or the stream ends.
  static std::vector<v1::SubscribeResponse> ReadUntil(
      Stream& stream, const std::function<bool(const v1::SubscribeResponse&)>& last) {
    std::vector<v1::SubscribeResponse> messages;
    v1::SubscribeResponse message;
    while (stream.Read(&message)) {
      messages.push_back(message);
      if (last(message)) return messages;
    }
    ADD_FAILURE() << "the stream ended: " << rpc::FromGrpc(stream.Finish());
    return messages;
  }
  static bool IsCaughtUp(const v1::SubscribeResponse& message) { return message.has_caught_up(); }
  static bool IsEvent(const v1::SubscribeResponse& message) { return message.has_event(); }

  static std::vector<std::string> EventIds(const std::vector<v1::SubscribeResponse>& messages) {
    std::vector<std::string> ids;
    for (const auto& message : messages) {
      if (message.has_event()) ids.push_back(message.event().event_id());
    }
    return ids;
  }
};

TEST_F(FeedTest, GivesWhatIsThereThenWhatComes) {
  const v1::Event opened = CaseOpened("case/a");
  const v1::Event noted = NoteAdded("case/a", "n");
  Record(opened);
  Record(noted);
  const auto context = Call();
  const auto stream = feed().Subscribe(context.get(), FromBeginning());
  EXPECT_THAT(EventIds(ReadUntil(*stream, IsCaughtUp)),
              ::testing::ElementsAre(opened.event_id(), noted.event_id()));
  const v1::Event live = NoteAdded("case/a", "live");
  const v1::RecordResponse recorded = Record(live);
  const auto came = ReadUntil(*stream, IsEvent).back();
  EXPECT_EQ(came.event().event_id(), live.event_id());
  EXPECT_EQ(came.event().version(), recorded.version());
  context->TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(FeedTest, GoesOnAfterEveryTokenWithoutLossOrRepeat) {
  std::vector<std::string> all;
  for (int i = 0; i < 12; ++i) {
    const std::string stream = "case/c" + std::to_string(i % 4);
    const v1::Event event = i < 4 ? CaseOpened(stream) : NoteAdded(stream, "n");
    Record(event);
    all.push_back(event.event_id());
  }
  auto context = Call();
  auto stream = feed().Subscribe(context.get(), FromBeginning());
  std::vector<std::string> seen;
  std::string token;
  while (seen.size() < all.size()) {
    const auto message = ReadUntil(*stream, IsEvent).back();
    seen.push_back(message.event().event_id());
    token = message.token();
    // The connection breaks after every event.
    context->TryCancel();
    stream->Finish();
    context = Call();
    stream = feed().Subscribe(context.get(), After(token));
  }
  EXPECT_THAT(seen, ::testing::UnorderedElementsAreArray(all));
  EXPECT_TRUE(EventIds(ReadUntil(*stream, IsCaughtUp)).empty());
  context->TryCancel();
}

TEST_F(FeedTest, AWrongTokenIsRefused) {
  const auto context = Call();
  const auto stream = feed().Subscribe(context.get(), After("no token"));
  v1::SubscribeResponse message;
  EXPECT_FALSE(stream->Read(&message));
  const absl::Status refused = rpc::FromGrpc(stream->Finish());
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(base::ReasonOf(refused), "TOKEN_INVALID");
}

TEST_F(FeedTest, ASlowReaderMissesNothingAndHoldsNobodyUp) {
  const auto slow_context = Call();
  const auto slow = feed().Subscribe(slow_context.get(), FromBeginning());
  ReadUntil(*slow, IsCaughtUp);
  const auto quick_context = Call();
  const auto quick = feed().Subscribe(quick_context.get(), FromBeginning());
  Record(CaseOpened("case/a"));
  // More than a stream's flow-control window and the subscription's buffer.
  constexpr int kNotes = 1'000;
  const std::string text(8'000, 'x');
  std::thread recording([&] {
    for (int i = 0; i < kNotes; ++i) Record(NoteAdded("case/a", text));
  });
  const auto is_last = [](const v1::SubscribeResponse& message) {
    return message.event().version() == kNotes + 1;
  };
  EXPECT_EQ(EventIds(ReadUntil(*quick, is_last)).size(), kNotes + 1);
  recording.join();
  int64_t next = 1;
  for (const auto& message : ReadUntil(*slow, is_last)) {
    if (!message.has_event()) continue;
    ASSERT_EQ(message.event().version(), next++);
  }
  EXPECT_EQ(next, kNotes + 2);
  slow_context->TryCancel();
  quick_context->TryCancel();
}

TEST_F(FeedTest, ReadersThatGoAwayAtAnyMomentHarmNobody) {
  Record(CaseOpened("case/a"));
  std::thread recording([&] {
    for (int i = 0; i < 200; ++i) Record(NoteAdded("case/a", "n"));
  });
  for (int round = 0; round < 50; ++round) {
    const auto context = Call();
    const auto stream = feed().Subscribe(context.get(), FromBeginning());
    v1::SubscribeResponse message;
    for (int i = 0; i < round % 7; ++i) ASSERT_TRUE(stream->Read(&message));
    context->TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  recording.join();
  const auto context = Call();
  const auto stream = feed().Subscribe(context.get(), FromBeginning());
  EXPECT_EQ(EventIds(ReadUntil(*stream, IsCaughtUp)).size(), 201U);
  context->TryCancel();
}

}  // namespace
}  // namespace praksis::testing
