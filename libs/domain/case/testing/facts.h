// The facts that the tests of the rules of a case speak in; see scenario.h.
#ifndef PRAKSIS_LIBS_DOMAIN_CASE_TESTING_FACTS_H_
#define PRAKSIS_LIBS_DOMAIN_CASE_TESTING_FACTS_H_

#include <string>

#include "libs/base/date.h"
#include "libs/domain/case/testing/scenario.h"
#include "praksis/v1/event.pb.h"

namespace praksis::domain::cases::testing {

inline base::Day D(const char* day) { return *base::ParseDay(day); }

inline v1::Event Closed(const std::string& day) {
  return On(day, "case_closed { reason: JOB closed_on: \"" + day + "\" }");
}

inline v1::Event Reopened(const std::string& day) {
  return On(day, "case_reopened { reopened_on: \"" + day + "\" }");
}

inline std::string Terms(const std::string& start, const std::string& end, int minutes) {
  return R"(terms { company { scheme: "SAMPLE" number: "1" } industry: "47" type: TRAINEESHIP planned_start: ")" +
         start + R"(" planned_end: ")" + end + R"(" minutes_per_week: )" + std::to_string(minutes) + " }";
}

inline v1::Event Offered(const std::string& id, int minutes = 1110) {
  return On("2025-01-10", "placement_offered { placement_id: \"" + id + "\" " +
                              Terms("2025-02-01", "2025-04-30", minutes) + "}");
}

inline v1::Event Agreed(const std::string& id) {
  return On("2025-01-15", "placement_agreed { placement_id: \"" + id + "\" }");
}

inline v1::Event Started(const std::string& id, const std::string& day) {
  return On(day, "placement_started { placement_id: \"" + id + "\" start: \"" + day + "\" }");
}

inline v1::Event TakenOver(const std::string& id, const std::string& day, int minutes = 1110) {
  return On(day, "placement_started { placement_id: \"" + id + "\" taken_over: true start: \"" + day + "\" " +
                     Terms(day, "2025-12-31", minutes) + "}");
}

inline v1::Event Interrupted(const std::string& id, const std::string& day) {
  return On(day, "placement_interrupted { placement_id: \"" + id + "\" last_day: \"" + day +
                     "\" reasons { voice: CITIZEN code: \"NO_SHOW\" } reasons { voice: COMPANY code: "
                     "\"TASK_MISMATCH\" } }");
}

inline v1::Event Completed(const std::string& id, const std::string& day) {
  return On(day,
            "placement_completed { placement_id: \"" + id + "\" last_day: \"" + day + "\" goal: PARTLY }");
}

inline v1::Event Referred(const std::string& id, const std::string& day) {
  return On(day, "referral_made { referral_id: \"" + id +
                     R"(" from_organisation: "a" to_organisation: "b" service: "COACHING"
                 resources { kind: "SKILL" text: "cooks" } })");
}

inline v1::Event Assigned(const std::string& worker, const std::string& day,
                          const std::string& role = "PRIMARY") {
  return On(day,
            "caseworker_assigned { worker: \"" + worker + "\" role: " + role + " from: \"" + day + "\" }");
}

inline v1::Event Unassigned(const std::string& worker, const std::string& day,
                            const std::string& role = "PRIMARY") {
  return On(day,
            "caseworker_unassigned { worker: \"" + worker + "\" role: " + role + " to: \"" + day + "\" }");
}

inline v1::Event Consented(const std::string& id, const std::string& day, const std::string& more = "") {
  return On(day, "consent_given { consent_id: \"" + id + "\" purpose: LEARNING_INTERVIEW " + more + " }");
}

inline v1::Event Withdrawn(const std::string& id, const std::string& day) {
  return On(day, "consent_withdrawn { consent_id: \"" + id + "\" }");
}

inline v1::Event HoursChanged(const std::string& id, const std::string& from, int minutes) {
  return On(from, "placement_hours_changed { placement_id: \"" + id + "\" from: \"" + from +
                      "\" minutes_per_week: " + std::to_string(minutes) + " }");
}

inline v1::Event CoachingStarted(const std::string& id, const std::string& day) {
  return On(day, "coaching_started { coaching_id: \"" + id + "\" coach: \"w\" start: \"" + day +
                     "\" method { code: \"COACHING_DIALOGUE\" } }");
}

inline v1::Event CoachingEnded(const std::string& day) {
  return On(day, "coaching_ended { coaching_id: \"k\" last_day: \"" + day + "\" }");
}

inline v1::Event Session(const std::string& id, const std::string& day,
                         const std::string& more = "attended: true direct_minutes: 60",
                         const std::string& coaching = "k") {
  return On(day, "coaching_session_held { coaching_id: \"" + coaching + "\" session_id: \"" + id +
                     "\" coach: \"w\" held_on: \"" + day + "\" mode: IN_PERSON " + more + " }");
}

inline v1::Event Believed(const std::string& worker, const std::string& day, const std::string& more = "") {
  return On(day, "belief_assessed { rater: CASEWORKER worker: \"" + worker +
                     "\" horizon_days: 365 score: 4 scale: \"PRAKSIS_1_5\" " + more + " }");
}

inline v1::Event Visited(const std::string& id, const std::string& day) {
  return On(day, "company_visited { visit_id: \"" + id +
                     R"(" company { scheme: "SAMPLE" number: "1" } worker: "w" purpose: FOLLOW_UP })");
}

inline v1::Event OccupationStarted(const std::string& id, const std::string& day) {
  return On(day, "occupation_started { occupation_id: \"" + id +
                     "\" kind: ORDINARY obtained_by: SELF start: \"" + day + "\" evidence: REGISTER }");
}

inline v1::Event OccupationEnded(const std::string& id, const std::string& day) {
  return On(day, "occupation_ended { occupation_id: \"" + id + "\" last_day: \"" + day + "\" }");
}

}  // namespace praksis::domain::cases::testing

#endif  // PRAKSIS_LIBS_DOMAIN_CASE_TESTING_FACTS_H_
