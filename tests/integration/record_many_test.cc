// Recording many facts over one stream.
#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "libs/base/refusal.h"
#include "libs/log/position.h"
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

v1::RecordManyItem& AddTo(v1::RecordManyRequest& message, int64_t item, const v1::Event& event) {
  v1::RecordManyItem& added = *message.add_items();
  added.set_item(item);
  *added.mutable_event() = event;
  return added;
}

// What a token of any log covers.
log::Position Covered(const std::string& token) {
  std::string bytes;
  EXPECT_TRUE(absl::WebSafeBase64Unescape(token, &bytes));
  const std::string log_id = absl::BytesToHexString(bytes.substr(1, 8)) + std::string(16, '0');
  const auto position = log::DecodePosition(token, log_id, 1'000, "position");
  EXPECT_TRUE(position.ok()) << position.status();
  return position.value_or(log::Position());
}

// Takes answers one by one, however they come.
class Answers {
 public:
  explicit Answers(Stream& stream) : stream_(stream) {}
  // False: the call has ended.
  bool Next(v1::RecordManyAnswer& answer) {
    if (taken_ == message_.answers_size()) {
      if (!stream_.Read(&message_)) return false;
      EXPECT_GT(message_.answers_size(), 0) << "what came together is answered so";
      EXPECT_EQ(message_.result_case(), v1::RecordManyResponse::RESULT_NOT_SET);
      taken_ = 0;
      ++messages_;
      if (message_.answers_size() == 0) return false;
    }
    answer = message_.answers(taken_++);
    return true;
  }
  int messages() const { return messages_; }

 private:
  Stream& stream_;
  v1::RecordManyResponse message_;
  int taken_ = 0;
  int messages_ = 0;
};

class RecordManyTest : public World {
 protected:
  RecordManyTest() { options().max_undecided_items = 64; }

  // Until nothing is sent while a hundred facts of another client are recorded.
  void AwaitStandstill(const std::atomic<int>& sent) {
    int before = -1;
    while (before != sent) {
      before = sent;
      for (int i = 0; i < 100; ++i) Record(NoteAdded("case/quick", "q"));
    }
  }

  // In every second round an answer is read first.
  static void GoAway(grpc::ClientContext& context, Stream& stream, int round) {
    v1::RecordManyResponse response;
    if (round % 2 == 1) {
      EXPECT_TRUE(stream.Read(&response));
    }
    context.TryCancel();
    EXPECT_EQ(stream.Finish().error_code(), grpc::StatusCode::CANCELLED);
  }

  // What was taken is recorded, without a gap; and the server serves on.
  void ExpectAllIsWell() {
    const v1::RecordResponse last = Record(NoteAdded("case/a", "still there"));
    EXPECT_EQ(Case("case/a", last.position()).timeline_size(), last.version());
  }
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

// Each stream may be in another partition; waiting for what is said last waits for all.
TEST_F(RecordManyTest, WithTheLastAnswersComesThePositionOfEverythingAccepted) {
  Start();
  constexpr int kStreams = 500;
  const auto context = Call();
  const auto stream = journal().RecordMany(context.get());
  std::string position;
  log::Position before;
  for (int sent = 0; sent < kStreams; sent += 50) {
    v1::RecordManyRequest message;
    for (int i = sent; i < sent + 50; ++i) AddTo(message, i, CaseOpened("case/p" + std::to_string(i)));
    AddTo(message, kStreams, PlacementCompletedOfNone("case/p0"));  // is refused
    ASSERT_TRUE(stream->Write(message));
    for (int answered = 0; answered < message.items_size();) {
      v1::RecordManyResponse response;
      ASSERT_TRUE(stream->Read(&response));
      answered += response.answers_size();
      position = response.position();
      for (const v1::RecordManyAnswer& answer : response.answers()) {
        if (answer.has_accepted()) before.Advance(Covered(answer.accepted().position()));
      }
      ASSERT_TRUE(Covered(position).Covers(before));
    }
  }
  stream->WritesDone();
  v1::RecordManyResponse none;
  EXPECT_FALSE(stream->Read(&none));
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_GT(before.partitions().size(), 1U);
  for (int i = 0; i < kStreams; ++i) {
    EXPECT_EQ(Case("case/p" + std::to_string(i), position).timeline_size(), 1) << i;
  }
}

TEST_F(RecordManyTest, WhereNothingIsAcceptedNoPositionIsSaid) {
  Start();
  const auto context = Call();
  const auto stream = journal().RecordMany(context.get());
  v1::RecordManyRequest message;
  AddTo(message, 1, PlacementCompletedOfNone("case/a"));
  ASSERT_TRUE(stream->Write(message));
  stream->WritesDone();
  v1::RecordManyResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.answers_size(), 1);
  EXPECT_EQ(response.position(), "");
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
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
    GoAway(*context, *stream, round);
  }
  ExpectAllIsWell();
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
  AwaitStandstill(sent);
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

// What each fact of MixedFact is to be answered with.
void ExpectMixedAnswer(int i, const v1::RecordManyAnswer& answer) {
  ASSERT_EQ(answer.item(), i);
  if (i % 20 == 5) {
    ASSERT_EQ(base::ReasonOf(base::FromRpcStatus(answer.refused())), "PLACEMENT_UNKNOWN") << i;
  } else if (i % 20 == 15) {
    ASSERT_EQ(base::ReasonOf(base::FromRpcStatus(answer.refused())), "INVALID_FACT") << i;
  } else {
    ASSERT_TRUE(answer.has_accepted()) << i << answer.DebugString();
    ASSERT_EQ(answer.accepted().version(), i % 10 < 5 ? i % 10 + 1 : i % 10) << i;
  }
}

TEST_F(RecordManyTest, ItemsThatComeTogetherAreAnsweredInTheirOrder) {
  Start();
  constexpr int kItems = 10'000;
  const auto context = Call();
  const std::unique_ptr<Stream> stream = journal().RecordMany(context.get());
  std::thread writer([&] {
    // Messages of one item, two, three … a thousand, which is far more than may be undecided, and again.
    for (int i = 0, size = 1; i < kItems; size = size == 1'000 ? 1 : std::min(size + size / 4 + 1, 1'000)) {
      v1::RecordManyRequest message;
      while (i < kItems && message.items_size() < size) {
        AddTo(message, i, MixedFact(i));
        ++i;
      }
      ASSERT_TRUE(stream->Write(message));
    }
    stream->WritesDone();
  });
  Answers answers(*stream);
  v1::RecordManyAnswer answer;
  for (int i = 0; i < kItems; ++i) {
    ASSERT_TRUE(answers.Next(answer)) << i;
    ExpectMixedAnswer(i, answer);
  }
  EXPECT_FALSE(answers.Next(answer));
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_LT(answers.messages(), kItems / 4) << "answers that are there go out together";
}

