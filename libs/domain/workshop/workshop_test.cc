#include <gtest/gtest.h>

#include "libs/domain/stream/testing/scenario.h"
#include "libs/domain/stream_states/workshop_state.pb.h"
#include "libs/domain/workshop/workshop_rules.h"

namespace praksis::domain::workshops {
namespace {

using testing::Corrected;
using testing::On;
using testing::Scenario;
using testing::Voided;

std::string Holding(const std::string& partner = "enfield") {
  return R"(workshop_held { theme: "t" places { name: "Avilés" } date_precision: WORKSHOP_DATE_PRECISION_MONTH
      partners { partner: "rennes" name: "Rennes" } partners { partner: ")" +
         partner + R"(" name: "E" } })";
}
std::string Toolkit(const std::string& id) {
  return "toolkit_published { toolkit_id: \"" + id + "\" title: \"t\" }";
}
std::string Video(const std::string& id) {
  return "video_published { video_id: \"" + id + "\" title: \"t\" }";
}
std::string Transfer(const std::string& id, const std::string& partner, const std::string& with = "") {
  return "knowledge_transfer_held { transfer_id: \"" + id + "\" partner: \"" + partner +
         "\" carriers: \"staff/a\" participants: 20 " + with + " }";
}
std::string Use(const std::string& partner) {
  return "learning_used { partner: \"" + partner + "\" setting: \"COUNSELLING\" }";
}

Scenario Unheld() { return {WorkshopRules(), "workshop/aviles"}; }
Scenario Held() { return Unheld().Given(On("2013-06-01", Holding())); }

TEST(Workshop, IsHeldFirstAndOnce) {
  for (const std::string& fact : {Toolkit("k"), Video("v"), Transfer("t", "rennes"), Use("rennes")}) {
    Unheld()
        .When(On("2013-10-01", fact))
        .ThenRefused("WORKSHOP_NOT_HELD", {{"workshop_id", "workshop/aviles"}});
    Held().When(On("2013-10-01", fact)).ThenAccepted();
  }
  Held().When(On("2013-06-02", Holding())).ThenRefused("WORKSHOP_EXISTS", {{"held_on", "2013-06-01"}});
}

TEST(Workshop, HasEachToolkitVideoAndTransferOnce) {
  Held()
      .Given(On("2013-07-01", Toolkit("k")))
      .When(On("2013-08-01", Toolkit("k")))
      .ThenRefused("TOOLKIT_EXISTS", {{"toolkit_id", "k"}});
  Held()
      .Given(On("2013-07-01", Video("v")))
      .When(On("2013-08-01", Video("v")))
      .ThenRefused("VIDEO_EXISTS", {{"video_id", "v"}});
  Held()
      .Given(On("2013-07-01", Transfer("t", "rennes")))
      .When(On("2013-08-01", Transfer("t", "enfield")))
      .ThenRefused("TRANSFER_EXISTS", {{"transfer_id", "t"}});
}

TEST(Workshop, ReachesAndIsUsedByItsPartners) {
  for (const std::string& fact : {Transfer("t", "aveiro"), Use("aveiro")}) {
    Held()
        .When(On("2013-10-01", fact))
        .ThenRefused("PARTNER_UNKNOWN", {{"partner_id", "aveiro"}, {"known", "rennes, enfield"}});
  }
  Held()
      .Given(On("2013-10-01", Transfer("t", "enfield")))
      .When(Corrected(1, Holding("thurrock")))
      .ThenRefused("CORRECTION_CONTRADICTS", {{"version", "2"}, {"reason", "PARTNER_UNKNOWN"}});
}

TEST(Workshop, IsPassedOnWithWhatWasPublished) {
  Held()
      .When(On("2013-10-01", Transfer("t", "rennes", "toolkits: \"k\"")))
      .ThenRefused("TOOLKIT_UNKNOWN", {{"toolkit_id", "k"}});
  Held()
      .When(On("2013-10-01", Transfer("t", "rennes", "videos: \"v\"")))
      .ThenRefused("VIDEO_UNKNOWN", {{"video_id", "v"}});
  const Scenario passed_on = Held()
                                 .Given(On("2013-07-01", Toolkit("k")))
                                 .Given(On("2013-10-01", Transfer("t", "rennes", "toolkits: \"k\"")));
  passed_on.When(Voided(2)).ThenRefused("CORRECTION_CONTRADICTS",
                                        {{"version", "3"}, {"reason", "TOOLKIT_UNKNOWN"}});
}

TEST(Workshop, IsNeitherPassedOnNorUsedBeforeItWasHeld) {
  Held()
      .When(On("2013-05-31", Transfer("t", "rennes")))
      .ThenRefused("DATES_DISAGREE", {{"workshop_held_on", "2013-06-01"}, {"held_on", "2013-05-31"}});
  Held().When(On("2013-05-31", Use("rennes"))).ThenRefused("DATES_DISAGREE", {{"used_on", "2013-05-31"}});
}

}  // namespace
}  // namespace praksis::domain::workshops
