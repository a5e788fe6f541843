#include <gtest/gtest.h>

#include "libs/domain/programme/programme_rules.h"
#include "libs/domain/stream/testing/scenario.h"
#include "libs/domain/stream_states/programme_state.pb.h"

namespace praksis::domain::programmes {
namespace {

using testing::Corrected;
using testing::On;
using testing::Scenario;
using testing::Voided;

constexpr char kClosed[] = "programme_closed { ending: PROGRAMME_ENDING_COMPLETED }";
constexpr char kStage2[] = "programme_stage_changed { stage: 2 }";

std::string Opening(int stage) {
  return "programme_opened { kind: PROGRAMME_KIND_LEARNING_FROM_SUCCESS title: \"t\" stage: " +
         std::to_string(stage) + " }";
}
std::string Session(const std::string& id) {
  return "learning_session_held { session_id: \"" + id +
         "\" staff_group: \"g\" participants: 8 minutes: 120 }";
}

Scenario Unopened() { return {ProgrammeRules(), "programme/p"}; }
Scenario Opened() { return Unopened().Given(On("2006-01-10", Opening(1))); }

TEST(Programme, IsOpenedFirstAndOnce) {
  for (const std::string& fact : {Session("s"), std::string(kStage2), std::string(kClosed)}) {
    Unopened()
        .When(On("2006-02-01", fact))
        .ThenRefused("PROGRAMME_NOT_OPENED", {{"programme_id", "programme/p"}});
    Opened().When(On("2006-01-09", fact)).ThenRefused("DATES_DISAGREE", {{"opened_on", "2006-01-10"}});
    Opened().When(On("2006-02-01", fact)).ThenAccepted();
  }
  Opened().When(On("2006-02-01", Opening(1))).ThenRefused("PROGRAMME_EXISTS", {{"opened_on", "2006-01-10"}});
}

TEST(Programme, HasEachSessionOnce) {
  const Scenario held = Opened().Given(On("2006-02-01", Session("s-1")));
  held.When(On("2006-03-01", Session("s-1"))).ThenRefused("SESSION_EXISTS", {{"session_id", "s-1"}});
  EXPECT_EQ(held.When(On("2006-03-01", Session("s-2"))).ThenState<ProgrammeState>().sessions_size(), 2);
}

TEST(Programme, GoesFromStageOneToStageTwoAndNotBack) {
  const Scenario spread = Opened().Given(On("2007-01-01", kStage2));
  spread.When(On("2007-02-01", kStage2))
      .ThenRefused("STAGE_NOT_AHEAD", {{"stage", "2"}, {"current_stage", "2"}});
  spread.When(On("2007-02-01", "programme_stage_changed { stage: 1 }"))
      .ThenRefused("STAGE_NOT_AHEAD", {{"stage", "1"}, {"current_stage", "2"}});
}

TEST(Programme, OnceClosedTakesOnlyCorrections) {
  const Scenario closed = Opened().Given(On("2006-02-01", Session("s-1"))).Given(On("2008-12-31", kClosed));
  for (const std::string& fact : {Session("s-2"), std::string(kStage2), std::string(kClosed)}) {
    closed.When(On("2009-01-01", fact))
        .ThenRefused("PROGRAMME_CLOSED",
                     {{"closed_on", "2008-12-31"}, {"allowed", "event_corrected, event_voided"}});
  }
  closed.When(Corrected(2, Session("s-9"))).ThenAccepted();
  closed.When(Voided(3)).ThenAccepted();
}

TEST(Programme, IsNotClosedBeforeItsLastSession) {
  Opened()
      .Given(On("2006-02-01", Session("s-1")))
      .When(On("2006-01-31", kClosed))
      .ThenRefused("DATES_DISAGREE", {{"latest_on", "2006-02-01"}, {"closed_on", "2006-01-31"}});
}

TEST(Programme, OpenedAtStageTwoHasNoneToGoOnTo) {
  Opened()
      .Given(On("2007-01-01", kStage2))
      .When(Corrected(1, Opening(2)))
      .ThenRefused("CORRECTION_CONTRADICTS", {{"version", "2"}, {"reason", "STAGE_NOT_AHEAD"}});
}

}  // namespace
}  // namespace praksis::domain::programmes
