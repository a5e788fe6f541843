// The list of projections as a file.
#include "libs/projection/manifest.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "libs/base/refusal.h"

namespace praksis::projection {
namespace {

const std::vector<ManifestEntry> kEntries = {
    {.name = "v-1a2b3c4d",
     .role = Role::kStopped,
     .created = absl::FromUnixSeconds(1'700'000'000),
     .models = "funnel@1,history@2",
     .until = ""},
    {.name = "v-1a2b3c4d-2", .role = Role::kServing, .created = absl::UnixEpoch(), .models = "", .until = ""},
    {.name = "v-1a2b3c4d-3",
     .role = Role::kKept,
     .created = absl::UnixEpoch(),
     .models = "a@1",
     .until = "AQ"}};

// As it is stored: programs of other revisions read it.
constexpr char kText[] =
    "praksis projections 1\n"
    "v-1a2b3c4d stopped 1700000000 funnel@1,history@2 -\n"
    "v-1a2b3c4d-2 serving 0 - -\n"
    "v-1a2b3c4d-3 kept 0 a@1 AQ\n";

TEST(Manifest, IsReadAsItWasWritten) {
  EXPECT_EQ(FormatManifest(kEntries), kText);
  EXPECT_EQ(ParseManifest(kText), kEntries);
}

TEST(Manifest, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(ParseManifest(""), std::nullopt);
  EXPECT_EQ(ParseManifest("praksis projections 2\n"), std::nullopt);
  EXPECT_EQ(ParseManifest("praksis projections 1\nv-1 dancing 0 - -\n"), std::nullopt);
  EXPECT_EQ(ParseManifest("praksis projections 1\nv-1 kept 0 -\n"), std::nullopt);
  EXPECT_EQ(ParseManifest("praksis projections 1\nv-1 kept 0 - - -\n"), std::nullopt);
}

TEST(Manifest, SaysWhichDirectoryServes) {
  std::string directory = ::testing::TempDir() + "praksis-manifest-XXXXXX";
  ASSERT_NE(mkdtemp(directory.data()), nullptr);
  EXPECT_EQ(ServingName(directory, "v-1a2b3c4d").value(), "v-1a2b3c4d") << "where there is none yet";
  ASSERT_TRUE(WriteManifest(directory, kEntries).ok());
  EXPECT_EQ(ServingName(directory, "v-1a2b3c4d").value(), "v-1a2b3c4d-2");
  EXPECT_EQ(ServingName(directory, "v-00000000").value(), "v-00000000") << "of other models";
  std::ofstream(directory + "/manifest") << "garbage";
  EXPECT_EQ(base::ReasonOf(ReadManifest(directory).status()), "MANIFEST_DAMAGED");
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace praksis::projection
