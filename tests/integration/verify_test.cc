// The offline check finds what is wrong, and only that.
#include "services/praksisd/verify.h"

#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "libs/base/clock.h"
#include "libs/base/refusal.h"
#include "services/praksisd/verify_output.h"
#include "tests/integration/facts.h"
#include "tests/integration/world.h"

namespace praksis::testing {
namespace {

class VerifyTest : public World {
 protected:
  VerifyTest() {
    Start();
    std::string position;
    for (int i = 0; i < 20; ++i) {
      Record(CaseOpened("case/c" + std::to_string(i)));
      position = Record(NoteAdded("case/c" + std::to_string(i), "n")).position();
      Case("case/c" + std::to_string(i), position);
    }
    Stop();
  }

  absl::StatusOr<services::Verification> Verify() {
    const base::SystemClock clock;
    return services::Verify(data_directory(), std::nullopt, clock, [](std::string_view, int64_t, int64_t) {});
  }
};

TEST_F(VerifyTest, ASoundDirectoryIsSaidToBe) {
  const auto verification = Verify();
  ASSERT_TRUE(verification.ok()) << verification.status();
  EXPECT_TRUE(verification->sound()) << services::VerificationText(*verification);
  EXPECT_EQ(verification->events, 40);
  EXPECT_EQ(verification->streams, 20);
  EXPECT_GT(verification->rows_compared, 40);
  EXPECT_NE(verification->projection, "");
  EXPECT_THAT(services::VerificationJson(*verification), ::testing::HasSubstr("\"sound\":true"));
  for (const auto& entry : std::filesystem::directory_iterator(data_directory())) {
    EXPECT_THAT(entry.path().filename().string(), ::testing::Not(::testing::StartsWith("verify-")))
        << "left behind";
  }
}

TEST_F(VerifyTest, ReadModelsThatAreMissingAreNoFault) {
  std::filesystem::remove_all(data_directory() + "/projections");
  const auto verification = Verify();
  ASSERT_TRUE(verification.ok()) << verification.status();
  EXPECT_TRUE(verification->sound());
  EXPECT_EQ(verification->projection, "");
  EXPECT_FALSE(std::filesystem::exists(data_directory() + "/projections")) << "the check made them";
}

TEST_F(VerifyTest, ReadModelsOfAnotherLogAreFound) {
  // A backup's projections put beside another log: the rows are not what this log says.
  const std::string kept = data_directory() + "-kept";
  std::filesystem::rename(data_directory() + "/projections", kept);
  std::filesystem::remove_all(data_directory() + "/log");
  Start();
  std::string position;
  for (int i = 0; i < 20; ++i) {
    Record(CaseOpened("case/c" + std::to_string(i)));
    position = Record(NoteAdded("case/c" + std::to_string(i), "another")).position();
    Case("case/c" + std::to_string(i), position);
  }
  Stop();
  std::filesystem::remove_all(data_directory() + "/projections");
  std::filesystem::rename(kept, data_directory() + "/projections");
  const auto verification = Verify();
  if (verification.ok()) {
    EXPECT_FALSE(verification->sound());
    EXPECT_GT(verification->rows_different, 0);
    EXPECT_FALSE(verification->differences.empty());
  } else {
    // The projection itself may tell that it belongs to another log.
    EXPECT_THAT(verification.status().code(),
                ::testing::AnyOf(absl::StatusCode::kDataLoss, absl::StatusCode::kFailedPrecondition));
  }
}

TEST_F(VerifyTest, ARunningServerIsNotDisturbed) {
  Start();
  EXPECT_EQ(Verify().status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(VerifyTest, ADirectoryWithoutALogIsSaidSo) {
  std::filesystem::remove_all(data_directory() + "/log");
  EXPECT_EQ(base::ReasonOf(Verify().status()), "LOG_NOT_FOUND");
  EXPECT_FALSE(std::filesystem::exists(data_directory() + "/log"));
}

}  // namespace
}  // namespace praksis::testing
