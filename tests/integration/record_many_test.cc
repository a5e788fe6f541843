// Recording many facts over one stream.
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "libs/base/refusal.h"
#include "libs/rpc/status.h"
#include "tests/integration/facts.h"
#include "tests/integration/world.h"

namespace praksis::testing {
namespace {

using Stream = grpc::ClientReaderWriter<v1::RecordManyRequest, v1::RecordManyResponse>;

v1::RecordManyRequest Item(int64_t item, const v1::Event& event) {
  v1::RecordManyRequest request;
  request.set_item(item);
  *request.mutable_event() = event;
  return request;
}

class RecordManyTest : public World {
 protected:
  RecordManyTest() { options().max_undecided_items = 64; }
};

// Every tenth item is refused, by the rules or as a fact; the others open a case or add to one.
v1::Event MixedFact(int i) {
  const std::string stream = "case/c" + std::to_string(i / 10);
  if (i % 10 == 0) return CaseOpened(stream);
  if (i % 20 == 5) return PlacementCompletedOfNone(stream);
  if (i % 20 == 15) return Envelope(stream);
  return NoteAdded(stream, "note " + std::to_string(i));
}

TEST_F(RecordManyTest, TenThousandItemsAreAnsweredInTheirOrder) {
  Start();
  constexpr int kItems = 10'000;
  const auto context = Call();
  const std::unique_ptr<Stream> stream = journal().RecordMany(context.get());
  std::thread writer([&] {
    for (int i = 0; i < kItems; ++i) ASSERT_TRUE(stream->Write(Item(i + 1'000'000, MixedFact(i))));
    stream->WritesDone();
  });
  v1::RecordManyResponse answer;
  std::string last_position;
  for (int i = 0; i < kItems; ++i) {
    ASSERT_TRUE(stream->Read(&answer)) << i;
    ASSERT_EQ(answer.item(), i + 1'000'000);
    if (i % 20 == 5) {
      ASSERT_EQ(base::ReasonOf(base::FromRpcStatus(answer.refused())), "PLACEMENT_UNKNOWN") << i;
    } else if (i % 20 == 15) {
      ASSERT_EQ(base::ReasonOf(base::FromRpcStatus(answer.refused())), "INVALID_FACT") << i;
    } else {
      ASSERT_TRUE(answer.has_accepted()) << i << answer.DebugString();
      ASSERT_EQ(answer.accepted().version(), i % 10 < 5 ? i % 10 + 1 : i % 10) << i;
      last_position = answer.accepted().position();
    }
  }
  EXPECT_FALSE(stream->Read(&answer));
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(Case("case/c999", last_position).summary().version(), 9);
}

TEST_F(RecordManyTest, AnItemThatIsNoMessageIsRefusedAndTheOthersGoOn) {
  Start();
  const auto context = Call();
  const auto stream = journal().RecordMany(context.get());
  v1::Event misspelt = NoteAdded("case/a", "n");
  misspelt.mutable_note_added()->set_text("\xFF\xFE");
  ASSERT_TRUE(stream->Write(Item(1, CaseOpened("case/a"))));
  ASSERT_TRUE(stream->Write(Item(2, misspelt)));
  ASSERT_TRUE(stream->Write(Item(3, NoteAdded("case/a", "well spelt"))));
  stream->WritesDone();
  v1::RecordManyResponse answer;
  ASSERT_TRUE(stream->Read(&answer));
  EXPECT_TRUE(answer.has_accepted());
  ASSERT_TRUE(stream->Read(&answer));
  EXPECT_EQ(answer.item(), 2);
  const absl::Status refused = base::FromRpcStatus(answer.refused());
  EXPECT_EQ(base::ReasonOf(refused), "INVALID_MESSAGE");
  ASSERT_EQ(base::BadRequestOf(refused).field_violations_size(), 1);
  EXPECT_EQ(base::BadRequestOf(refused).field_violations(0).field(), "event.note_added.text");
  ASSERT_TRUE(stream->Read(&answer));
  EXPECT_EQ(answer.accepted().version(), 2);
  EXPECT_FALSE(stream->Read(&answer));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(RecordManyTest, AStreamWithoutItemsEndsWell) {
  Start();
  const auto context = Call();
  const auto stream = journal().RecordMany(context.get());
  stream->WritesDone();
  v1::RecordManyResponse answer;
  EXPECT_FALSE(stream->Read(&answer));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(RecordManyTest, AClientThatGoesAwayMidAirHarmsNobody) {
  Start();
  Record(CaseOpened("case/a"));
  for (int round = 0; round < 20; ++round) {
    const auto context = Call();
    const auto stream = journal().RecordMany(context.get());
    for (int i = 0; i < round * 5; ++i) {
      ASSERT_TRUE(stream->Write(Item(i, NoteAdded("case/a", "round " + std::to_string(round)))));
    }
    v1::RecordManyResponse answer;
    if (round % 2 == 1) {
      ASSERT_TRUE(stream->Read(&answer));
    }
    context->TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  // What was taken is recorded, without a gap; and the server serves on.
  const v1::RecordResponse last = Record(NoteAdded("case/a", "still there"));
  EXPECT_EQ(Case("case/a", last.position()).timeline_size(), last.version());
}

TEST_F(RecordManyTest, AClientThatReadsNoAnswersIsHeldBackAndOthersAreNot) {
  Start();
  Record(CaseOpened("case/slow"));
  Record(CaseOpened("case/quick"));
  const auto context = Call();
  const auto narrow = v1::Journal::NewStub(ConnectNarrowly());
  const auto stream = narrow->RecordMany(context.get());
  // Far more than the window and all buffers on the way hold.
  constexpr int kItems = 20'000;
  const std::string text(2'000, 'x');
  std::atomic<int> sent = 0;
  std::thread writer([&] {
    for (int i = 0; i < kItems && stream->Write(Item(i, NoteAdded("case/slow", text))); ++i) sent = i + 1;
    stream->WritesDone();
  });
  // It stands still: nothing is sent while a hundred facts of another client are recorded.
  int before = -1;
  while (before != sent) {
    before = sent;
    for (int i = 0; i < 100; ++i) Record(NoteAdded("case/quick", "q"));
  }
  EXPECT_LT(sent, kItems) << "nobody held the client back";
  v1::RecordManyResponse answer;
  for (int i = 0; i < kItems; ++i) {
    ASSERT_TRUE(stream->Read(&answer)) << i;
    ASSERT_EQ(answer.item(), i);
    ASSERT_EQ(answer.accepted().version(), i + 2) << answer.DebugString();
  }
  EXPECT_FALSE(stream->Read(&answer));
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(RecordManyTest, SeveralStreamsShareOneCase) {
  Start();
  Record(CaseOpened("case/shared"));
  constexpr int kStreams = 4;
  constexpr int kItems = 500;
  std::vector<std::thread> clients;
  for (int c = 0; c < kStreams; ++c) {
    clients.emplace_back([this] {
      const auto context = Call();
      const auto stream = journal().RecordMany(context.get());
      std::thread writer([&] {
        for (int i = 0; i < kItems; ++i) ASSERT_TRUE(stream->Write(Item(i, NoteAdded("case/shared", "n"))));
        stream->WritesDone();
      });
      v1::RecordManyResponse answer;
      int64_t last_version = 0;
      for (int i = 0; i < kItems; ++i) {
        ASSERT_TRUE(stream->Read(&answer));
        ASSERT_GT(answer.accepted().version(), last_version)
            << "items of a stream are decided in their order";
        last_version = answer.accepted().version();
      }
      writer.join();
      EXPECT_TRUE(stream->Finish().ok());
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(Record(NoteAdded("case/shared", "n")).version(), kStreams * kItems + 2);
}

}  // namespace
}  // namespace praksis::testing
