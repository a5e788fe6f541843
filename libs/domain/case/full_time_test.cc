// Placements that run together.
#include <gtest/gtest.h>

#include "libs/domain/case/testing/facts.h"
#include "libs/domain/case/testing/scenario.h"

namespace praksis::domain::cases {
namespace {

using testing::Agreed;
using testing::Completed;
using testing::Given;
using testing::HoursChanged;
using testing::Offered;
using testing::Opened;
using testing::Scenario;
using testing::TakenOver;

TEST(FullTime, IsNotExceededByPlacementsThatRunTogether) {
  const Scenario given = Given({Opened("2025-01-02"), TakenOver("p-1", "2025-01-02", 1500)});
  given.When(TakenOver("p-2", "2025-02-01", 720)).ThenAccepted();
  given.When(TakenOver("p-2", "2025-02-01", 721))
      .ThenRefused("PLACEMENT_OVERLAP", {{"placement_id", "p-2"},
                                         {"placement", "p-1"},
                                         {"day", "2025-02-01"},
                                         {"minutes_per_week", "2221"},
                                         {"full_time", "2220"}});
}

TEST(FullTime, MayBeExceededByOnePlacementAlone) {
  Given({Opened("2025-01-02")}).When(TakenOver("p", "2025-01-02", 2880)).ThenAccepted();
}

TEST(FullTime, OnlyConsidersPlacementsThatRunAtTheSameTime) {
  const Scenario ended =
      Given({Opened("2025-01-02"), TakenOver("p-1", "2025-01-02", 2220), Completed("p-1", "2025-01-31")});
  ended.When(TakenOver("p-2", "2025-02-01", 2220)).ThenAccepted();
  ended.When(TakenOver("p-2", "2025-01-31", 2220)).ThenRefused("PLACEMENT_OVERLAP", {{"day", "2025-01-31"}});
  Given({Opened("2025-01-02"), Offered("p-1", 2220), Agreed("p-1")})
      .When(TakenOver("p-2", "2025-02-01", 2220))
      .ThenAccepted();
}

TEST(FullTime, IsSeenWhenTheEarlierPlacementIsReportedLate) {
  Given({Opened("2025-01-02"), TakenOver("p-1", "2025-03-01", 1500)})
      .When(TakenOver("p-2", "2025-02-01", 1500))
      .ThenRefused("PLACEMENT_OVERLAP", {{"day", "2025-03-01"}, {"placement", "p-1"}});
}

TEST(FullTime, FollowsTheHoursAsTheyWereOnEachDay) {
  const Scenario given =
      Given({Opened("2025-01-02"), TakenOver("p-1", "2025-01-02", 600), TakenOver("p-2", "2025-01-02", 600)});
  given.When(HoursChanged("p-1", "2025-02-01", 1620)).ThenAccepted();
  given.When(HoursChanged("p-1", "2025-02-01", 1621))
      .ThenRefused("PLACEMENT_OVERLAP", {{"day", "2025-02-01"}, {"placement", "p-2"}});
  // More hours after the other has ended do not count against the time before.
  Given({Opened("2025-01-02"), TakenOver("p-1", "2025-01-02", 600), TakenOver("p-2", "2025-01-02", 1500),
         Completed("p-2", "2025-01-31"), HoursChanged("p-1", "2025-02-01", 2220)})
      .When(Completed("p-1", "2025-03-01"))
      .ThenAccepted();
  Given({Opened("2025-01-02"), TakenOver("p-1", "2025-01-02", 2220), HoursChanged("p-1", "2025-02-01", 600)})
      .When(TakenOver("p-2", "2025-02-01", 1500))
      .ThenAccepted();
}

TEST(FullTime, CountsAllThatOverlap) {
  Given({Opened("2025-01-02"), TakenOver("p-1", "2025-01-02", 800), TakenOver("p-2", "2025-01-02", 800)})
      .When(TakenOver("p-3", "2025-01-02", 800))
      .ThenRefused("PLACEMENT_OVERLAP", {{"placement", "p-1, p-2"}, {"minutes_per_week", "2400"}});
}

}  // namespace
}  // namespace praksis::domain::cases
