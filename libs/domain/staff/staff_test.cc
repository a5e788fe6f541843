#include <gtest/gtest.h>

#include "libs/domain/staff/staff_rules.h"
#include "libs/domain/stream/testing/scenario.h"
#include "libs/domain/stream_states/staff_state.pb.h"

namespace praksis::domain::staff {
namespace {

using testing::On;
using testing::Scenario;
using testing::Voided;

std::string Training(const std::string& day, const std::string& organisation = "flen") {
  return "staff_trained { method: \"STRENGTHENING_DIALOGUE\" method_revision: \"2006\" role: \"COACH\" "
         "trained_on: \"" +
         day + "\" organisation: \"" + organisation + "\" }";
}
std::string Leaving(const std::string& day, const std::string& organisation = "flen") {
  return "staff_left { left_on: \"" + day + "\" organisation: \"" + organisation + "\" }";
}

Scenario Unknown() { return {StaffRules(), "staff/cw-17"}; }

TEST(Staff, AreTrainedInAnythingElseOrAgainButReportedOnce) {
  const Scenario trained = Unknown().Given(On("2007-03-01", Training("2007-03-01")));
  trained.When(On("2007-03-05", Training("2007-03-01")))
      .ThenRefused(
          "TRAINING_EXISTS",
          {{"staff_id", "staff/cw-17"}, {"method", "STRENGTHENING_DIALOGUE"}, {"trained_on", "2007-03-01"}});
  trained.When(On("2008-03-01", Training("2008-03-01"))).ThenAccepted();
  trained.When(On("2007-03-05", Training("2007-03-01", "odder"))).ThenAccepted();
}

TEST(Staff, MayLeaveWithoutEverHavingBeenTrained) {
  EXPECT_EQ(Unknown().When(On("2008-01-31", Leaving("2008-01-31"))).ThenState<StaffState>().departures_size(),
            1);
}

TEST(Staff, LeaveAnOrganisationOnceUnlessTheyCameBack) {
  const Scenario left = Unknown()
                            .Given(On("2007-03-01", Training("2007-03-01")))
                            .Given(On("2008-01-31", Leaving("2008-01-31")));
  left.When(On("2009-01-31", Leaving("2009-01-31")))
      .ThenRefused("STAFF_LEFT",
                   {{"staff_id", "staff/cw-17"}, {"organisation", "flen"}, {"left_on", "2008-01-31"}});
  left.When(On("2008-01-31", Leaving("2008-01-31"))).ThenRefused("STAFF_LEFT");
  left.When(On("2009-01-31", Leaving("2009-01-31", "odder"))).ThenAccepted();
  const Scenario back = left.Given(On("2008-09-01", Training("2008-09-01")));
  back.When(On("2009-01-31", Leaving("2009-01-31"))).ThenAccepted();
  back.When(On("2008-08-31", Leaving("2008-08-31"))).ThenRefused("STAFF_LEFT");
}

TEST(Staff, AreBackEverywhereWithATrainingThatSaysNoOrganisation) {
  Unknown()
      .Given(On("2008-01-31", Leaving("2008-01-31")))
      .Given(On("2008-09-01", Training("2008-09-01", "")))
      .When(On("2009-01-31", Leaving("2009-01-31")))
      .ThenAccepted();
}

TEST(Staff, AreNotBackByATrainingOfTheDayOnWhichTheyLeft) {
  Unknown()
      .Given(On("2008-01-31", Leaving("2008-01-31")))
      .Given(On("2008-01-31", Training("2008-01-31")))
      .When(On("2009-01-31", Leaving("2009-01-31")))
      .ThenRefused("STAFF_LEFT");
}

TEST(Staff, MayBeReportedInAnyOrder) {
  const Scenario later = Unknown()
                             .Given(On("2010-01-31", Leaving("2010-01-31")))
                             .Given(On("2007-03-01", Training("2007-03-01")));
  later.When(On("2006-06-30", Leaving("2006-06-30"))).ThenAccepted();
  later.When(On("2007-06-30", Leaving("2007-06-30"))).ThenRefused("STAFF_LEFT", {{"left_on", "2010-01-31"}});
}

TEST(Staff, CannotLoseTheTrainingThatBroughtThemBack) {
  Unknown()
      .Given(On("2008-01-31", Leaving("2008-01-31")))
      .Given(On("2008-09-01", Training("2008-09-01")))
      .Given(On("2009-01-31", Leaving("2009-01-31")))
      .When(Voided(2))
      .ThenRefused("CORRECTION_CONTRADICTS", {{"version", "3"}, {"reason", "STAFF_LEFT"}});
}

}  // namespace
}  // namespace praksis::domain::staff
