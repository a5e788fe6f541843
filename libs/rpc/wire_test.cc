#include "libs/rpc/wire.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/refusal.h"
#include "praksis/v1/journal.pb.h"

namespace praksis::rpc {
namespace {

grpc::ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

v1::RecordRequest SampleRequest() {
  v1::RecordRequest request;
  request.mutable_event()->set_stream("case/demo-1");
  auto* made = request.mutable_event()->mutable_referral_made();
  made->add_resources()->set_text("speaks three languages");
  made->add_resources()->set_text("MARK");
  return request;
}

// The one violation that Parse refuses these bytes with.
google::rpc::BadRequest::FieldViolation Violation(const std::string& bytes) {
  v1::RecordRequest request;
  const absl::Status refused = Parse(BufferOf(bytes), request);
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(base::ReasonOf(refused), "INVALID_MESSAGE");
  const auto bad_request = base::BadRequestOf(refused);
  return bad_request.field_violations_size() == 1 ? bad_request.field_violations(0)
                                                  : google::rpc::BadRequest::FieldViolation();
}

TEST(Wire, AMessageSurvives) {
  grpc::ByteBuffer buffer;
  Serialize(SampleRequest(), buffer);
  v1::RecordRequest read;
  ASSERT_TRUE(Parse(buffer, read).ok());
  EXPECT_EQ(read.SerializeAsString(), SampleRequest().SerializeAsString());
  ASSERT_TRUE(Parse(buffer, read).ok()) << "a buffer can be read again";
  EXPECT_EQ(read.event().referral_made().resources_size(), 2);
}

TEST(Wire, NothingIsAnEmptyMessage) {
  v1::RecordRequest read = SampleRequest();
  ASSERT_TRUE(Parse(grpc::ByteBuffer(), read).ok());
  EXPECT_FALSE(read.has_event());
}

TEST(Wire, TextThatIsNotUtf8IsRefusedWithItsField) {
  std::string bytes = SampleRequest().SerializeAsString();
  bytes[bytes.find("MARK") + 2] = '\xFF';
  const auto violation = Violation(bytes);
  EXPECT_EQ(violation.field(), "event.referral_made.resources[1].text");
  EXPECT_THAT(violation.description(), testing::HasSubstr("UTF-8: byte 2"));
}

TEST(Wire, ACutMessageIsRefusedWithTheFieldItEndsIn) {
  const std::string bytes = SampleRequest().SerializeAsString();
  EXPECT_EQ(Violation(bytes.substr(0, bytes.size() - 3)).field(), "event");
  // Garbage behind a whole message.
  EXPECT_EQ(Violation(bytes + '\x07').field(), "(request)");
}

TEST(Wire, EveryCutIsReadOrExplained) {
  const std::string bytes = SampleRequest().SerializeAsString();
  for (size_t length = 1; length < bytes.size(); ++length) {
    v1::RecordRequest request;
    const absl::Status status = Parse(BufferOf(bytes.substr(0, length)), request);
    EXPECT_EQ(base::ReasonOf(status), "INVALID_MESSAGE") << length;
  }
}

TEST(Wire, Utf8IsJudgedAsProtobufDoes) {
  EXPECT_EQ(WithoutInvalidUtf8("Ærø \xE2\x82\xAC \xF0\x9F\x98\x80"), "Ærø \xE2\x82\xAC \xF0\x9F\x98\x80");
  EXPECT_EQ(WithoutInvalidUtf8("\xC0\xAF"), "??") << "overlong";
  EXPECT_EQ(WithoutInvalidUtf8("\xED\xA0\x80"), "???") << "a surrogate";
  EXPECT_EQ(WithoutInvalidUtf8("\xF4\x90\x80\x80"), "????") << "beyond U+10FFFF";
  EXPECT_EQ(WithoutInvalidUtf8("a\xE2\x82"), "a??") << "cut";
  EXPECT_EQ(WithoutInvalidUtf8(std::string_view("a\0b", 3)), std::string("a\0b", 3));
}

}  // namespace
}  // namespace praksis::rpc
