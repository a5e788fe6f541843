// What is said of programmes of learning.
#include "services/cli/programme_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/text_format.h"

namespace praksis::cli {
namespace {

using ::testing::HasSubstr;

constexpr Terminal kPeople{.interactive = true, .width = 160};

v1::GetProgrammeResponse Shown() {
  v1::GetProgrammeResponse response;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
    programme { stream: "programme/p" kind: PROGRAMME_KIND_LEARNING_CASES title: "Cases \x1b[31m" opened_on: "2025-01-06"
                stage: 2 closed_on: "2025-06-02" ending: PROGRAMME_ENDING_EMBEDDED }
    organisations { organisation: "centre" since: "2025-01-06" stage: 1 }
    units { staff_group: "team-1" municipalities: "DK-360" municipalities: "DK-376" first_on: "2025-01-13"
            last_on: "2025-02-03" sessions: 2 attendances: 16 }
    stages { stage: 1 from: "2025-01-06" organisations: 1 sessions: 2 }
    branches { stream: "cycle/c" began_on: "2025-02-03" municipality: "DK-360" title: "Why?" began_here: true })",
                                                            &response));
  return response;
}

TEST(ProgrammeText, PeopleReadWhereItWentAndWhatCameOfIt) {
  const std::string text = RenderProgramme(Shown(), kPeople);
  EXPECT_THAT(text, HasSubstr("learning cases, opened 2025-01-06, stage 2, embedded 2025-06-02"));
  EXPECT_THAT(text, HasSubstr("DK-360, DK-376"));
  EXPECT_THAT(text, HasSubstr("begun by it"));
  EXPECT_THAT(text, HasSubstr("praksis stream show programme/p"));
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << "a title commands no terminal";
}

TEST(ProgrammeText, PipedItIsItsStaffGroups) {
  EXPECT_EQ(RenderProgramme(Shown(), {}), "team-1\tDK-360, DK-376\t2025-01-13\t2025-02-03\t2\t16\t-\t-\n");
}

}  // namespace
}  // namespace praksis::cli