TEST_F(RecordManyTest, ItemsOneByOneAndTogetherMixAndEachIsAnsweredAsItCame) {
  Start();
  Record(CaseOpened("case/a"));
  const auto context = Call();
  const auto stream = journal().RecordMany(context.get());
  constexpr int kRounds = 200;
  std::thread writer([&] {
    for (int round = 0; round < kRounds; ++round) {
      ASSERT_TRUE(stream->Write(Item(round * 4, NoteAdded("case/a", "by itself"))));
      v1::RecordManyRequest message;
      for (int i = 1; i < 4; ++i) AddTo(message, round * 4 + i, NoteAdded("case/a", "together"));
      ASSERT_TRUE(stream->Write(message));
    }
    stream->WritesDone();
  });
  v1::RecordManyResponse response;
  int next = 0;
  while (stream->Read(&response)) {
    if (response.answers_size() == 0) {
      ASSERT_EQ(next % 4, 0) << "what came together is answered so";
      ASSERT_EQ(response.item(), next);
      ASSERT_EQ(response.accepted().version(), ++next + 1);
      continue;
    }
    ASSERT_EQ(response.result_case(), v1::RecordManyResponse::RESULT_NOT_SET);
    for (const v1::RecordManyAnswer& answer : response.answers()) {
      ASSERT_NE(next % 4, 0) << "what came by itself is answered so";
      ASSERT_EQ(answer.item(), next);
      ASSERT_EQ(answer.accepted().version(), ++next + 1);
    }
  }
  writer.join();
  EXPECT_EQ(next, kRounds * 4);
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(RecordManyTest, AnAnswerWaitsForNoFullMessage) {
  Start();
  const auto context = Call();
  const auto stream = journal().RecordMany(context.get());
  Answers answers(*stream);
  v1::RecordManyAnswer answer;
  for (int round = 0; round < 20; ++round) {
    const std::string name = "case/" + std::to_string(round);
    v1::RecordManyRequest message;
    AddTo(message, 1, CaseOpened(name));
    for (int i = 2; i <= 1 + round % 3; ++i) AddTo(message, i, NoteAdded(name, "n"));
    ASSERT_TRUE(stream->Write(message));
    // Nothing more is sent until all have been answered.
    for (int i = 1; i <= message.items_size(); ++i) {
      ASSERT_TRUE(answers.Next(answer));
      EXPECT_EQ(answer.item(), i);
      EXPECT_EQ(answer.accepted().version(), i);
    }
  }
  stream->WritesDone();
  EXPECT_FALSE(answers.Next(answer));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(RecordManyTest, EachItemOfAMessageHasItsOwnExpectedVersion) {
  Start();
  const auto context = Call();
  const auto stream = journal().RecordMany(context.get());
  v1::RecordManyRequest message;
  AddTo(message, 1, CaseOpened("case/a")).set_expected_version(0);
  AddTo(message, 2, NoteAdded("case/a", "too early")).set_expected_version(0);
  AddTo(message, 3, NoteAdded("case/a", "on time")).set_expected_version(1);
  AddTo(message, 4, NoteAdded("case/a", "whenever"));
  AddTo(message, 5, NoteAdded("case/a", "never")).set_expected_version(-1);
  ASSERT_TRUE(stream->Write(message));
  stream->WritesDone();
  Answers answers(*stream);
  v1::RecordManyAnswer answer;
  std::vector<std::string> outcomes;
  while (answers.Next(answer)) {
    outcomes.push_back(answer.has_accepted() ? std::to_string(answer.accepted().version())
                                             : base::ReasonOf(base::FromRpcStatus(answer.refused())));
  }
  EXPECT_THAT(outcomes, ::testing::ElementsAre("1", "CONCURRENT_CHANGE", "2", "3", "INVALID_FACT"));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(RecordManyTest, WhatIsNoMessageAmongManyIsRefusedAndTheOthersGoOn) {
  Start();
  const auto context = Call();
  const auto stream = journal().RecordMany(context.get());
  v1::Event misspelt = NoteAdded("case/a", "n");
  misspelt.mutable_note_added()->set_text("\xFF\xFE");
  v1::RecordManyRequest message;
  AddTo(message, 1, CaseOpened("case/a"));
  AddTo(message, 2, misspelt);
  AddTo(message, 3, NoteAdded("case/a", "well spelt"));
  ASSERT_TRUE(stream->Write(message));
  v1::RecordManyRequest both = message;
  both.set_item(9);
  ASSERT_TRUE(stream->Write(both));
  ASSERT_TRUE(stream->Write(Item(4, NoteAdded("case/a", "after all that"))));
  stream->WritesDone();
  v1::RecordManyResponse response;
  std::vector<std::string> outcomes;
  while (stream->Read(&response)) {
    const auto add = [&](const auto& answer) {
      outcomes.push_back(std::to_string(answer.item()) + " " +
                         (answer.has_accepted() ? std::to_string(answer.accepted().version())
                                                : base::ReasonOf(base::FromRpcStatus(answer.refused()))));
    };
    if (response.answers_size() == 0) add(response);
    for (const v1::RecordManyAnswer& answer : response.answers()) add(answer);
  }
  EXPECT_THAT(outcomes, ::testing::ElementsAre("1 1", "2 INVALID_MESSAGE", "3 2", "1 INVALID_MESSAGE",
                                               "2 INVALID_MESSAGE", "3 INVALID_MESSAGE", "4 3"));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(RecordManyTest, TooManyItemsEndTheCallOnceAllBeforeIsAnswered) {
  Start();
  Record(CaseOpened("case/a"));
  const auto context = Call();
  const auto stream = journal().RecordMany(context.get());
  constexpr int kMost = 1'000;
  v1::RecordManyRequest message;
  for (int i = 0; i < kMost; ++i) AddTo(message, i, NoteAdded("case/a", "n"));
  ASSERT_TRUE(stream->Write(message));
  for (v1::RecordManyItem& item : *message.mutable_items()) item.mutable_event()->set_event_id(NewEventId());
  AddTo(message, kMost, NoteAdded("case/a", "one too many"));
  ASSERT_TRUE(stream->Write(message));
  Answers answers(*stream);
  v1::RecordManyAnswer answer;
  for (int i = 0; i < kMost; ++i) {
    ASSERT_TRUE(answers.Next(answer)) << i;
    ASSERT_EQ(answer.accepted().version(), i + 2);
  }
  EXPECT_FALSE(answers.Next(answer));
  const absl::Status refused = rpc::FromGrpc(stream->Finish());
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(base::ReasonOf(refused), "TOO_MANY_ITEMS");
  EXPECT_THAT(base::ViolatedFields(refused), ::testing::ElementsAre("items"));
  EXPECT_EQ(Record(NoteAdded("case/a", "next")).version(), kMost + 2) << "none of too many is recorded";
}

TEST_F(RecordManyTest, WhatIsSentAgainInOtherMessagesIsRecordedOnce) {
  Start();
  constexpr int kItems = 300;
  std::vector<v1::Event> facts;
  facts.push_back(CaseOpened("case/a"));
  while (facts.size() < kItems) facts.push_back(NoteAdded("case/a", "n"));
  std::vector<std::string> positions;
  for (const size_t size : {7, 64, 300}) {
    const auto context = Call();
    const auto stream = journal().RecordMany(context.get());
    v1::RecordManyRequest message;
    for (size_t i = 0; i < facts.size(); ++i) {
      AddTo(message, static_cast<int64_t>(i), facts[i]);
      if (static_cast<size_t>(message.items_size()) < size && i + 1 < facts.size()) continue;
      ASSERT_TRUE(stream->Write(message));
      message.Clear();
    }
    Answers answers(*stream);
    v1::RecordManyAnswer answer;
    // The first time the connection is lost when a third has been answered.
    const size_t last = positions.empty() ? kItems / 3 : kItems;
    for (size_t i = 0; i < last; ++i) {
      ASSERT_TRUE(answers.Next(answer));
      ASSERT_EQ(answer.accepted().version(), static_cast<int64_t>(i) + 1);
      if (i < positions.size()) {
        ASSERT_TRUE(answer.accepted().repeat());
        ASSERT_EQ(answer.accepted().position(), positions[i]);
      } else {
        positions.push_back(answer.accepted().position());
      }
    }
    if (last < kItems) {
      context->TryCancel();
      (void)stream->Finish();
    } else {
      stream->WritesDone();
      EXPECT_FALSE(answers.Next(answer));
      EXPECT_TRUE(stream->Finish().ok());
    }
  }
  EXPECT_EQ(Record(NoteAdded("case/a", "next")).version(), kItems + 1);
}

TEST_F(RecordManyTest, AClientOfManyTogetherThatGoesAwayMidAirHarmsNobody) {
  Start();
  Record(CaseOpened("case/a"));
  for (int round = 0; round < 20; ++round) {
    const auto context = Call();
    const auto stream = journal().RecordMany(context.get());
    for (int i = 0; i < round; ++i) {
      v1::RecordManyRequest message;
      for (int j = 0; j < 50; ++j) AddTo(message, i * 50 + j, NoteAdded("case/a", "n"));
      ASSERT_TRUE(stream->Write(message));
    }
    GoAway(*context, *stream, round);
  }
  ExpectAllIsWell();
}

TEST_F(RecordManyTest, TheWindowCountsItemsAndNotMessages) {
  Start();
  Record(CaseOpened("case/slow"));
  Record(CaseOpened("case/quick"));
  const auto context = Call();
  const auto narrow = v1::Journal::NewStub(ConnectNarrowly());
  const auto stream = narrow->RecordMany(context.get());
  // Refusals, which are large: the way back takes those of a few messages before it is full. Were messages
  // counted, the 64 that may be undecided would be as many as there are.
  constexpr int kMessages = 64;
  constexpr int kTogether = 1'000;
  std::atomic<int> sent = 0;
  std::thread writer([&] {
    for (int m = 0; m < kMessages; ++m) {
      v1::RecordManyRequest message;
      for (int i = 0; i < kTogether; ++i) {
        v1::Event wrong = NoteAdded("case/slow", std::string(1'000, 'x'));
        wrong.set_municipality("nowhere");
        AddTo(message, m * kTogether + i, wrong);
      }
      if (!stream->Write(message)) return;
      sent = m + 1;
    }
    stream->WritesDone();
  });
  AwaitStandstill(sent);
  EXPECT_LT(sent, kMessages / 2) << "nobody held the client back";
  Answers answers(*stream);
  v1::RecordManyAnswer answer;
  for (int i = 0; i < kMessages * kTogether; ++i) {
    ASSERT_TRUE(answers.Next(answer)) << i;
    ASSERT_EQ(answer.item(), i);
    ASSERT_EQ(base::ReasonOf(base::FromRpcStatus(answer.refused())), "INVALID_FACT");
  }
  EXPECT_FALSE(answers.Next(answer));
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(RecordManyTest, AStoppingServerAnswersWhatItHasTaken) {
  Start();
  Record(CaseOpened("case/a"));
  const auto context = Call();
  const auto stream = journal().RecordMany(context.get());
  std::thread writer([&] {
    for (int m = 0;; ++m) {
      v1::RecordManyRequest message;
      // So many that the server stops in the midst of taking them in.
      for (int i = 0; i < 1'000; ++i) AddTo(message, m * 1'000 + i, NoteAdded("case/a", "n"));
      if (!stream->Write(message)) return;
    }
  });
  Answers answers(*stream);
  v1::RecordManyAnswer answer;
  int64_t answered = 0;
  std::thread stopper;
  while (answers.Next(answer)) {
    ASSERT_EQ(answer.item(), answered);
    ASSERT_EQ(answer.accepted().version(), ++answered + 1);
    if (answered == 500) stopper = std::thread([this] { server().Stop(absl::Now() + kPatience); });
  }
  EXPECT_EQ(base::ReasonOf(rpc::FromGrpc(stream->Finish())), "STOPPING");
  writer.join();
  stopper.join();
  Restart();
  EXPECT_EQ(Record(NoteAdded("case/a", "after")).version(), answered + 2) << "nothing is there unanswered";
}

}  // namespace
}  // namespace praksis::testing
