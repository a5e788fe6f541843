#include "libs/definitions/definitions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

namespace praksis::definitions {
namespace {

using ::testing::ElementsAreArray;
using ::testing::StartsWith;

// The numbers of a text, sorted: days, shares, revisions, bounds.
std::vector<std::string> NumbersIn(const std::string& text) {
  std::vector<std::string> numbers;
  bool in_number = false;
  for (const char c : text) {
    const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (digit && !in_number) numbers.emplace_back();
    if (digit) numbers.back() += c;
    in_number = digit;
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

TEST(Definitions, EveryFigureIsDefinedInEveryLanguageAtOneRevision) {
  EXPECT_GE(All().size(), 10U);
  for (const auto& [figure, definition] : All()) {
    for (const std::string_view language : kLanguages) {
      const auto found = definition.wordings.find(language);
      ASSERT_NE(found, definition.wordings.end()) << figure << " lacks " << language;
      EXPECT_EQ(found->second.revision, definition.revision) << figure << " in " << language;
      EXPECT_EQ(definition.Text(language), found->second.text);
      if (language == "en") continue;
      EXPECT_NE(found->second.text, definition.Text("en")) << figure << " in " << language;
    }
  }
}

TEST(Definitions, SayTheSameNumbersInEveryLanguage) {
  for (const auto& [figure, definition] : All()) {
    const std::vector<std::string> numbers = NumbersIn(definition.Text());
    for (const std::string_view language : kLanguages) {
      EXPECT_THAT(NumbersIn(definition.Text(language)), ElementsAreArray(numbers))
          << figure << " in " << language;
    }
  }
}

// "{days}" of a text, sorted.
std::vector<std::string> GapsIn(const std::string& text) {
  std::vector<std::string> gaps;
  for (size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    gaps.push_back(text.substr(at, text.find('}', at) - at + 1));
  }
  std::sort(gaps.begin(), gaps.end());
  return gaps;
}

TEST(Definitions, HaveTheSameGapsInEveryLanguage) {
  for (const auto& [figure, definition] : All()) {
    for (const std::string_view language : kLanguages) {
      EXPECT_THAT(GapsIn(definition.Text(language)), ElementsAreArray(GapsIn(definition.Text())))
          << figure << " in " << language;
    }
  }
}

TEST(Definitions, AreComposedOfTextsWhoseGapsAreFilled) {
  EXPECT_EQ(Composed({"measure-return-to-work", "measure-resources-worded"}, {{"days", "182"}}),
            "Of the cases opened in a month, the share back in work by day 182; education is no work. Of the "
            "referrals made in a month, the share with every resource worded.");
  EXPECT_THAT(Composed({"principles"}, {{"stories", "3"}}, "da"),
              StartsWith("Generelt: mindst 3 forskellige"));
  EXPECT_DEATH(Composed({"principles"}, {}), "nothing for a gap");
}

TEST(Definitions, HebrewIsHebrew) {
  for (const auto& [figure, definition] : All()) {
    const std::string& text = definition.Text("he");
    const auto hebrew = std::count(text.begin(), text.end(), '\xd7');
    EXPECT_GT(hebrew * 3, static_cast<int64_t>(text.size())) << figure;
  }
}

TEST(Definitions, LinesOfAFileAreOneText) {
  const auto read = Parse("[en 2]\nDistinct cases\nby stage.\n\n[da 1]\nForskellige sager.\n");
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read.find("en")->second.text, "Distinct cases by stage.");
  EXPECT_EQ(read.find("en")->second.revision, 2);
  EXPECT_EQ(read.find("da")->second.revision, 1);
}

TEST(Definitions, ATranslationOfAnotherRevisionIsNotShown) {
  const Definition definition = {.revision = 2, .wordings = Parse("[en 2]\nNew.\n[da 1]\nGammel.\n")};
  EXPECT_EQ(definition.Text("da"), "New.");
  EXPECT_EQ(definition.Text("sv"), "New.");
}

TEST(Definitions, AnAnswerOfAnotherRevisionKeepsItsWords) {
  const Definition& funnel = Of("funnel");
  EXPECT_EQ(InLanguage("funnel", funnel.revision, funnel.Text(), "da"), funnel.Text("da"));
  EXPECT_THAT(funnel.Text("da"), StartsWith("Forskellige sager"));
  EXPECT_EQ(InLanguage("funnel", funnel.revision + 1, "Newer.", "da"), "Newer.");
  EXPECT_EQ(InLanguage("funnel", funnel.revision, "Of another program.", "da"), "Of another program.");
  EXPECT_EQ(InLanguage("unheard-of", 1, "Newer.", "da"), "Newer.");
}

TEST(DefinitionsDeathTest, AFileThatBreaksTheFormatIsNoFile) {
  EXPECT_DEATH(Parse("Text.\n"), "before any heading");
  EXPECT_DEATH(Parse("[da 1]\nTekst.\n"), "no English");
  EXPECT_DEATH(Parse("[en 1]\nA.\n[en 1]\nB.\n"), "twice");
  EXPECT_DEATH(Parse("[en x]\nA.\n"), "no revision");
  EXPECT_DEATH(Parse("[fr 1]\nA.\n"), "not a language");
  EXPECT_DEATH(Parse("[en 1]\n[da 1]\nA.\n"), "nothing in en");
}

}  // namespace
}  // namespace praksis::definitions
