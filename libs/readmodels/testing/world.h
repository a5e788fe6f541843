// For tests: a log in memory with the projection of all read models beside it, and facts to put into it.
#ifndef PRAKSIS_LIBS_READMODELS_TESTING_WORLD_H_
#define PRAKSIS_LIBS_READMODELS_TESTING_WORLD_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/log/memory_log.h"
#include "libs/projection/projection.h"
#include "libs/projection/testing/log_fixture.h"
#include "libs/readmodels/all_models.h"
#include "praksis/v1/event.pb.h"

namespace praksis::readmodels::testing {

// Not thread-safe.
class World {
 public:
  World() : projection_(NewProjection({})) {}

  // A further projection of the same log that begins at its beginning.
  std::unique_ptr<projection::Projection> NewProjection(projection::Options options) {
    options.in_memory = true;
    options.directory = base::StrCat("projection-", ++projections_);
    auto projection = projection::Projection::Open(log(), domain::cases::CaseRules(), AllCaseModels(),
                                                   AllEventModels(), options);
    PRAKSIS_CHECK(projection.ok(), projection.status().ToString());
    return *std::move(projection);
  }

  // Appends a fact as it is, at its stream's next version; gives it an event_id where it has none.
  void Append(v1::Event event) {
    int64_t& version = versions_[event.stream()];
    event.set_version(++version);
    if (event.event_id().empty()) event.set_event_id(base::StrCat("event ", ++events_));
    log_.Append(event);
  }

  void CatchUp() { CatchUp(*projection_); }
  void CatchUp(projection::Projection& projection) {
    for (int partition = 0; partition < log().partition_count(); ++partition) {
      while (true) {
        const auto events = projection.Step(PartitionId(partition));
        PRAKSIS_CHECK(events.ok(), events.status().ToString());
        if (*events == 0) break;
      }
    }
  }

  log::MemoryLog& log() { return log_.log(); }
  projection::Projection& projection() { return *projection_; }

 private:
  projection::testing::LogFixture log_;
  std::map<std::string, int64_t> versions_;
  int64_t events_ = 0;
  int projections_ = 0;
  std::unique_ptr<projection::Projection> projection_;
};

// A fact of a case that happened on `day` ("2025-01-10"), without a body.
inline v1::Event Fact(std::string_view stream, std::string_view municipality, std::string_view day) {
  v1::Event event;
  event.set_stream(std::string(stream));
  event.set_municipality(std::string(municipality));
  event.mutable_occurred_at()->mutable_date()->set_date(std::string(day));
  event.mutable_actor()->set_id("cw-1");
  event.mutable_actor()->set_role(v1::CASEWORKER);
  return event;
}

inline v1::Event CaseOpenedFact(std::string_view stream, std::string_view municipality, std::string_view day,
                                std::string_view target_group = "ACTIVITY_READY") {
  v1::Event event = Fact(stream, municipality, day);
  event.mutable_case_opened()->set_person_ref(base::StrCat("person of ", stream));
  event.mutable_case_opened()->set_target_group(std::string(target_group));
  event.mutable_case_opened()->set_opened_on(std::string(day));
  return event;
}

inline v1::Event PlacementStartedFact(std::string_view stream, std::string_view municipality,
                                      std::string_view start, std::string_view industry = "47.11") {
  v1::Event event = Fact(stream, municipality, start);
  auto& started = *event.mutable_placement_started();
  started.set_placement_id("p1");
  started.set_start(std::string(start));
  started.set_taken_over(true);
  started.mutable_terms()->mutable_company()->set_scheme("SAMPLE");
  started.mutable_terms()->mutable_company()->set_number("1");
  started.mutable_terms()->set_industry(std::string(industry));
  started.mutable_terms()->set_type(v1::PlacementOffered::TRAINEESHIP);
  started.mutable_terms()->set_planned_start(std::string(start));
  started.mutable_terms()->set_planned_end("2026-12-31");
  started.mutable_terms()->set_minutes_per_week(1200);
  return event;
}

inline v1::Event PlacementCompletedFact(std::string_view stream, std::string_view municipality,
                                        std::string_view last_day, std::string_view placement = "p1") {
  v1::Event fact = Fact(stream, municipality, last_day);
  auto& body = *fact.mutable_placement_completed();
  body.set_placement_id(std::string(placement));
  body.set_last_day(std::string(last_day));
  return fact;
}

inline v1::Event PlacementInterruptedFact(std::string_view stream, std::string_view municipality,
                                          std::string_view last_day, std::string_view reason,
                                          v1::Voice voice = v1::JOB_CENTRE) {
  v1::Event event = Fact(stream, municipality, last_day);
  auto& interrupted = *event.mutable_placement_interrupted();
  interrupted.set_placement_id("p1");
  interrupted.set_last_day(std::string(last_day));
  auto& given = *interrupted.add_reasons();
  given.set_voice(voice);
  given.set_code(std::string(reason));
  return event;
}

inline v1::Event LearningConsentFact(std::string_view stream, std::string_view municipality,
                                     std::string_view day, std::string_view valid_until = "") {
  v1::Event event = Fact(stream, municipality, day);
  event.mutable_consent_given()->set_consent_id("c1");
  event.mutable_consent_given()->set_purpose(v1::ConsentGiven::LEARNING_INTERVIEW);
  event.mutable_consent_given()->set_valid_until(std::string(valid_until));
  return event;
}

}  // namespace praksis::readmodels::testing

#endif  // PRAKSIS_LIBS_READMODELS_TESTING_WORLD_H_
