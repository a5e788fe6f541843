// Recording one fact at a time, and reading one's own write on every service.
#include <string>

#include "gmock/gmock.h"
#include "libs/base/refusal.h"
#include "libs/rpc/status.h"
#include "tests/integration/facts.h"
#include "tests/integration/world.h"

namespace praksis::testing {
namespace {

class JournalTest : public World {
 protected:
  JournalTest() { Start(); }
};

TEST_F(JournalTest, WhatIsRecordedIsReadOnEveryServiceThatWaitsForIt) {
  const v1::RecordResponse opened = Record(CaseOpened("case/a"));
  EXPECT_EQ(opened.version(), 1);
  EXPECT_FALSE(opened.repeat());
  const v1::RecordResponse noted = Record(NoteAdded("case/a", "wants to work with plants"));
  EXPECT_EQ(noted.version(), 2);
  ASSERT_FALSE(noted.position().empty());

  const v1::GetCaseResponse found = Case("case/a", noted.position());
  EXPECT_EQ(found.summary().version(), 2);
  ASSERT_EQ(found.timeline_size(), 2);
  EXPECT_EQ(found.timeline(1).event().note_added().text(), "wants to work with plants");

  v1::ListEventsRequest list;
  list.set_at_least(noted.position());
  v1::ListEventsResponse listed;
  ASSERT_TRUE(history().ListEvents(Call().get(), list, &listed).ok());
  EXPECT_EQ(listed.events_size(), 2);

  v1::GetFunnelRequest funnel;
  funnel.set_at_least(noted.position());
  v1::GetFunnelResponse steps;
  // One person is too few for any figure; that it says so shows that it has seen the case.
  EXPECT_EQ(base::ReasonOf(rpc::FromGrpc(dashboards().GetFunnel(Call().get(), funnel, &steps))),
            "SELECTION_TOO_NARROW");

  v1::SelectCasesRequest select;
  select.set_at_least(noted.position());
  auto* quota = select.add_quotas();
  quota->set_municipality("DK-360");
  quota->set_count(5);
  v1::SelectCasesResponse selected;
  const grpc::Status selection = learning().SelectCases(Call().get(), select, &selected);
  ASSERT_TRUE(selection.ok()) << rpc::FromGrpc(selection);
  EXPECT_EQ(selected.picks_size(), 0);
}

TEST_F(JournalTest, ARepeatIsAnsweredWithTheFirstResult) {
  const v1::Event opened = CaseOpened("case/a");
  const v1::RecordResponse first = Record(opened);
  v1::RecordResponse again = Record(opened);
  EXPECT_TRUE(again.repeat());
  again.set_repeat(false);
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
}

TEST_F(JournalTest, WhatIsWrongWithAFactArrivesAllAtOnce) {
  v1::Event fact = CaseOpened("case/a");
  fact.set_municipality("Lolland");
  fact.clear_actor();
  fact.mutable_case_opened()->set_target_group("NOBODY");
  const absl::Status refused = Refused(fact);
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(base::ReasonOf(refused), "INVALID_FACT");
  EXPECT_THAT(base::ViolatedFields(refused), ::testing::IsSupersetOf({"event.municipality", "event.actor",
                                                                      "event.case_opened.target_group"}));
}

TEST_F(JournalTest, WhatTheRulesRefuseArrivesWithItsReason) {
  Record(CaseOpened("case/a"));
  const absl::Status refused = Refused(PlacementCompletedOfNone("case/a"));
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(base::ReasonOf(refused), "PLACEMENT_UNKNOWN");

  v1::RecordRequest stale;
  *stale.mutable_event() = NoteAdded("case/a", "n");
  stale.set_expected_version(0);
  const absl::Status conflict = Refused(stale);
  EXPECT_EQ(conflict.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(base::ReasonOf(conflict), "CONCURRENT_CHANGE");

  EXPECT_EQ(base::ReasonOf(Refused(Envelope("story/s"))), "INVALID_FACT") << "no body";
  EXPECT_EQ(base::ReasonOf(Refused(v1::RecordRequest())), "INVALID_FACT") << "nothing at all";
}

TEST_F(JournalTest, AManyTimesWrongFactStillGetsItsAnswer) {
  v1::Event fact = Envelope("case/a");
  auto* made = fact.mutable_referral_made();
  for (int i = 0; i < 400; ++i) made->add_resources()->set_kind("NO_SUCH_KIND_OF_RESOURCE");
  const absl::Status refused = Refused(fact);
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_GE(base::BadRequestOf(refused).field_violations_size(), 5);
}

TEST_F(JournalTest, CheckingDecidesWithoutRecording) {
  v1::CheckRequest request;
  *request.mutable_event() = CaseOpened("case/a");
  v1::CheckResponse response;
  ASSERT_TRUE(journal().Check(Call().get(), request, &response).ok());
  EXPECT_EQ(response.acceptable().version(), 1);
  EXPECT_EQ(response.acceptable().position(), "");
  EXPECT_EQ(Record(CaseOpened("case/a")).version(), 1);
  ASSERT_TRUE(journal().Check(Call().get(), request, &response).ok());
  EXPECT_EQ(base::ReasonOf(base::FromRpcStatus(response.refused())), "CASE_EXISTS");
}

TEST_F(JournalTest, ReadingWhatIsNotThereIsRefusedPrecisely) {
  v1::GetCaseRequest request;
  request.set_stream("case/nobody");
  v1::GetCaseResponse response;
  EXPECT_EQ(base::ReasonOf(rpc::FromGrpc(history().GetCase(Call().get(), request, &response))),
            "CASE_NOT_FOUND");
  request.set_at_least("no token");
  const absl::Status refused = rpc::FromGrpc(history().GetCase(Call().get(), request, &response));
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(base::ReasonOf(refused), "TOKEN_INVALID");
}

}  // namespace
}  // namespace praksis::testing
