#include "libs/log_embedded/tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/encoding.h"

namespace praksis::log::embedded {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

const EventId kId("01956a2c-7b00-7000-8000-00000000000f");

// The stored form. A change of what these tests show needs a new format number and a way to read the old one.
TEST(Tables, HaveTheirForm) {
  EXPECT_EQ(base::ToHex(EventKey(Offset(258))), "0000000000000102");
  EXPECT_EQ(base::ToHex(StreamKey(StreamId("case/1"), Version(3))), "636173652f31000000000000000003");
  EXPECT_EQ(base::ToHex(*IdKey(kId)), "01956a2c7b007000800000000000000f");
  EXPECT_EQ(base::ToHex(EncodeAddress({PartitionId(2), Offset(258)})), "000000020000000000000102");
  std::vector<std::string> names;
  for (const auto& table : TablesOf(2)) names.push_back(table.name);
  EXPECT_THAT(names, ElementsAre("meta", "streams", "ids", "events.0", "events.1"));
  EXPECT_EQ(PartitionsOf(names), 2);
}

TEST(Tables, RowsOfARecordAreTheseThree) {
  store::Options options;
  options.tables = TablesOf(3);
  options.in_memory = true;
  const auto database = *store::Database::Open("tables", options);
  store::Batch batch;
  PutRecord({StreamId("case/1"), Version(3), kId, "bytes"}, {PartitionId(2), Offset(258)}, batch);
  ASSERT_TRUE(database->Write(batch, store::Database::Durability::kBuffered).ok());
  std::vector<std::pair<int, std::pair<std::string, std::string>>> rows;
  for (int table = 0; table < 6; ++table) {
    const auto cursor = database->Scan(store::Table{table}, "", "");
    for (; cursor->Valid(); cursor->Next()) {
      rows.push_back({table, {base::ToHex(cursor->key()), base::ToHex(cursor->value())}});
    }
  }
  EXPECT_THAT(rows, ElementsAre(Pair(1, Pair("636173652f31000000000000000003", "000000020000000000000102")),
                                Pair(2, Pair("01956a2c7b007000800000000000000f", "000000020000000000000102")),
                                Pair(5, Pair("0000000000000102", base::ToHex("bytes")))));
}

TEST(Tables, ReadBackWhatTheyWrote) {
  EXPECT_EQ(ParseEventKey(EventKey(Offset(1'000'000'000'000))), Offset(1'000'000'000'000));
  EXPECT_EQ(ParseEventKey("short"), std::nullopt);
  const Address address{PartitionId(7), Offset(1'000'000'000'000)};
  EXPECT_EQ(DecodeAddress(EncodeAddress(address)), address);
  EXPECT_EQ(DecodeAddress("short"), std::nullopt);
  EXPECT_EQ(IdKey(EventId("no uuid")), std::nullopt);
}

TEST(Tables, KeysSortAsNumbersDoAndStreamsDoNotMix) {
  EXPECT_LT(EventKey(Offset(255)), EventKey(Offset(256)));
  EXPECT_LT(StreamKey(StreamId("case/1"), Version(9)), StreamKey(StreamId("case/1"), Version(10)));
  EXPECT_FALSE(StreamKey(StreamId("case/10"), Version(1)).starts_with(StreamPrefix(StreamId("case/1"))));
}

}  // namespace
}  // namespace praksis::log::embedded
