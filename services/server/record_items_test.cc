#include "services/server/record_items.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/refusal.h"

namespace praksis::services {
namespace {

using ::testing::ElementsAre;

grpc::ByteBuffer Bytes(const std::string& text) {
  const grpc::Slice slice(text);
  return grpc::ByteBuffer(&slice, 1);
}

// The same in pieces, as a transport may bring them.
grpc::ByteBuffer InPieces(const std::string& text, size_t size) {
  std::vector<grpc::Slice> slices;
  for (size_t i = 0; i < text.size(); i += size) slices.emplace_back(text.substr(i, size));
  return grpc::ByteBuffer(slices.data(), slices.size());
}

v1::RecordManyRequest Message(int items) {
  v1::RecordManyRequest message;
  for (int i = 0; i < items; ++i) {
    v1::RecordManyItem& item = *message.add_items();
    item.set_item(i + 100);
    item.mutable_event()->set_stream("case/" + std::to_string(i));
  }
  return message;
}

RecordItems Read(const grpc::ByteBuffer& bytes) {
  absl::StatusOr<RecordItems> read = ReadRecordItems(bytes);
  EXPECT_TRUE(read.ok()) << read.status();
  return *std::move(read);
}

RecordItems Read(const std::string& bytes) { return Read(Bytes(bytes)); }

// "ok" or the reason of the refusal, of each item.
std::vector<std::string> Outcomes(const RecordItems& read) {
  std::vector<std::string> outcomes;
  for (const RecordItem& item : read.items)
    outcomes.push_back(item.request.ok() ? "ok" : base::ReasonOf(item.request.status()));
  return outcomes;
}

std::vector<int64_t> Numbers(const RecordItems& read) {
  std::vector<int64_t> numbers;
  for (const RecordItem& item : read.items) numbers.push_back(item.item);
  return numbers;
}

TEST(RecordItemsTest, AMessageOfOneItemIsThatItem) {
  v1::RecordManyRequest single;
  single.set_item(7);
  single.mutable_event()->set_stream("case/a");
  single.set_expected_version(0);
  const RecordItems read = Read(single.SerializeAsString());
  EXPECT_FALSE(read.packed);
  ASSERT_THAT(Outcomes(read), ElementsAre("ok"));
  EXPECT_THAT(Numbers(read), ElementsAre(7));
  EXPECT_EQ(read.items[0].request->event().stream(), "case/a");
  EXPECT_TRUE(read.items[0].request->has_expected_version());
}

TEST(RecordItemsTest, NothingAtAllIsOneItemWithoutAFact) {
  for (const RecordItems& read : {Read(""), Read(grpc::ByteBuffer())}) {
    EXPECT_FALSE(read.packed);
    ASSERT_THAT(Outcomes(read), ElementsAre("ok"));
    EXPECT_FALSE(read.items[0].request->has_event());
  }
}

TEST(RecordItemsTest, ItemsComeInTheirOrderHoweverTheTransportCutsThem) {
  v1::RecordManyRequest message = Message(3);
  message.mutable_items(1)->set_expected_version(4);
  message.mutable_items(2)->clear_event();
  const std::string bytes = message.SerializeAsString();
  for (const size_t piece : {bytes.size(), size_t{1}, size_t{5}}) {
    const RecordItems read = Read(InPieces(bytes, piece));
    EXPECT_TRUE(read.packed);
    ASSERT_THAT(Outcomes(read), ElementsAre("ok", "ok", "ok"));
    EXPECT_THAT(Numbers(read), ElementsAre(100, 101, 102));
    EXPECT_EQ(read.items[1].request->event().stream(), "case/1");
    EXPECT_EQ(read.items[1].request->expected_version(), 4);
    EXPECT_FALSE(read.items[0].request->has_expected_version());
    EXPECT_FALSE(read.items[2].request->has_event());
  }
}

TEST(RecordItemsTest, AnItemThatIsNoMessageIsRefusedAlone) {
  v1::RecordManyRequest message = Message(3);
  message.mutable_items(1)->mutable_event()->set_stream("\xFF");
  const RecordItems read = Read(message.SerializeAsString());
  ASSERT_THAT(Outcomes(read), ElementsAre("ok", "INVALID_MESSAGE", "ok"));
  EXPECT_THAT(Numbers(read), ElementsAre(100, 101, 102));
  EXPECT_THAT(base::ViolatedFields(read.items[1].request.status()), ElementsAre("event.stream"));
}

TEST(RecordItemsTest, WhereTheMessageBreaksOffAllOfItIsRefusedAndTheRestCountsAsOne) {
  const std::string whole = Message(2).SerializeAsString();
  for (const std::string& rest : {std::string("\x22\x7F"), std::string("\x22"), std::string("\x04"),
                                  std::string("\x01"), whole.substr(0, whole.size() / 2 - 1)}) {
    const RecordItems read = Read(whole + rest);
    EXPECT_TRUE(read.packed);
    ASSERT_THAT(Outcomes(read), ElementsAre("INVALID_MESSAGE", "INVALID_MESSAGE", "INVALID_MESSAGE"));
    EXPECT_THAT(Numbers(read), ElementsAre(100, 101, 0));
    EXPECT_THAT(base::ViolatedFields(read.items[0].request.status()), ElementsAre("items[2]"));
  }
}

// Protobuf reads none of these, though its CodedInputStream does.
TEST(RecordItemsTest, TagsAndLengthsOfMoreBytesThanTheyMayHaveBreakTheMessageOff) {
  const std::string whole = Message(2).SerializeAsString();
  for (const std::string& rest : {
           std::string("\xA2\x86\x80\x80\x80\x00\x00", 7),                   // field 100, empty
           std::string("\xA3\x06\xA8\x86\x80\x80\x80\x00\x00\xA4\x06", 11),  // field 101 of a group
           std::string("\xA2\x80\x80\x80\x80\x00\x00", 7),                   // an item
           std::string("\x22\x80\x80\x80\x80\x80\x00", 7),                   // its length
           std::string("\x22\x80\x80\x80\x80\x10", 6),                       // 2^32 of them
       }) {
    ASSERT_FALSE(v1::RecordManyRequest().ParseFromString(whole + rest));
    const RecordItems read = Read(whole + rest);
    ASSERT_THAT(Outcomes(read), ElementsAre("INVALID_MESSAGE", "INVALID_MESSAGE", "INVALID_MESSAGE"));
    EXPECT_THAT(base::ViolatedFields(read.items[0].request.status()), ElementsAre("items[2]"));
  }
}

TEST(RecordItemsTest, ItemsBesideTheFieldsOfASingleOneAreRefused) {
  v1::RecordManyRequest with_number = Message(2);
  with_number.set_item(1);
  v1::RecordManyRequest with_event = Message(2);
  with_event.mutable_event()->set_stream("case/a");
  v1::RecordManyRequest with_version = Message(2);
  with_version.set_expected_version(0);
  for (const auto& message : {with_number, with_event, with_version}) {
    const RecordItems read = Read(message.SerializeAsString());
    EXPECT_TRUE(read.packed);
    ASSERT_THAT(Outcomes(read), ElementsAre("INVALID_MESSAGE", "INVALID_MESSAGE")) << message.DebugString();
    EXPECT_THAT(Numbers(read), ElementsAre(100, 101));
    EXPECT_THAT(base::ViolatedFields(read.items[0].request.status()), ElementsAre("items"));
  }
}

TEST(RecordItemsTest, WhatALaterContractAddsIsPassedOver) {
  std::string bytes = Message(2).SerializeAsString();
  bytes += std::string("\xA2\x06\x03new", 6);  // field 100
  EXPECT_THAT(Outcomes(Read(bytes)), ElementsAre("ok", "ok"));
}

TEST(RecordItemsTest, AThousandItemsAreTakenAndOneMoreIsNot) {
  EXPECT_EQ(Read(Message(1'000).SerializeAsString()).items.size(), 1'000U);
  const absl::Status refused = ReadRecordItems(Bytes(Message(1'001).SerializeAsString())).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(base::ReasonOf(refused), "TOO_MANY_ITEMS");
  EXPECT_THAT(base::ViolatedFields(refused), ElementsAre("items"));
  EXPECT_THAT(std::string(refused.message()), testing::HasSubstr("1001"));
}

TEST(RecordItemsTest, EmptyItemsAreCountedWithoutBeingRead) {
  std::string bytes;
  for (int i = 0; i < 2'000'000; ++i) bytes += std::string("\x22\x00", 2);
  EXPECT_EQ(base::ReasonOf(ReadRecordItems(Bytes(bytes)).status()), "TOO_MANY_ITEMS");
}

}  // namespace
}  // namespace praksis::services
