// When the citizen and the job centre last had to do with each other.
#include <gtest/gtest.h>

#include <vector>

#include "libs/domain/case/testing/facts.h"
#include "libs/domain/case/testing/scenario.h"

namespace praksis::domain::cases {
namespace {

using testing::Agreed;
using testing::Assigned;
using testing::Believed;
using testing::Closed;
using testing::CoachingStarted;
using testing::D;
using testing::Given;
using testing::Offered;
using testing::On;
using testing::Opened;
using testing::Referred;
using testing::Reopened;
using testing::Session;
using testing::Started;
using testing::Visited;
using testing::Voided;

const char* const kOpened = "2025-01-02";

v1::Event Note(const std::string& day) { return On(day, "note_added { text: \"t\" }"); }

v1::Event Accepted(const std::string& day) {
  return On(day, "referral_accepted { referral_id: \"r\" accepted_on: \"" + day + "\" }");
}

// The last contact after these facts, all of an opened case.
base::Day LastContact(std::vector<v1::Event> facts) {
  facts.insert(facts.begin(), Opened(kOpened));
  const CaseState state = Given(std::move(facts)).State();
  return state.has_last_contact_on() ? state.last_contact_on() : 0;
}

TEST(Contact, IsWhatTheCitizenTakesPartIn) {
  EXPECT_EQ(LastContact({Note("2025-01-05")}), D("2025-01-05"));
  EXPECT_EQ(LastContact({Referred("r", "2025-01-06")}), D("2025-01-06"));
  EXPECT_EQ(LastContact({Assigned("w", kOpened), Believed("w", "2025-01-07")}), D("2025-01-07"));
  EXPECT_EQ(LastContact({On("2025-01-08", "subjective_success_reported { satisfaction: 4 }")}),
            D("2025-01-08"));
  EXPECT_EQ(LastContact({CoachingStarted("k", kOpened), Session("s", "2025-01-09")}), D("2025-01-09"));
  EXPECT_EQ(LastContact({Offered("p"), Agreed("p")}), D("2025-01-15"));
  EXPECT_EQ(LastContact({Offered("p"), Agreed("p"), Started("p", "2025-02-01")}), D("2025-02-01"));
  EXPECT_EQ(LastContact({Closed("2025-02-01"), Reopened("2025-02-09")}), D("2025-02-09"));
}

TEST(Contact, IsNotWhatHappensWithoutTheCitizen) {
  EXPECT_EQ(LastContact({Assigned("w", "2025-01-05"), Visited("v", "2025-01-06"), Offered("p")}), 0);
  EXPECT_EQ(LastContact({On("2025-01-10", "flag_raised { flag_id: \"f\" kind: \"FOLLOW_UP\" }")}), 0);
  EXPECT_EQ(LastContact({Referred("r", "2025-01-06"), Accepted("2025-01-20")}), D("2025-01-06"));
  EXPECT_EQ(LastContact({CoachingStarted("k", kOpened), Session("s", "2025-01-09", "direct_minutes: 60")}), 0)
      << "nobody came";
}

TEST(Contact, IsTheLatestByDayAndNotByReport) {
  EXPECT_EQ(LastContact({Note("2025-01-20"), Note("2025-01-05")}), D("2025-01-20"));
}

TEST(Contact, ThatWasVoidedWasNone) {
  EXPECT_EQ(LastContact({Note("2025-01-05"), Note("2025-01-20"), Voided(3)}), D("2025-01-05"));
}

}  // namespace
}  // namespace praksis::domain::cases
