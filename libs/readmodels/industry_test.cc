#include "libs/readmodels/industry.h"

#include <gtest/gtest.h>

namespace praksis::readmodels {
namespace {

TEST(IndustrySection, FollowsFromTheDivision) {
  EXPECT_EQ(IndustrySection("01"), "A");
  EXPECT_EQ(IndustrySection("03.2"), "A");
  EXPECT_EQ(IndustrySection("10"), "C");
  EXPECT_EQ(IndustrySection("33.20"), "C");
  EXPECT_EQ(IndustrySection("47.11"), "G");
  EXPECT_EQ(IndustrySection("88.10"), "Q");
  EXPECT_EQ(IndustrySection("99"), "U");
}

TEST(IndustrySection, OfASectionIsItself) {
  EXPECT_EQ(IndustrySection("G"), "G");
  EXPECT_EQ(IndustrySection("U"), "U");
}

TEST(IndustrySection, IsEmptyForWhatIsNoIndustry) {
  for (const char* text : {"", "04", "00", "34", "V", "g", "4", "471", "4x", "100"}) {
    EXPECT_EQ(IndustrySection(text), "") << text;
  }
}

TEST(IndustrySection, EveryDivisionHasAtMostOneAndEverySectionSome) {
  std::string seen;
  for (int division = 0; division < 100; ++division) {
    const std::string text{static_cast<char>('0' + division / 10), static_cast<char>('0' + division % 10)};
    const std::string_view section = IndustrySection(text);
    if (!section.empty() && (seen.empty() || seen.back() != section[0])) seen += section;
  }
  EXPECT_EQ(seen, "ABCDEFGHIJKLMNOPQRSTU");
}

}  // namespace
}  // namespace praksis::readmodels
