#include "libs/log_embedded/checkpoint.h"

#include <gtest/gtest.h>

namespace praksis::log::embedded {
namespace {

const Checkpoint kCheckpoint{"00112233445566778899aabbccddeeff", {Offset(0), Offset(1234567890123)}};

// The stored form.
TEST(Checkpoint, HasItsForm) {
  EXPECT_EQ(FormatCheckpoint(kCheckpoint),
            "praksis log checkpoint 1\n"
            "id 00112233445566778899aabbccddeeff\n"
            "end 0\n"
            "end 1234567890123\n"
            "crc32c 61d9a5e3\n");
}

TEST(Checkpoint, ReadsWhatWasWritten) {
  EXPECT_EQ(ParseCheckpoint(FormatCheckpoint(kCheckpoint)), kCheckpoint);
  const Checkpoint empty{kCheckpoint.log_id, {}};
  EXPECT_EQ(ParseCheckpoint(FormatCheckpoint(empty)), empty);
}

TEST(Checkpoint, IgnoresWhatIsSpoilt) {
  const std::string text = FormatCheckpoint(kCheckpoint);
  for (size_t i = 0; i < text.size(); ++i) {
    EXPECT_EQ(ParseCheckpoint(text.substr(0, i)), std::nullopt) << i;
    std::string damaged = text;
    damaged[i] ^= 1;
    EXPECT_EQ(ParseCheckpoint(damaged), std::nullopt) << i;
  }
  EXPECT_EQ(ReadCheckpoint("/nowhere/at/all"), std::nullopt);
}

}  // namespace
}  // namespace praksis::log::embedded
