#include "libs/codelists/codelists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "praksis/v1/dashboards.pb.h"
#include "praksis/v1/event.pb.h"
#include "praksis/v1/learning.pb.h"
#include "praksis/v1/options.pb.h"

namespace praksis::codelists {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void CollectFrom(const google::protobuf::Descriptor& message, std::set<std::string>& lists) {
  for (int i = 0; i < message.field_count(); ++i) {
    const std::string& list = message.field(i)->options().GetExtension(v1::codelist);
    if (!list.empty()) lists.insert(list);
  }
  for (int i = 0; i < message.nested_type_count(); ++i) CollectFrom(*message.nested_type(i), lists);
}

void CollectFrom(const google::protobuf::FileDescriptor& file, std::set<std::string>& lists) {
  for (int i = 0; i < file.message_type_count(); ++i) CollectFrom(*file.message_type(i), lists);
  for (int i = 0; i < file.dependency_count(); ++i) CollectFrom(*file.dependency(i), lists);
}

std::set<std::string> ListsNamedInTheSchema() {
  std::set<std::string> lists;
  CollectFrom(*v1::Event::descriptor()->file(), lists);
  CollectFrom(*v1::GetFunnelRequest::descriptor()->file(), lists);
  CollectFrom(*v1::SelectCasesRequest::descriptor()->file(), lists);
  return lists;
}

TEST(BuiltIn, HasEveryListThatTheSchemaNames) {
  const std::set<std::string> named = ListsNamedInTheSchema();
  EXPECT_GE(named.size(), 15U);
  for (const std::string& list : named) EXPECT_GE(Codelists::BuiltIn().Revision(list), 1) << list;
}

TEST(BuiltIn, HasNoListThatTheSchemaDoesNotName) {
  const std::set<std::string> named = ListsNamedInTheSchema();
  for (const std::string& list : Codelists::BuiltIn().Lists()) EXPECT_TRUE(named.contains(list)) << list;
}

TEST(BuiltIn, EveryCodeHasALabelInEachLanguageAndNoTwoCodesOfAListShareOne) {
  const Codelists& codelists = Codelists::BuiltIn();
  for (const std::string& list : codelists.Lists()) {
    for (const std::string_view language : kLanguages) {
      std::set<std::string> labels;
      for (const std::string& code : codelists.Codes(list)) {
        const std::string label = codelists.Label(list, code, language);
        EXPECT_NE(label, "") << list << " " << code << " " << language;
        EXPECT_NE(label, code) << list << " " << code << " " << language;
        EXPECT_TRUE(labels.insert(label).second)
            << list << ": " << label << " (" << language << ") is there twice";
      }
    }
  }
}

TEST(BuiltIn, HasTheInterruptionReasonsOfRevisionOneAndMarksThemAsOwn) {
  EXPECT_EQ(Codelists::BuiltIn().Revision("interruption-reason"), 1);
  EXPECT_TRUE(Codelists::BuiltIn().IsOwn("interruption-reason"));
  EXPECT_THAT(Codelists::BuiltIn().Codes("interruption-reason"),
              ElementsAre("ILLNESS", "NO_SHOW", "GOT_JOB", "EDUCATION", "OTHER_SUPPORT_NEEDED",
                          "COMPANY_TERMINATED", "CONTRACT_CANCELLED", "INSUFFICIENT_PREPARATION",
                          "TASK_MISMATCH", "HOURS_TOO_HIGH", "NEEDS_NOT_DISCLOSED", "LACK_OF_FOLLOW_UP",
                          "PSYCHOSOCIAL", "PHYSICAL", "TRANSPORT", "CARE_DUTIES", "OTHER"));
}

TEST(Label, FallsBackToEnglishAndThenToTheCode) {
  const Codelists& codelists = Codelists::BuiltIn();
  EXPECT_EQ(codelists.Label("interruption-reason", "ILLNESS", "da"), "Sygdom");
  EXPECT_EQ(codelists.Label("interruption-reason", "ILLNESS", "sv-FI"), "Sjukdom");
  EXPECT_EQ(codelists.Label("interruption-reason", "ILLNESS", "fi"), "Illness");
  EXPECT_EQ(codelists.Label("interruption-reason", "NEW_CODE", "da"), "NEW_CODE");
  EXPECT_EQ(codelists.Label("no-such-list", "ILLNESS", "da"), "ILLNESS");
}

TEST(Contains, KnowsExactlyTheCodesOfTheList) {
  const Codelists& codelists = Codelists::BuiltIn();
  EXPECT_TRUE(codelists.Contains("target-group", "ACTIVITY_READY"));
  EXPECT_FALSE(codelists.Contains("target-group", "activity_ready"));
  EXPECT_FALSE(codelists.Contains("target-group", ""));
  EXPECT_FALSE(codelists.Contains("no-such-list", "ACTIVITY_READY"));
  EXPECT_THAT(codelists.Codes("no-such-list"), IsEmpty());
  EXPECT_EQ(codelists.Revision("no-such-list"), 0);
}

struct Malformed {
  std::string text;
  std::string complaint;
};

TEST(Parse, SaysWhereADataFileIsMalformed) {
  const std::string columns = "code\tda\tsv\ten\the\n";
  const std::vector<Malformed> all = {
      {"", "no codes"},
      {"# text\n" + columns, "line 2: no revision"},
      {"revision\t0\n" + columns, "line 1: the revision"},
      {"revision\t1x\n" + columns, "line 1: the revision"},
      {"revision\t1\ncode\tda\n", "line 2: the columns"},
      {"revision\t1\n" + columns + "A\ta\ta\ta\n", "line 3: not five cells"},
      {"revision\t1\n" + columns + "A\ta\t\ta\ta\n", "line 3: no label in sv"},
      {"revision\t1\n" + columns + "a\ta\ta\ta\ta\n", "line 3: no code"},
      {"revision\t1\n" + columns + "A\ta\ta\ta\ta\nA\ta\ta\ta\ta\n", "line 4: A is there twice"},
  };
  for (const Malformed& malformed : all) {
    const absl::StatusOr<Codelists> parsed = Codelists::Parse({{"list", malformed.text}});
    ASSERT_FALSE(parsed.ok()) << malformed.text;
    EXPECT_THAT(std::string(parsed.status().message()), HasSubstr(malformed.complaint));
  }
  EXPECT_FALSE(Codelists::Parse({{"x", "revision\t1\n" + columns + "A\ta\ta\ta\ta\n"},
                                 {"x", "revision\t1\n" + columns + "A\ta\ta\ta\ta\n"}})
                   .ok());
}

TEST(Parse, KeepsTheOrderAndReadsTheProvenanceMark) {
  const absl::StatusOr<Codelists> parsed = Codelists::Parse(
      {{"list", "# what it is\nrevision\t7\n†\tours\ncode\tda\tsv\ten\the\nB\tb\tb\tb\tb\nA\ta\ta\ta\ta\n"}});
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_THAT(parsed->Codes("list"), ElementsAre("B", "A"));
  EXPECT_EQ(parsed->Revision("list"), 7);
  EXPECT_TRUE(parsed->IsOwn("list"));
}

}  // namespace
}  // namespace praksis::codelists
