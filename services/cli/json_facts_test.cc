#include "services/cli/json_facts.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "rapidcheck.h"

namespace praksis::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Seen {
  std::string text;
  int64_t line;
  bool is_object;
  friend bool operator==(const Seen&, const Seen&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Seen& seen) {
    return out << seen.line << (seen.is_object ? " object " : " other ") << seen.text;
  }
};

// Splits `text`, fed in pieces of `step` bytes.
std::vector<Seen> Split(const std::string& text, size_t step = 1'000'000) {
  JsonSplitter splitter;
  std::vector<Seen> seen;
  const auto drain = [&] {
    while (auto piece = splitter.Next()) seen.push_back({piece->text, piece->line, piece->is_object});
  };
  for (size_t at = 0; at < text.size(); at += step) {
    splitter.Feed(std::string_view(text).substr(at, step));
    drain();
  }
  splitter.Finish();
  drain();
  return seen;
}

TEST(JsonSplitter, TakesJsonLinesAndKnowsWhereEachBegins) {
  EXPECT_THAT(Split("{\"a\":1}\n\n{\"b\":2}\n"),
              ElementsAre(Seen{"{\"a\":1}", 1, true}, Seen{"{\"b\":2}", 3, true}));
}

TEST(JsonSplitter, TakesOneObjectOverManyLinesAndObjectsWithoutAnythingBetween) {
  EXPECT_THAT(Split("{\n \"a\": {\"b\": [1, {}]}\n}{\"c\":3}"),
              ElementsAre(Seen{"{\n \"a\": {\"b\": [1, {}]}\n}", 1, true}, Seen{"{\"c\":3}", 3, true}));
}

TEST(JsonSplitter, TakesAnArrayOfObjectsAndAByteOrderMark) {
  EXPECT_THAT(Split("\xEF\xBB\xBF[{\"a\":1},\r\n{\"b\":2}]\n"),
              ElementsAre(Seen{"{\"a\":1}", 1, true}, Seen{"{\"b\":2}", 2, true}));
}

TEST(JsonSplitter, IsNotFooledByBracesAndQuotesInStrings) {
  const std::string tricky = R"({"text":"a } \" { \\"})";
  EXPECT_THAT(Split(tricky + "\n" + tricky), ElementsAre(Seen{tricky, 1, true}, Seen{tricky, 2, true}));
}

TEST(JsonSplitter, HandsOutWhatIsNoObjectByItsLineAndGoesOn) {
  EXPECT_THAT(Split("hello\n{\"a\":1}\n"), ElementsAre(Seen{"hello", 1, false}, Seen{"{\"a\":1}", 2, true}));
}

TEST(JsonSplitter, AMissingQuoteCostsOneLineAndNotTheWholeFile) {
  const auto seen = Split("{\"a\": \"b}\n{\"c\":3}\n");
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.front(), (Seen{"{\"a\": \"b}", 1, false}));
  EXPECT_EQ(seen.back(), (Seen{"{\"c\":3}", 2, true}));
}

TEST(JsonSplitter, AnUnfinishedObjectIsHandedOutAsNone) {
  EXPECT_THAT(Split("{\"a\":1}\n{\"b\":"),
              ElementsAre(Seen{"{\"a\":1}", 1, true}, Seen{"{\"b\":", 2, false}));
}

TEST(JsonSplitter, AStrayBraceDoesNotSwallowMoreThanTheLimit) {
  const std::string endless = "{" + std::string(JsonSplitter::kMaxBytes * 2, ' ');
  const auto seen = Split(endless, 65'536);
  ASSERT_FALSE(seen.empty());
  EXPECT_FALSE(seen.front().is_object);
  EXPECT_EQ(seen.front().text.size(), JsonSplitter::kMaxBytes);
}

TEST(JsonSplitter, HowTheInputWasCutUpMakesNoDifference) {
  const bool held = rc::check([] {
    const auto lines = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>(R"({"a":1})", "{\n}", R"({"t":"}\"{"})", "stray", "", "[{},{}]",
                                      R"({"open)", R"({"x":[{"y":"é"}]})"));
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    RC_ASSERT(Split(text, *rc::gen::inRange<size_t>(1, 9)) == Split(text));
  });
  EXPECT_TRUE(held);
}

TEST(ParseFact, ReadsTheExampleOfTheEnvelope) {
  const auto fact = ParseFact(R"({"eventId": "01956a2c-7b00-7000-8000-000000000001", "stream": "case/demo-1",
    "occurredAt": {"date": {"date": "2025-03-03"}}, "municipality": "DK-360",
    "actor": {"id": "cw-17", "role": "CASEWORKER"},
    "caseOpened": {"personRef": "p-1", "targetGroup": "ACTIVITY_READY", "openedOn": "2025-03-03"}})");
  ASSERT_TRUE(fact.ok()) << fact.status();
  EXPECT_EQ(fact->case_opened().target_group(), "ACTIVITY_READY");
}

TEST(ParseFact, SaysWhichFieldAFactDoesNotHave) {
  const auto fact = ParseFact(R"({"caseOpened": {"personref": "p-1"}})");
  EXPECT_EQ(base::ReasonOf(fact.status()), "NOT_A_FACT");
  EXPECT_THAT(std::string(fact.status().message()), HasSubstr("personref"));
}

TEST(ParseFacts, ReadsEachAsItIsReadByItself) {
  const bool held = rc::check([] {
    const auto texts = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        R"({"stream":"case/a","caseOpened":{"personRef":"p"}})", R"({"stream":"case/b"})", "{}",
        R"({stream:"case/bare"})", R"({'stream':'case/quoted'})", R"({'stream':'{'}})",
        R"({'stream':'{{'}}],"items":[{"event":{}})", R"({"stream":"}]}"})", R"({"noField":1})",
        R"({"stream":1e9})", "stray", R"({"stream":)", "{]", R"({"a":{}])", R"({"stream":"\u00e9 é"})",
        "{\"stream\":\"\xFF\"}"));
    std::vector<JsonSplitter::Piece> pieces;
    JsonSplitter splitter;
    for (const std::string& text : texts) splitter.Feed(text + "\n");
    splitter.Finish();
    while (auto piece = splitter.Next()) pieces.push_back(*std::move(piece));
    const auto facts = ParseFacts(pieces);
    RC_ASSERT(facts.size() == pieces.size());
    for (size_t i = 0; i < pieces.size(); ++i) {
      const auto alone = ParseFact(pieces[i].text);
      RC_ASSERT(facts[i].status() == alone.status());
      if (alone.ok()) RC_ASSERT(facts[i]->SerializeAsString() == alone->SerializeAsString());
    }
  });
  EXPECT_TRUE(held);
}

TEST(MakeEventId, IsAUuidOfVersion7ThatSortsByTime) {
  const EventId earlier = MakeEventId(1'735'689'600'000, ~uint64_t{0}, ~uint64_t{0});
  const EventId later = MakeEventId(1'735'689'600'001, 0, 0);
  EXPECT_LT(earlier.value(), later.value());
  EXPECT_EQ(earlier.value(), "01941f29-7c00-7fff-bfff-ffffffffffff");
  EXPECT_TRUE(base::ParseUuid(later.value()).has_value());
}

}  // namespace
}  // namespace praksis::cli
