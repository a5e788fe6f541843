// In what a case and a story are alike, and when that is enough.
#include "libs/stories/likeness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/text_format.h"
#include "libs/base/strings.h"
#include "libs/stories/case_text.h"
#include "libs/stories/stop_words.h"
#include "praksis/v1/case.pb.h"

namespace praksis::stories {
namespace {

using ::testing::ElementsAre;

CaseFeatures Features(const std::string& text) {
  domain::cases::CaseState state;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &state));
  return FeaturesOf(state);
}

// "INTERRUPTION_REASON ILLNESS 4", …
std::vector<std::string> Said(const Alike& alike) {
  std::vector<std::string> said;
  for (const v1::Likeness& one : alike.likenesses) {
    said.push_back(
        base::StrCat(v1::LikenessKind_Name(one.kind()).substr(14), " ", one.value(), " ", one.points()));
  }
  return said;
}

const CaseFeatures kCase{.municipality = "DK-360",
                         .target_group = "ACTIVITY_READY",
                         .industries = {"G", "I"},
                         .placement_types = {"TRAINEESHIP"},
                         .interruption_reasons = {"ILLNESS", "TRANSPORT", "TASK_MISMATCH"}};

TEST(Features, AreThoseOfAllPlacementsAndVoices) {
  const CaseFeatures features = Features(R"(
      municipality: "DK-360" target_group: "JOB_READY"
      placements { terms { industry: "47.11" type: TRAINEESHIP } reason_citizen: "ILLNESS" reason_company: "NO_SHOW" }
      placements { terms { industry: "56" type: HYBRID } reason_job_centre: "OTHER" }
      placements { terms { industry: "G" type: HYBRID } })");
  EXPECT_EQ(features.municipality, "DK-360");
  EXPECT_EQ(features.target_group, "JOB_READY");
  EXPECT_THAT(features.industries, ElementsAre("G", "I"));
  EXPECT_THAT(features.placement_types, ElementsAre("HYBRID", "TRAINEESHIP"));
  EXPECT_THAT(features.interruption_reasons, ElementsAre("ILLNESS", "NO_SHOW")) << "OTHER says nothing";
}

TEST(Compare, SaysWhatCountsForMostFirst) {
  const auto alike =
      Compare(kCase, {.municipality = "DK-360", .its_case = &kCase, .words = {"bakery", "nights"}});
  ASSERT_TRUE(alike);
  EXPECT_THAT(Said(*alike),
              ElementsAre("INTERRUPTION_REASON ILLNESS 4", "INTERRUPTION_REASON TASK_MISMATCH 4",
                          "INDUSTRY G 2", "TARGET_GROUP ACTIVITY_READY 2", "WORD bakery 2", "WORD nights 2",
                          "PLACEMENT_TYPE TRAINEESHIP 1", "MUNICIPALITY DK-360 1"));
  EXPECT_EQ(alike->points, 18);
}

TEST(Compare, IsOfTheStoryAloneWhereItsCaseDoesNotConsent) {
  EXPECT_FALSE(Compare(kCase, {.municipality = "DK-360"}));
  const auto alike =
      Compare(kCase, {.municipality = "SE-0482", .words = {"bakery", "nights", "oven", "flour"}});
  ASSERT_TRUE(alike);
  EXPECT_THAT(Said(*alike), ElementsAre("WORD bakery 2", "WORD nights 2", "WORD oven 2"))
      << "three words count";
}

TEST(Compare, TakesMoreThanWhatHalfOfAllCasesShare) {
  CaseFeatures other = kCase;
  other.interruption_reasons = {};
  other.industries = {};
  EXPECT_FALSE(Compare(kCase, {.municipality = "DK-360", .its_case = &other}))
      << "target group, type and municipality are 4 points, and say nothing";
  EXPECT_TRUE(Compare(kCase, {.municipality = "DK-360", .its_case = &other, .words = {"bakery"}}));
  EXPECT_FALSE(Compare(kCase, {.municipality = "DK-360", .words = {"bakery"}})) << "3 points";
  other = {.interruption_reasons = {"ILLNESS"}};
  EXPECT_TRUE(Compare(kCase, {.municipality = "", .its_case = &other})) << "a reason is enough";
}

TEST(Compare, NothingIsNotAlike) {
  const CaseFeatures nothing;
  EXPECT_FALSE(Compare(nothing, {.municipality = "", .its_case = &nothing}));
}

TEST(CaseText, IsWhatIsSaidFreely) {
  v1::ReferralMade made;
  made.set_referral_id("referral-1");
  made.set_service("COACHING");
  made.add_resources()->set_text("bakes at night");
  made.add_resources()->set_kind("LANGUAGE");
  made.add_support_needs()->set_text("needs a bus");
  made.set_desired_outcome("a job");
  std::string text;
  AppendTexts(made, text);
  EXPECT_EQ(text, "bakes at night\nneeds a bus\na job\n");
}

TEST(StopWords, AreOfTheirLanguage) {
  EXPECT_TRUE(IsStopWord("with", "en"));
  EXPECT_FALSE(IsStopWord("with", "da"));
  EXPECT_TRUE(IsStopWord("ikke", "da"));
  EXPECT_TRUE(IsStopWord("inte", "sv"));
  EXPECT_TRUE(IsStopWord("של", "he"));
  EXPECT_FALSE(IsStopWord("bakery", "en"));
  EXPECT_FALSE(IsStopWord("with", "fi"));
}

}  // namespace
}  // namespace praksis::stories
