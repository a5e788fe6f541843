// A2: placements that ended early at two job centres, so that five learning cases from each can be chosen.
#include <array>

#include "libs/base/strings.h"
#include "libs/sample/acceptance_cases.h"
#include "libs/sample/steps.h"

namespace praksis::sample {
namespace {

enum class Consent { kNone, kGiven, kWithdrawn };

struct Interruption {
  // Days after the year's first day.
  int start;
  // Days that the placement ran, last day included; 0: exactly one calendar month, -1: a day less.
  int days;
  Reasons reasons;
  Trade trade;
  v1::PlacementOffered::Type type;
  std::string_view target_group;
  // The caseworker's belief at the start and, where it was assessed again, at the end; 0: not assessed.
  int belief_before;
  int belief_after;
  Consent consent;
};

constexpr Trade kShop = {"47.11", "5223", 1};

// Six of these are alike in every feature, over both places: enough (k = 5) for the one without consent to be
// interviewed anonymised.
constexpr Interruption Alike(int start, int days, Consent consent) {
  return {start,
          days,
          {"TRANSPORT", "NO_SHOW", "TRANSPORT"},
          kShop,
          v1::PlacementOffered::TRAINEESHIP,
          "ACTIVITY_READY",
          2,
          2,
          consent};
}

constexpr std::array<Interruption, kLollandCohort - 1> kLollandInterruptions = {{
    // Starts on the 31st: the month is over on the last of February, clamped at the month's end.
    {30,
     0,
     {"HOURS_TOO_HIGH", "TASK_MISMATCH", "NEEDS_NOT_DISCLOSED"},
     {"56.10", "9412", 1},
     v1::PlacementOffered::HYBRID,
     "ACTIVITY_READY",
     3,
     2,
     Consent::kGiven},
    {30,
     -1,
     {"ILLNESS", "NO_SHOW", "LACK_OF_FOLLOW_UP"},
     kShop,
     v1::PlacementOffered::TRAINEESHIP,
     "JOB_READY",
     3,
     3,
     Consent::kGiven},
    Alike(12, 36, Consent::kGiven),
    Alike(14, 40, Consent::kGiven),
    Alike(19, 38, Consent::kGiven),
    Alike(21, 44, Consent::kNone),
}};

constexpr std::array<Interruption, kGuldborgsundCohort - 1> kGuldborgsundInterruptions = {{
    Alike(13, 37, Consent::kGiven),
    Alike(20, 45, Consent::kGiven),
    {9,
     58,
     {"PSYCHOSOCIAL", "NEEDS_NOT_DISCLOSED", "INSUFFICIENT_PREPARATION"},
     {"87.30", "5322", 1},
     v1::PlacementOffered::TRAINEESHIP,
     "ACTIVITY_READY",
     2,
     4,
     Consent::kGiven},
    {15,
     42,
     {"CARE_DUTIES", "HOURS_TOO_HIGH", "HOURS_TOO_HIGH"},
     {"81.21", "9112", 1},
     v1::PlacementOffered::WAGE_SUBSIDY,
     "JOB_READY",
     4,
     4,
     Consent::kGiven},
    {8,
     66,
     {"", "COMPANY_TERMINATED", "LACK_OF_FOLLOW_UP"},
     {"52.10", "9333", 1},
     v1::PlacementOffered::TRAINEESHIP,
     "YOUTH",
     0,
     0,
     Consent::kGiven},
    {22,
     35,
     {"TASK_MISMATCH", "TASK_MISMATCH", "PHYSICAL"},
     {"43.34", "7131", 1},
     v1::PlacementOffered::HYBRID,
     "JOB_READY",
     4,
     2,
     Consent::kGiven},
    {10,
     75,
     {"OTHER_SUPPORT_NEEDED", "", "OTHER_SUPPORT_NEEDED"},
     {"88.91", "5311", 1},
     v1::PlacementOffered::TRAINEESHIP,
     "ACTIVITY_READY",
     3,
     3,
     Consent::kGiven},
    // Like no other, and consent was taken back: neither by name nor anonymised.
    {16,
     50,
     {"PHYSICAL", "CONTRACT_CANCELLED", "PSYCHOSOCIAL"},
     {"01.13", "9214", 1},
     v1::PlacementOffered::WAGE_SUBSIDY,
     "SICKNESS_BENEFIT",
     1,
     3,
     Consent::kWithdrawn},
}};

void TellInterruption(Course& course, const Interruption& it) {
  Chance& chance = course.chance();
  Course::Thread thread;
  const base::Day start = course.first_day() + it.start;
  const base::Day last = it.days > 0 ? start + it.days - 1 : base::AddMonths(start, 1) + it.days;
  // The case came over from the year before, with its history.
  const base::Day opened = course.first_day() - chance.Between(20, 60);
  Open(course, thread, opened, it.target_group, chance.Between(2, 4));
  const bool shares = it.consent != Consent::kNone;
  const std::string consent =
      shares ? GiveConsent(course, thread, course.first_day() + 1, v1::ConsentGiven::LEARNING_INTERVIEW) : "";
  if (it.belief_before > 0) {
    Assess(course, thread, course.first_day() + 2, v1::BeliefAssessed::CASEWORKER, it.belief_before);
  }
  const std::string id = course.NewId("placement");
  Offer(course, thread, course.first_day() + 2, id,
        Terms(chance, course.site(), it.trade, it.type, start, start + 90, 1500));
  Agree(course, thread, course.first_day() + 4, id);
  Start(course, thread, start, id);
  if (it.belief_after > 0) Assess(course, thread, last - 2, v1::BeliefAssessed::CASEWORKER, it.belief_after);
  Interrupt(course, thread, last, id, it.reasons);
  if (it.consent == Consent::kWithdrawn) WithdrawConsent(course, thread, last + 1, consent);
}

// A placement that ran as planned: not what the challenge asks about.
void TellCompleted(Course& course, bool first_taken_for_interrupted) {
  Chance& chance = course.chance();
  Course::Thread thread;
  const base::Day start = course.first_day() + 5;
  const base::Day last = start + 69;
  Open(course, thread, course.first_day() + 1, "JOB_READY", 2);
  GiveConsent(course, thread, course.first_day() + 1, v1::ConsentGiven::LEARNING_INTERVIEW);
  const std::string id = course.NewId("placement");
  Offer(course, thread, course.first_day() + 2, id,
        Terms(chance, course.site(), kShop, v1::PlacementOffered::TRAINEESHIP, start, last, 1800));
  Agree(course, thread, course.first_day() + 3, id);
  Start(course, thread, start, id);
  if (first_taken_for_interrupted) {
    Interrupt(course, thread, start + 50, id, {"ILLNESS", "", "ILLNESS"});
    course.Void(thread, course.last(), 3, "the person was away for two days and came back");
  }
  Complete(course, thread, last, id, v1::PlacementCompleted::ACHIEVED, false);
}

}  // namespace

void TellLollandCase(Course& course, int member) {
  course.set_worker(base::StrCat("sample-worker-DK-360-", 1 + member % 3));
  if (member < kLollandCohort - 1) return TellInterruption(course, kLollandInterruptions[member]);
  TellCompleted(course, false);
}

void TellGuldborgsundCase(Course& course, int member) {
  course.set_worker(base::StrCat("sample-worker-DK-376-", 1 + member % 3));
  if (member < kGuldborgsundCohort - 1) return TellInterruption(course, kGuldborgsundInterruptions[member]);
  TellCompleted(course, true);
}

}  // namespace praksis::sample
