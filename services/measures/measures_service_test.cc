#include "services/measures/measures_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/util/message_differencer.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/formats.h"
#include "libs/readmodels/testing/world.h"

namespace praksis::services {
namespace {

using readmodels::testing::CaseOpenedFact;
using readmodels::testing::Fact;
using readmodels::testing::PlacementInterruptedFact;
using readmodels::testing::PlacementStartedFact;
using readmodels::testing::World;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2026, 6, 1, 12, 0, 0), absl::UTCTimeZone());

class MeasuresServiceTest : public ::testing::Test {
 protected:
  void Decide(const std::string& measure, const std::string& site) {
    v1::Event event = Fact(measure, site, "2024-01-10");
    auto& decided = *event.mutable_measure_decided();
    decided.set_cycle("cycle/c");
    decided.add_sites()->set_site(site);
    decided.mutable_metric()->set_figure(v1::MEASURE_FIGURE_INTERRUPTION);
    decided.mutable_metric()->set_horizon_days(91);
    decided.mutable_metric()->set_better(v1::MEASURE_DIRECTION_LOWER);
    decided.set_design(v1::MEASURE_DESIGN_BEFORE_AFTER);
    decided.set_before_days(366);
    decided.set_after_days(365);
    world_.Append(event);
  }
  void Implement(const std::string& measure, const std::string& site) {
    v1::Event event = Fact(measure, site, "2024-07-01");
    event.mutable_measure_implemented()->set_site(site);
    event.mutable_measure_implemented()->set_implemented_on("2024-07-01");
    world_.Append(event);
  }
  // `a_month` placements in each of 24 months, half of them interrupted before July 2024, fewer from then on.
  void Casework(const std::string& site, int a_month) {
    std::mt19937 chance(7);
    for (int month = 0; month < 24; ++month) {
      const base::Day start = base::AddMonths(*base::ParseDay("2023-07-10"), month);
      for (int i = 0; i < a_month; ++i) {
        const std::string stream = base::StrCat("case/", site, "-", month, "-", i);
        world_.Append(CaseOpenedFact(stream, site, base::FormatDay(start)));
        world_.Append(PlacementStartedFact(stream, site, base::FormatDay(start)));
        if (chance() % 100 >= (month < 12 ? 50U : 20U)) continue;
        world_.Append(PlacementInterruptedFact(stream, site, base::FormatDay(start + 30), "TRANSPORT"));
      }
    }
    world_.CatchUp();
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Ask(const Request& request,
                               void (MeasuresService::*method)(const Request&, absl::Time, Reply<Response>)) {
    std::optional<absl::StatusOr<Response>> answer;
    (service_.*method)(request, absl::InfiniteFuture(),
                       [&](absl::StatusOr<Response> response) { answer = std::move(response); });
    EXPECT_TRUE(answer.has_value()) << "no answer";
    return *std::move(answer);
  }
  absl::StatusOr<v1::EvaluateMeasureResponse> Evaluate(const std::string& measure) {
    v1::EvaluateMeasureRequest request;
    request.set_measure(measure);
    return Ask<v1::EvaluateMeasureResponse>(request, &MeasuresService::EvaluateMeasure);
  }
  absl::StatusOr<v1::RecordEvaluationResponse> Record(const std::string& measure) {
    v1::RecordEvaluationRequest request;
    request.set_measure(measure);
    request.mutable_actor()->set_id("a");
    request.mutable_actor()->set_role(v1::SYSTEM);
    request.set_only_if_changed(true);
    return Ask<v1::RecordEvaluationResponse>(request, &MeasuresService::RecordEvaluation);
  }
  // As the recorder would, without its rules.
  RecordOwnFact Recording() {
    return [this](v1::RecordRequest request, absl::Time, Reply<v1::RecordResponse> reply) {
      recorded_.push_back(request.event());
      world_.Append(request.event());
      world_.CatchUp();
      v1::RecordResponse response;
      response.set_version(3);
      std::move(reply)(response);
    };
  }

  World world_;
  base::ManualClock clock_{kNow};
  readmodels::LearningReader reader_;
  std::vector<v1::Event> recorded_;
  MeasuresService service_{world_.projection(), reader_, world_.log(), clock_, {.record = Recording()}};
};

TEST_F(MeasuresServiceTest, TellsEffectIntervalAndTheMonthsItIsReadFrom) {
  Decide("measure/m", "DK-360");
  Implement("measure/m", "DK-360");
  Casework("DK-360", 30);
  const auto response = Evaluate("measure/m");
  ASSERT_TRUE(response.ok()) << response.status();
  const v1::MeasureEvaluated& evaluated = response->evaluated();
  EXPECT_EQ(evaluated.verdict(), v1::MEASURE_VERDICT_BETTER);
  EXPECT_LT(evaluated.interval_low_micros(), -300'000);
  EXPECT_GT(evaluated.interval_high_micros(), -300'000);
  EXPECT_LT(evaluated.interval_high_micros(), 0);
  EXPECT_EQ(evaluated.confidence_percent(), 95);
  EXPECT_EQ(evaluated.position(), response->position());
  EXPECT_EQ(evaluated.observed_with(), 360);
  EXPECT_THAT(evaluated.sites(), ElementsAre("DK-360"));
  ASSERT_EQ(response->sites_size(), 1);
  ASSERT_EQ(response->sites(0).months_size(), 24);
  EXPECT_EQ(response->sites(0).months(0).month(), "2023-07");
  EXPECT_EQ(response->sites(0).months(0).phase(), v1::MEASURE_PHASE_BEFORE);
  EXPECT_EQ(response->sites(0).months(12).phase(), v1::MEASURE_PHASE_WITH);
  EXPECT_EQ(response->average_size(), 24);
  EXPECT_TRUE(response->changed());
  EXPECT_EQ(response->as_of(), "2026-06-01");
}

TEST_F(MeasuresServiceTest, GivesTheSameBytesAtTheSamePosition) {
  Decide("measure/m", "DK-360");
  Implement("measure/m", "DK-360");
  Casework("DK-360", 10);
  EXPECT_EQ(Evaluate("measure/m")->SerializeAsString(), Evaluate("measure/m")->SerializeAsString());
}

TEST_F(MeasuresServiceTest, WithholdsMonthsOfFewPersons) {
  Decide("measure/m", "DK-360");
  Implement("measure/m", "DK-360");
  Casework("DK-360", 4);
  const auto response = Evaluate("measure/m");
  ASSERT_TRUE(response.ok()) << response.status();
  for (const auto& month : response->sites(0).months()) {
    EXPECT_TRUE(month.withheld());
    EXPECT_EQ(month.count(), 0);
    EXPECT_EQ(month.value_micros(), 0);
  }
  for (const auto& month : response->average()) EXPECT_TRUE(month.withheld());
  EXPECT_EQ(response->suppressed_cells(), 24);
}

TEST_F(MeasuresServiceTest, RecordsAResultOnceAndAgainWhenItHasChanged) {
  Decide("measure/m", "DK-360");
  Implement("measure/m", "DK-360");
  Casework("DK-360", 20);
  const auto first = Record("measure/m");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_TRUE(first->recorded());
  ASSERT_EQ(recorded_.size(), 1U);
  EXPECT_EQ(recorded_[0].stream(), "measure/m");
  EXPECT_EQ(recorded_[0].occurred_at().date().date(), "2026-06-01");
  EXPECT_TRUE(domain::HasFormat(v1::UUID, recorded_[0].event_id())) << recorded_[0].event_id();
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(recorded_[0].measure_evaluated(),
                                                                 first->evaluation().evaluated()));
  EXPECT_FALSE(Record("measure/m")->recorded());
  EXPECT_EQ(Evaluate("measure/m")->measure().evaluations(), 1);
  EXPECT_FALSE(Evaluate("measure/m")->changed());
  Casework("DK-376", 5);
  EXPECT_FALSE(Record("measure/m")->recorded()) << "what happens elsewhere changes nothing";
  v1::Event late = PlacementInterruptedFact("case/DK-360-20-1", "DK-360", "2025-03-20", "ILLNESS");
  late.set_stream("case/late");
  world_.Append(CaseOpenedFact("case/late", "DK-360", "2025-03-10"));
  world_.Append(PlacementStartedFact("case/late", "DK-360", "2025-03-10"));
  world_.Append(late);
  world_.CatchUp();
  EXPECT_TRUE(Record("measure/m")->recorded());
  EXPECT_NE(recorded_[0].event_id(), recorded_[1].event_id());
}

TEST_F(MeasuresServiceTest, RefusesWhatIsNoMeasureOrNotInUse) {
  Decide("measure/m", "DK-360");
  world_.CatchUp();
  EXPECT_EQ(base::ReasonOf(Evaluate("measure/no-such").status()), "MEASURE_NOT_FOUND");
  EXPECT_EQ(base::ReasonOf(Evaluate("cycle/c").status()), "REQUEST_INVALID");
  EXPECT_EQ(base::ReasonOf(Record("measure/m").status()), "MEASURE_NOT_IMPLEMENTED");
  EXPECT_THAT(recorded_, IsEmpty());
  MeasuresService only_answers(world_.projection(), reader_, world_.log(), clock_);
  absl::Status refused;
  v1::RecordEvaluationRequest request;
  request.set_measure("measure/m");
  only_answers.RecordEvaluation(request, absl::InfiniteFuture(),
                                [&](const auto& response) { refused = response.status(); });
  EXPECT_EQ(base::ReasonOf(refused), "RECORDS_NOTHING");
}

TEST_F(MeasuresServiceTest, ListsMeasuresByCycleAndSite) {
  Decide("measure/a", "DK-360");
  Decide("measure/b", "DK-376");
  world_.CatchUp();
  const auto names = [&](const std::string& cycle, const std::string& site) {
    v1::ListMeasuresRequest request;
    request.set_cycle(cycle);
    request.set_site(site);
    const auto response = Ask<v1::ListMeasuresResponse>(request, &MeasuresService::ListMeasures);
    std::vector<std::string> found;
    for (const auto& measure : response->measures()) found.push_back(measure.measure());
    return found;
  };
  EXPECT_THAT(names("", ""), ElementsAre("measure/a", "measure/b"));
  EXPECT_THAT(names("cycle/c", "DK-376"), ElementsAre("measure/b"));
  EXPECT_THAT(names("cycle/other", ""), IsEmpty());
}

}  // namespace
}  // namespace praksis::services
