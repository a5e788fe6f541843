#include "libs/log_records/tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/encoding.h"

namespace praksis::log::records {
namespace {

using ::testing::ElementsAre;

const EventId kId("01956a2c-7b00-7000-8000-00000000000f");

// The stored form. A change of what these tests show needs a new format number and a way to read the old one.
TEST(Tables, HaveTheirForm) {
  EXPECT_EQ(base::ToHex(EventKey(Offset(258))), "0000000000000102");
  EXPECT_EQ(base::ToHex(StreamKey(StreamId("case/1"), Version(3))), "636173652f31000000000000000003");
  EXPECT_EQ(base::ToHex(*IdKey(kId)), "01956a2c7b007000800000000000000f");
  EXPECT_EQ(base::ToHex(EncodeAddress({PartitionId(2), Offset(258)})), "000000020000000000000102");
  EXPECT_EQ(base::ToHex(EncodeEnds({Offset(1), Offset(258)})), "00000000000000010000000000000102");
  std::vector<std::string> names;
  for (const auto& table : TablesOf(2)) names.push_back(table.name);
  EXPECT_THAT(names, ElementsAre("meta", "streams", "ids", "events.0", "events.1"));
  EXPECT_EQ(PartitionsOf(names), 2);
}

TEST(Tables, ReadBackWhatTheyWrote) {
  EXPECT_EQ(ParseEventKey(EventKey(Offset(1'000'000'000'000))), Offset(1'000'000'000'000));
  EXPECT_EQ(ParseEventKey("short"), std::nullopt);
  const Address address{PartitionId(7), Offset(1'000'000'000'000)};
  EXPECT_EQ(DecodeAddress(EncodeAddress(address)), address);
  EXPECT_EQ(DecodeAddress("short"), std::nullopt);
  const std::vector<Offset> ends = {Offset(0), Offset(1'000'000'000'000)};
  EXPECT_EQ(DecodeEnds(EncodeEnds(ends), 2), ends);
  EXPECT_EQ(DecodeEnds(EncodeEnds(ends), 3), std::nullopt);
  EXPECT_EQ(IdKey(EventId("no uuid")), std::nullopt);
}

TEST(Tables, KeysSortAsNumbersDoAndStreamsDoNotMix) {
  EXPECT_LT(EventKey(Offset(255)), EventKey(Offset(256)));
  EXPECT_LT(StreamKey(StreamId("case/1"), Version(9)), StreamKey(StreamId("case/1"), Version(10)));
  EXPECT_FALSE(StreamKey(StreamId("case/10"), Version(1)).starts_with(StreamPrefix(StreamId("case/1"))));
}

}  // namespace
}  // namespace praksis::log::records
