// The single facts of a course, filled in. Each adds one fact (or the few that always go together) to its
// thread.
#ifndef PRAKSIS_LIBS_SAMPLE_STEPS_H_
#define PRAKSIS_LIBS_SAMPLE_STEPS_H_

#include <string>
#include <string_view>

#include "libs/sample/course.h"
#include "libs/sample/vocabulary.h"

namespace praksis::sample {

// The first day from `day` on that is no Saturday or Sunday.
base::Day Workday(base::Day day);

// CaseOpened, and the primary caseworker's assignment.
void Open(Course& course, Course::Thread& thread, base::Day day, std::string_view target_group, int distance,
          int delay = 0);

// Returns the consent's id.
std::string GiveConsent(Course& course, Course::Thread& thread, base::Day day,
                        v1::ConsentGiven::Purpose purpose);
void WithdrawConsent(Course& course, Course::Thread& thread, base::Day day, const std::string& consent_id);

void Assess(Course& course, Course::Thread& thread, base::Day day, v1::BeliefAssessed::Rater rater,
            int score);

// A placement's terms.
v1::PlacementTerms Terms(Chance& chance, const Site& site, const Trade& trade,
                         v1::PlacementOffered::Type type, base::Day start, base::Day end,
                         int minutes_per_week);
void Offer(Course& course, Course::Thread& thread, base::Day day, const std::string& placement_id,
           const v1::PlacementTerms& terms);
void Agree(Course& course, Course::Thread& thread, base::Day day, const std::string& placement_id);
void Start(Course& course, Course::Thread& thread, base::Day day, const std::string& placement_id,
           int delay = 0);

// Why a placement ended, by voice; an empty code: the voice was not heard.
struct Reasons {
  std::string_view citizen;
  std::string_view company;
  std::string_view job_centre;
};
void FillInterruption(v1::PlacementInterrupted& interrupted, const std::string& placement_id,
                      base::Day last_day, const Reasons& reasons);
void Interrupt(Course& course, Course::Thread& thread, base::Day last_day, const std::string& placement_id,
               const Reasons& reasons, int delay = 0);
void Complete(Course& course, Course::Thread& thread, base::Day last_day, const std::string& placement_id,
              v1::PlacementCompleted::Goal goal, bool converted_to_job);

// Returns the coaching's id.
std::string StartCoaching(Course& course, Course::Thread& thread, base::Day day, const std::string& coach,
                          const CoachingWay& way);
void HoldSession(Course& course, Course::Thread& thread, base::Day day, const std::string& coaching_id,
                 const std::string& coach, int direct_minutes, int group_size, int delay = 0);
void EndCoaching(Course& course, Course::Thread& thread, base::Day day, const std::string& coaching_id);

// Returns the occupation's id.
std::string StartOccupation(Course& course, Course::Thread& thread, base::Day day,
                            v1::OccupationStarted::Kind kind, v1::OccupationStarted::ObtainedBy obtained_by,
                            int minutes_per_week, int delay = 0);
void EndOccupation(Course& course, Course::Thread& thread, base::Day last_day,
                   const std::string& occupation_id, int delay = 0);

void AddNote(Course& course, Course::Thread& thread, base::Day day, std::string_view text, int delay = 0);
void Close(Course& course, Course::Thread& thread, base::Day day, v1::CaseClosed::Reason reason,
           int delay = 0);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_STEPS_H_
