// What a client sees when it asks for too much, too late, or in no language of ours.
#include <chrono>
#include <string>

#include "gmock/gmock.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "libs/base/refusal.h"
#include "libs/rpc/call.h"
#include "libs/rpc/status.h"
#include "tests/integration/facts.h"
#include "tests/integration/world.h"

namespace praksis::testing {
namespace {

class LimitsTest : public World {
 protected:
  LimitsTest() { Start(); }

  // Sends `bytes` as the request of a unary method and returns what came back.
  absl::Status Send(const std::string& method, const std::string& bytes) {
    grpc::GenericStub stub(Connect());
    const auto context = Call();
    const grpc::Slice slice(bytes);
    const grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer response;
    grpc::CompletionQueue queue;
    const auto call = stub.PrepareUnaryCall(context.get(), method, request, &queue);
    call->StartCall();
    grpc::Status status;
    call->Finish(&response, &status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    EXPECT_TRUE(queue.Next(&tag, &ok));
    return rpc::FromGrpc(status);
  }

  static std::string RequestBytes(const v1::Event& event) {
    v1::RecordRequest request;
    *request.mutable_event() = event;
    return request.SerializeAsString();
  }
};

constexpr char kRecord[] = "/praksis.v1.Journal/Record";

TEST_F(LimitsTest, TextThatIsNotUtf8IsRefusedWithItsField) {
  std::string bytes = RequestBytes(NoteAdded("case/a", "MARK"));
  bytes[bytes.find("MARK")] = '\xFF';
  const absl::Status refused = Send(kRecord, bytes);
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(base::ReasonOf(refused), "INVALID_MESSAGE");
  EXPECT_THAT(base::ViolatedFields(refused), ::testing::ElementsAre("event.note_added.text"));
}

TEST_F(LimitsTest, WhatIsNoMessageIsRefusedOnEveryService) {
  for (const char* method : {kRecord,
                             "/praksis.v1.Journal/Check",
                             "/praksis.v1.History/GetCase",
                             "/praksis.v1.History/ListEvents",
                             "/praksis.v1.Feed/Subscribe",
                             "/praksis.v1.Dashboards/GetFunnel",
                             "/praksis.v1.Dashboards/GetReferrals",
                             "/praksis.v1.Dashboards/GetInterruptions",
                             "/praksis.v1.Dashboards/GetDisagreement",
                             "/praksis.v1.Dashboards/GetReturnToWork",
                             "/praksis.v1.Dashboards/GetCoachingOutcomes",
                             "/praksis.v1.Dashboards/GetBelief",
                             "/praksis.v1.Dashboards/GetContinuity",
                             "/praksis.v1.Dashboards/CompareSelections",
                             "/praksis.v1.Learning/SelectCases",
                             "/praksis.v1.Transfer/GetTransfer",
                             "/praksis.v1.Experiments/ListExperiments",
                             "/praksis.v1.Experiments/GetExperiment",
                             "/praksis.v1.Stories/ListPrinciples",
                             "/praksis.v1.Cycles/ListCycles",
                             "/praksis.v1.Cycles/GetCycle",
                             "/praksis.v1.Cycles/RecordSelection",
                             "/praksis.v1.Cycles/ReplaySelection",
                             "/praksis.v1.Stories/GetStoryGraph",
                             "/praksis.v1.Stories/SearchStories",
                             "/praksis.v1.Stories/ListStoriesLikeCase",
                             "/praksis.v1.Stories/GetStoryConsent",
                             "/praksis.v1.Stories/ListProgrammes",
                             "/praksis.v1.Stories/GetProgramme",
                             "/praksis.v1.Operations/ListProjections"}) {
    const absl::Status refused = Send(method, "\xFF\xFF\xFF no protobuf");
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << method;
    EXPECT_EQ(base::ReasonOf(refused), "INVALID_MESSAGE") << method;
  }
}

TEST_F(LimitsTest, AnUnknownEnumValueIsRefusedWithItsField) {
  v1::Event event = CaseOpened("case/a");
  event.mutable_actor()->set_role(static_cast<v1::ActorRole>(99));
  const absl::Status refused = Send(kRecord, RequestBytes(event));
  EXPECT_EQ(base::ReasonOf(refused), "INVALID_FACT");
  EXPECT_THAT(base::ViolatedFields(refused), ::testing::Contains("event.actor.role"));
}

TEST_F(LimitsTest, AnUnknownFieldIsRefusedRatherThanLost) {
  // Field 2000 of the event, a varint: 16000 = 2000 << 3.
  const std::string unknown("\x80\x7D\x01", 3);
  v1::RecordRequest request;
  ASSERT_TRUE(request.mutable_event()->ParseFromString(CaseOpened("case/a").SerializeAsString() + unknown));
  const absl::Status refused = Send(kRecord, request.SerializeAsString());
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(base::ReasonOf(refused), "INVALID_FACT");
}

TEST_F(LimitsTest, AMessageThatIsTooLargeIsRefusedByGrpcAndTheServerServesOn) {
  const absl::Status refused = Send(kRecord, RequestBytes(NoteAdded("case/a", std::string(5 << 20, 'x'))));
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(refused.message()), ::testing::HasSubstr("larger than max"));
  EXPECT_EQ(Record(CaseOpened("case/a")).version(), 1);
}

TEST_F(LimitsTest, ATextThatIsTooLongIsRefusedWithItsField) {
  const absl::Status refused = Send(kRecord, RequestBytes(NoteAdded("case/a", std::string(1 << 20, 'x'))));
  EXPECT_EQ(base::ReasonOf(refused), "INVALID_FACT");
  EXPECT_THAT(base::ViolatedFields(refused), ::testing::Contains("event.note_added.text"));
}

TEST_F(LimitsTest, AnUnknownMethodIsUnimplemented) {
  EXPECT_EQ(Send("/praksis.v1.Journal/Forget", "").code(), absl::StatusCode::kUnimplemented);
}

TEST_F(LimitsTest, TheCorrelationIdComesBack) {
  for (const bool good : {true, false}) {
    const auto context = Call();
    context->AddMetadata(rpc::kCorrelationKey, "import-17");
    v1::RecordRequest request;
    if (good) *request.mutable_event() = CaseOpened("case/a");
    v1::RecordResponse response;
    EXPECT_EQ(journal().Record(context.get(), request, &response).ok(), good);
    const auto& trailers = context->GetServerTrailingMetadata();
    const auto found = trailers.find(rpc::kCorrelationKey);
    ASSERT_NE(found, trailers.end());
    EXPECT_EQ(std::string(found->second.data(), found->second.size()), "import-17");
  }
}

}  // namespace
}  // namespace praksis::testing
