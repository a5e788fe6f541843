#include "libs/log/position.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/refusal.h"
#include "libs/log/crc32c.h"
#include "libs/log/event_log.h"

namespace praksis::log {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kLog = "00112233445566778899aabbccddeeff";
constexpr std::string_view kOtherLog = "10112233445566778899aabbccddeeff";

Position At(std::initializer_list<std::pair<int, int64_t>> entries) {
  Position position;
  for (const auto& [partition, next] : entries) position.Advance(PartitionId(partition), Offset(next));
  return position;
}

TEST(Position, AdvancesAndNeverGoesBack) {
  Position position = At({{0, 5}});
  position.Advance(PartitionId(0), Offset(3));
  EXPECT_EQ(position.next(PartitionId(0)), Offset(5));
  EXPECT_EQ(position.next(PartitionId(1)), Offset(0));
  position.Advance(At({{0, 7}, {1, 1}}));
  EXPECT_EQ(position, At({{0, 7}, {1, 1}}));
}

TEST(Position, CoversWhatIsNotBeyondIt) {
  EXPECT_TRUE(At({{0, 5}, {1, 1}}).Covers(At({{0, 5}})));
  EXPECT_TRUE(At({{0, 5}}).Covers(At({{0, 5}, {1, 0}})));
  EXPECT_FALSE(At({{0, 5}}).Covers(At({{0, 5}, {1, 1}})));
  EXPECT_TRUE(Position().Covers(Position()));
}

// The stored form: clients keep tokens, so this must not change.
TEST(PositionToken, HasItsForm) {
  EXPECT_EQ(EncodePosition(At({{0, 1}, {3, 300}}), kLog), "AQARIjNEVWZ3AAEDrALWXYVc");
  EXPECT_EQ(EncodePosition(Position(), kLog), "AQARIjNEVWZ3KZ9bSg");
}

TEST(PositionToken, DecodesToWhatWasEncoded) {
  for (const Position& position : {Position(), At({{0, 0}}), At({{0, 127}, {1, 128}, {200, 16384}}),
                                   At({{7, std::numeric_limits<int64_t>::max()}})}) {
    EXPECT_EQ(*DecodePosition(EncodePosition(position, kLog), kLog, 256, "at_least"), position);
  }
}

TEST(PositionToken, SeveralCoverWhatEachDoes) {
  const std::string one = EncodePosition(At({{0, 9}, {1, 1}}), kLog);
  const std::string other = EncodePosition(At({{0, 5}, {3, 2}}), kLog);
  EXPECT_EQ(*DecodePosition(one + "." + other, kLog, 4, "f"), At({{0, 9}, {1, 1}, {3, 2}}));
  EXPECT_EQ(*DecodePosition(other + "." + one + "." + other, kLog, 4, "f"), At({{0, 9}, {1, 1}, {3, 2}}));
}

TEST(PositionToken, RefusesWhatIsDamagedAndNamesTheField) {
  const std::string token = EncodePosition(At({{0, 1}, {3, 300}}), kLog);
  for (size_t i = 0; i < token.size(); ++i) {
    std::string damaged = token;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(DecodePosition(damaged, kLog, 4, "at_least").ok()) << i;
    EXPECT_FALSE(DecodePosition(token.substr(0, i), kLog, 4, "at_least").ok()) << i;
  }
  for (const std::string& wrong : {token + "=", token + "A", "=" + token, std::string("x y"), std::string(),
                                   token + ".", "." + token, token + ".x"}) {
    const absl::Status status = DecodePosition(wrong, kLog, 4, "at_least").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << wrong;
    EXPECT_EQ(base::ReasonOf(status), "TOKEN_INVALID");
    ASSERT_EQ(base::BadRequestOf(status).field_violations_size(), 1);
    EXPECT_EQ(base::BadRequestOf(status).field_violations(0).field(), "at_least");
  }
}

TEST(PositionToken, RefusesThatOfAnotherLog) {
  const std::string token = EncodePosition(At({{3, 1}}), kLog);
  EXPECT_THAT(DecodePosition(token, kOtherLog, 4, "f").status().ToString(), HasSubstr("another log"));
  EXPECT_THAT(DecodePosition(token, kLog, 3, "f").status().ToString(), HasSubstr("partition"));
}

// The values are those of RFC 3720, B.4.
TEST(Crc32c, AgreesWithTheStandard) {
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43U);
  std::string ascending;
  for (char c = 0; c < 32; ++c) ascending.push_back(c);
  EXPECT_EQ(Crc32c(ascending), 0x46dd794eU);
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283U);
}

// murmur2("foobar") is -790332482 (Kafka's own test): made positive by dropping the sign bit, not by negating
// it.
TEST(PartitionOf, IsThatOfKafka) {
  EXPECT_EQ(PartitionOf(StreamId("foobar"), 1'000'000'007),
            PartitionId((-790332482 & 0x7fffffff) % 1'000'000'007));
  EXPECT_EQ(PartitionOf(StreamId("foobar"), 1), PartitionId(0));
  for (int i = 0; i < 1000; ++i) {
    const PartitionId partition = PartitionOf(StreamId("case/" + std::to_string(i)), 4);
    EXPECT_GE(partition, PartitionId(0));
    EXPECT_LT(partition, PartitionId(4));
  }
}

}  // namespace
}  // namespace praksis::log
