#include "libs/rpc/status.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "libs/base/refusal.h"

namespace praksis::rpc {
namespace {

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status proto;
  EXPECT_TRUE(proto.ParseFromString(status.error_details()));
  return proto;
}

int ErrorInfos(const google::rpc::Status& proto) {
  int count = 0;
  for (const auto& detail : proto.details()) count += detail.Is<google::rpc::ErrorInfo>() ? 1 : 0;
  return count;
}

TEST(Status, ARefusalArrivesAsItWasMade) {
  const absl::Status refusal = base::RefuseRequest(
      "INVALID_FACT", {{"event.stream", "must be kind/identifier"}, {"event.actor.role", "must be given"}});
  const grpc::Status sent = ToGrpc(refusal);
  EXPECT_EQ(sent.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(sent.error_message(), "event.stream: must be kind/identifier (and 1 more)");
  EXPECT_EQ(FromGrpc(sent), refusal);
}

TEST(Status, EveryErrorHasExactlyOneErrorInfo) {
  const auto bare = DetailsOf(ToGrpc(absl::NotFoundError("no such thing")));
  ASSERT_EQ(ErrorInfos(bare), 1);
  EXPECT_EQ(base::ReasonOf(base::FromRpcStatus(bare)), "NOT_FOUND");
  const auto overload =
      DetailsOf(ToGrpc(base::RefuseOverload("QUEUE_FULL", "wait", absl::Milliseconds(250))));
  EXPECT_EQ(ErrorInfos(overload), 1);
  EXPECT_EQ(overload.details_size(), 2) << overload.DebugString();
  EXPECT_TRUE(overload.details(0).Is<google::rpc::ErrorInfo>());
}

TEST(Status, ManyViolationsAreCutToWhatClientsTake) {
  std::vector<base::FieldViolation> violations;
  for (int i = 0; i < 500; ++i) {
    violations.push_back(
        {"event.referral_made.resources[" + std::to_string(i) + "].kind", "is no code of resource"});
  }
  const grpc::Status sent = ToGrpc(base::RefuseRequest("INVALID_FACT", violations));
  EXPECT_LE(sent.error_details().size(), kMaxDetailsBytes);
  const auto kept = base::BadRequestOf(FromGrpc(sent));
  ASSERT_GT(kept.field_violations_size(), 10);
  EXPECT_THAT(kept.field_violations().rbegin()->description(),
              testing::HasSubstr(std::to_string(500 - kept.field_violations_size()) + " more"));
  EXPECT_EQ(base::ReasonOf(FromGrpc(sent)), "INVALID_FACT");
}

TEST(Status, OneEnormousDetailDoesNotTakeTheReasonWithIt) {
  const absl::Status refusal =
      base::Refuse(absl::StatusCode::kAborted, "CONCURRENT_CHANGE", std::string(9000, 'x'),
                   {{"events", std::string(9000, 'y')}, {"current_version", "7"}});
  const grpc::Status sent = ToGrpc(refusal);
  EXPECT_LE(sent.error_details().size(), kMaxDetailsBytes);
  EXPECT_LE(sent.error_message().size(), kMaxMessageBytes + 8);
  const auto info = base::ErrorInfoOf(FromGrpc(sent));
  ASSERT_TRUE(info.has_value());
  EXPECT_EQ(info->reason(), "CONCURRENT_CHANGE");
  EXPECT_EQ(info->metadata().at("current_version"), "7");
  const grpc::Status single = ToGrpc(base::RefuseRequest("INVALID_FACT", {{"f", std::string(9000, 'z')}}));
  EXPECT_LE(single.error_details().size(), kMaxDetailsBytes);
  EXPECT_EQ(base::ReasonOf(FromGrpc(single)), "INVALID_FACT");
}

TEST(Status, AMessageIsAlwaysUtf8) {
  const grpc::Status sent = ToGrpc(base::Refuse(absl::StatusCode::kInternal, "R", "caf\xC3\xA9 \xFF!"));
  EXPECT_EQ(sent.error_message(), "caf\xC3\xA9 ?!");
  std::string danish;
  for (int i = 0; i < 600; ++i) danish += "ø";
  const grpc::Status cut = ToGrpc(absl::InternalError("x" + danish));
  EXPECT_EQ(cut.error_message().find('?'), std::string::npos) << "a character was cut in two";
}

TEST(Status, WhatAnotherServerSaysWithoutDetailsIsKept) {
  EXPECT_EQ(FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection refused")),
            absl::UnavailableError("connection refused"));
  EXPECT_EQ(FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "m", "\xFF\xFF")),
            absl::UnavailableError("m"));
  EXPECT_TRUE(FromGrpc(grpc::Status::OK).ok());
  EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok());
}

}  // namespace
}  // namespace praksis::rpc
