#include "libs/sample/steps.h"

#include "libs/base/strings.h"

namespace praksis::sample {

base::Day Workday(base::Day day) {
  // 1970-01-01 was a Thursday.
  const int weekday = (day + 3) % 7;  // 0: Monday
  return weekday < 5 ? day : day + 7 - weekday;
}

void Open(Course& course, Course::Thread& thread, base::Day day, std::string_view target_group, int distance,
          int delay) {
  auto* opened = course.Add(thread, day, delay).mutable_case_opened();
  opened->set_person_ref(course.PersonRef());
  opened->set_target_group(std::string(target_group));
  opened->set_opened_on(base::FormatDay(day));
  opened->set_language(std::string(course.site().language));
  opened->set_distance_from_market(distance);
  auto* assigned = course.Add(thread, day, delay).mutable_caseworker_assigned();
  assigned->set_worker(course.worker());
  assigned->set_role(v1::CaseworkerAssigned::PRIMARY);
  assigned->set_from(base::FormatDay(day));
}

std::string GiveConsent(Course& course, Course::Thread& thread, base::Day day,
                        v1::ConsentGiven::Purpose purpose) {
  auto* given = course.Add(thread, day).mutable_consent_given();
  given->set_consent_id(course.NewId("consent"));
  given->set_purpose(purpose);
  given->set_evidence(base::StrCat("sample document ", course.NewId("document")));
  return given->consent_id();
}

void WithdrawConsent(Course& course, Course::Thread& thread, base::Day day, const std::string& consent_id) {
  auto* withdrawn = course.Add(thread, day).mutable_consent_withdrawn();
  withdrawn->set_consent_id(consent_id);
  withdrawn->set_reason("does not want to be talked about");
}

void Assess(Course& course, Course::Thread& thread, base::Day day, v1::BeliefAssessed::Rater rater,
            int score) {
  auto* assessed = course.Add(thread, day).mutable_belief_assessed();
  assessed->set_rater(rater);
  if (rater == v1::BeliefAssessed::CASEWORKER) assessed->set_worker(course.worker());
  assessed->set_horizon_days(365);
  assessed->set_score(score);
  assessed->set_scale("PRAKSIS_1_5");
  assessed->set_assessed_on(base::FormatDay(day));
}

v1::PlacementTerms Terms(Chance& chance, const Site& site, const Trade& trade,
                         v1::PlacementOffered::Type type, base::Day start, base::Day end,
                         int minutes_per_week) {
  v1::PlacementTerms terms;
  terms.mutable_company()->set_scheme("SAMPLE");
  terms.mutable_company()->set_number(
      base::StrCat("sample-company-", site.municipality, "-", chance.Between(1, 60)));
  terms.set_industry(std::string(trade.industry));
  terms.set_occupation(std::string(trade.occupation));
  terms.set_type(type);
  terms.set_planned_start(base::FormatDay(start));
  terms.set_planned_end(base::FormatDay(end));
  terms.set_minutes_per_week(minutes_per_week);
  return terms;
}

void Offer(Course& course, Course::Thread& thread, base::Day day, const std::string& placement_id,
           const v1::PlacementTerms& terms) {
  auto* offered = course.Add(thread, day).mutable_placement_offered();
  offered->set_placement_id(placement_id);
  *offered->mutable_terms() = terms;
}

void Agree(Course& course, Course::Thread& thread, base::Day day, const std::string& placement_id) {
  course.Add(thread, day).mutable_placement_agreed()->set_placement_id(placement_id);
}

void Start(Course& course, Course::Thread& thread, base::Day day, const std::string& placement_id,
           int delay) {
  auto* started = course.Add(thread, day, delay).mutable_placement_started();
  started->set_placement_id(placement_id);
  started->set_start(base::FormatDay(day));
}

void FillInterruption(v1::PlacementInterrupted& interrupted, const std::string& placement_id,
                      base::Day last_day, const Reasons& reasons) {
  interrupted.set_placement_id(placement_id);
  interrupted.set_last_day(base::FormatDay(last_day));
  const auto add = [&](v1::Voice voice, std::string_view code) {
    if (code.empty()) return;
    auto* reason = interrupted.add_reasons();
    reason->set_voice(voice);
    reason->set_code(std::string(code));
    if (code == "OTHER") reason->set_text("something none of the codes says");
  };
  add(v1::CITIZEN, reasons.citizen);
  add(v1::COMPANY, reasons.company);
  add(v1::JOB_CENTRE, reasons.job_centre);
}

void Interrupt(Course& course, Course::Thread& thread, base::Day last_day, const std::string& placement_id,
               const Reasons& reasons, int delay) {
  FillInterruption(*course.Add(thread, last_day, delay).mutable_placement_interrupted(), placement_id,
                   last_day, reasons);
}

void Complete(Course& course, Course::Thread& thread, base::Day last_day, const std::string& placement_id,
              v1::PlacementCompleted::Goal goal, bool converted_to_job) {
  auto* completed = course.Add(thread, last_day).mutable_placement_completed();
  completed->set_placement_id(placement_id);
  completed->set_last_day(base::FormatDay(last_day));
  completed->set_goal(goal);
  completed->set_converted_to_job(converted_to_job);
}

std::string StartCoaching(Course& course, Course::Thread& thread, base::Day day, const std::string& coach,
                          const CoachingWay& way) {
  auto* started = course.Add(thread, day).mutable_coaching_started();
  started->set_coaching_id(course.NewId("coaching"));
  started->set_coach(coach);
  started->set_start(base::FormatDay(day));
  started->mutable_method()->set_code(std::string(way.method));
  started->mutable_method()->set_revision(std::string(way.revision));
  return started->coaching_id();
}

void HoldSession(Course& course, Course::Thread& thread, base::Day day, const std::string& coaching_id,
                 const std::string& coach, int direct_minutes, int group_size, int delay) {
  v1::Event& event = course.Add(thread, day, delay);
  event.mutable_actor()->set_id(coach);
  event.mutable_actor()->set_role(v1::COACH);
  auto* held = event.mutable_coaching_session_held();
  held->set_coaching_id(coaching_id);
  held->set_session_id(course.NewId("session"));
  held->set_coach(coach);
  held->set_held_on(base::FormatDay(day));
  held->set_direct_minutes(direct_minutes);
  held->set_preparation_minutes(direct_minutes > 0 ? 15 : 0);
  held->set_mode(group_size > 1 || course.chance().Permille(800) ? v1::CoachingSessionHeld::IN_PERSON
                                                                 : v1::CoachingSessionHeld::TELEPHONE);
  held->set_group_size(group_size);
  held->set_attended(direct_minutes > 0);
}

void EndCoaching(Course& course, Course::Thread& thread, base::Day day, const std::string& coaching_id) {
  auto* ended = course.Add(thread, day).mutable_coaching_ended();
  ended->set_coaching_id(coaching_id);
  ended->set_last_day(base::FormatDay(day));
}

std::string StartOccupation(Course& course, Course::Thread& thread, base::Day day,
                            v1::OccupationStarted::Kind kind, v1::OccupationStarted::ObtainedBy obtained_by,
                            int minutes_per_week, int delay) {
  auto* started = course.Add(thread, day, delay).mutable_occupation_started();
  started->set_occupation_id(course.NewId("occupation"));
  started->set_kind(kind);
  started->set_minutes_per_week(minutes_per_week);
  started->set_obtained_by(obtained_by);
  started->set_start(base::FormatDay(day));
  started->set_evidence(delay > 3 ? v1::OccupationStarted::REGISTER : v1::OccupationStarted::DECLARED);
  return started->occupation_id();
}

void EndOccupation(Course& course, Course::Thread& thread, base::Day last_day,
                   const std::string& occupation_id, int delay) {
  auto* ended = course.Add(thread, last_day, delay).mutable_occupation_ended();
  ended->set_occupation_id(occupation_id);
  ended->set_last_day(base::FormatDay(last_day));
}

void AddNote(Course& course, Course::Thread& thread, base::Day day, std::string_view text, int delay) {
  course.Add(thread, day, delay).mutable_note_added()->set_text(std::string(text));
}

void Close(Course& course, Course::Thread& thread, base::Day day, v1::CaseClosed::Reason reason, int delay) {
  auto* closed = course.Add(thread, day, delay).mutable_case_closed();
  closed->set_reason(reason);
  closed->set_closed_on(base::FormatDay(day));
}

}  // namespace praksis::sample
