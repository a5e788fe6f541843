// One case in which everything is reported wrongly once, each time followed by what is right.
#include "libs/sample/acceptance_cases.h"
#include "libs/sample/steps.h"

namespace praksis::sample {

void TellClumsyCase(Course& course) {
  course.set_worker("sample-worker-DK-727-1");
  Chance& chance = course.chance();
  Course::Thread thread;
  const base::Day first = Workday(course.first_day() + 30);

  // Before the case is opened, and then opened twice.
  AddNote(course, thread, first, "waiting for the case to be opened");
  course.ExpectRefusal("CASE_NOT_OPENED");
  Open(course, thread, first, "ACTIVITY_READY", 3);
  auto* again = course.AddRefused(thread, first, "CASE_EXISTS").mutable_case_opened();
  again->set_person_ref("sample-person-0");
  again->set_target_group("ACTIVITY_READY");
  again->set_opened_on(base::FormatDay(first));

  // A year typed wrongly, a code that is none, days in the wrong order.
  const base::Day far = base::AddMonths(first, 1200);
  AddNote(course, thread, first + 1, "the right day, the wrong century");
  course.mutable_last().mutable_occurred_at()->mutable_date()->set_date(base::FormatDay(far));
  course.ExpectRefusal("TOO_FAR_AHEAD");
  auto* flag = course.AddRefused(thread, first + 1, "INVALID_FACT").mutable_flag_raised();
  flag->set_flag_id("sample-flag");
  flag->set_kind("CALL_BACK_SOON");
  auto* session = course.AddRefused(thread, first + 1, "COACHING_UNKNOWN").mutable_coaching_session_held();
  session->set_coaching_id("sample-coaching-none");
  session->set_session_id("sample-session-none");
  session->set_coach("sample-coach-DK-727-1");
  session->set_held_on(base::FormatDay(first + 1));
  session->set_mode(v1::CoachingSessionHeld::IN_PERSON);

  // A referral without resources; then with, answered twice.
  const std::string referral = course.NewId("referral");
  for (const bool with_resources : {false, true}) {
    v1::Event& event = with_resources ? course.Add(thread, first + 2)
                                      : course.AddRefused(thread, first + 2, "RESOURCES_REQUIRED");
    auto* made = event.mutable_referral_made();
    made->set_referral_id(referral);
    made->set_from_organisation("sample-jobcentre-DK-727");
    made->set_to_organisation("sample-provider-1");
    made->set_service("COMPANY_PLACEMENT");
    if (with_resources) made->add_resources()->set_kind("MOTIVATION");
  }
  for (const bool right : {true, false}) {
    v1::Event& event =
        right ? course.Add(thread, first + 9) : course.AddRefused(thread, first + 9, "REFERRAL_NOT_OPEN");
    event.mutable_referral_accepted()->set_referral_id(referral);
  }

  // Started before it was agreed; a second one beside it that would exceed full time, and is then called off.
  const std::string placement = course.NewId("placement");
  const base::Day start = Workday(first + 21);
  const auto terms =
      Terms(chance, course.site(), kTrades[0], v1::PlacementOffered::TRAINEESHIP, start, start + 90, 1800);
  Offer(course, thread, first + 12, placement, terms);
  Start(course, thread, first + 13, placement);
  course.ExpectRefusal("PLACEMENT_NOT_AGREED");
  Agree(course, thread, first + 14, placement);
  Start(course, thread, start, placement);
  const std::string second = course.NewId("placement");
  Offer(course, thread, start + 2, second,
        Terms(chance, course.site(), kTrades[1], v1::PlacementOffered::TRAINEESHIP, start + 7, start + 60,
              1200));
  Agree(course, thread, start + 3, second);
  Start(course, thread, start + 7, second);
  course.ExpectRefusal("PLACEMENT_OVERLAP");
  auto* called_off = course.Add(thread, start + 8).mutable_placement_offer_declined();
  called_off->set_placement_id(second);
  called_off->set_declined_by(v1::CITIZEN);

  // Closed while the placement runs; interrupted before it began; then interrupted, and completed all the
  // same.
  Close(course, thread, start + 20, v1::CaseClosed::WITHDRAWN);
  course.ExpectRefusal("OPEN_CHILDREN");
  Interrupt(course, thread, start + 40, placement, {"TRANSPORT", "NO_SHOW", "TRANSPORT"});
  course.mutable_last().mutable_placement_interrupted()->set_last_day(base::FormatDay(start - 3));
  course.ExpectRefusal("DATES_DISAGREE");
  Interrupt(course, thread, start + 40, placement, {"TRANSPORT", "NO_SHOW", "TRANSPORT"});
  const auto interrupted = course.last();
  Complete(course, thread, start + 90, placement, v1::PlacementCompleted::PARTLY, false);
  course.ExpectRefusal("PLACEMENT_NOT_RUNNING");
  // To void its start would leave an interruption of nothing.
  course.Void(thread, interrupted - 6, 1, "thought to be a double");
  course.ExpectRefusal("CORRECTION_CONTRADICTS");

  // A rating by somebody else, a consent withdrawn that was never given, an id used twice, a repeat.
  Assess(course, thread, start + 95, v1::BeliefAssessed::CASEWORKER, 3);
  course.mutable_last().mutable_belief_assessed()->set_worker("sample-worker-elsewhere");
  course.ExpectRefusal("NOT_ASSIGNED");
  WithdrawConsent(course, thread, start + 95, "sample-consent-none");
  course.ExpectRefusal("CONSENT_UNKNOWN");
  AddNote(course, thread, start + 96, "a note");
  const auto note = course.last();
  course.ReuseId(thread, note, 0).mutable_note_added()->set_text("another note under the same id");
  course.Repeat(thread, note, 1);

  Close(course, thread, start + 110, v1::CaseClosed::OTHER);
  AddNote(course, thread, start + 112, "called once more");
  course.ExpectRefusal("CASE_CLOSED");
}

}  // namespace praksis::sample
