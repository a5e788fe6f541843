// A4: coaching at Flen, after Flen 2007 (60 % found occupation by themselves within 12 weeks, 6 hours of
// support per person on average). The 20 persons and how each fared are ours†.
#include <algorithm>
#include <array>
#include <numeric>

#include "libs/base/strings.h"
#include "libs/sample/acceptance_cases.h"
#include "libs/sample/steps.h"

namespace praksis::sample {
namespace {

enum class Fate { kNothing, kOwnJob, kJobCentreJob };

struct Member {
  Fate fate;
  // Day of the coaching on which the occupation starts; 0: none.
  int day;
  // Coaching received, in minutes; 7,200 over all members.
  int minutes;
};

constexpr std::array<Member, kFlenCohort> kMembers = {{
    {Fate::kOwnJob, 84, 660},        // on the last day that counts
    {Fate::kOwnJob, 85, 60},         // a day late: does not count
    {Fate::kJobCentreJob, 60, 480},  // not self-obtained
    {Fate::kOwnJob, 21, 240},       {Fate::kOwnJob, 28, 270},
    {Fate::kOwnJob, 35, 300},       {Fate::kOwnJob, 41, 330},
    {Fate::kOwnJob, 46, 360},       {Fate::kOwnJob, 52, 390},
    {Fate::kOwnJob, 57, 420},       {Fate::kOwnJob, 63, 450},
    {Fate::kOwnJob, 68, 480},       {Fate::kOwnJob, 74, 510},
    {Fate::kOwnJob, 79, 540},       {Fate::kNothing, 0, 0},  // never came: zero minutes count, too
    {Fate::kNothing, 0, 90},        {Fate::kNothing, 0, 210},
    {Fate::kNothing, 0, 330},       {Fate::kNothing, 0, 480},
    {Fate::kNothing, 0, 600},
}};

constexpr int TotalMinutes() {
  int sum = 0;
  for (const Member& member : kMembers) sum += member.minutes;
  return sum;
}
static_assert(TotalMinutes() == 7'200);

// Who has which course: a permutation drawn from the seed.
const Member& MemberOf(uint64_t seed, int member) {
  std::array<int, kFlenCohort> order{};
  std::iota(order.begin(), order.end(), 0);
  Chance chance(seed, 0x466C656E);
  for (int i = kFlenCohort - 1; i > 0; --i) std::swap(order[i], order[chance.Below(i + 1)]);
  return kMembers[order[member]];
}

}  // namespace

void TellFlenCase(Course& course, uint64_t seed, int member) {
  const Member& fate = MemberOf(seed, member);
  Chance& chance = course.chance();
  course.set_worker(base::StrCat("sample-worker-SE-0482-", 1 + member % 4));
  const std::string coach = base::StrCat("sample-coach-SE-0482-", 1 + member % 2);
  Course::Thread thread;
  const base::Day opened = Workday(course.first_day() + 1 + member % 10);
  Open(course, thread, opened, "JOB_READY", chance.Between(1, 3));
  const base::Day start = Workday(opened + chance.Between(2, 15));
  Assess(course, thread, start, v1::BeliefAssessed::CASEWORKER, fate.fate == Fate::kNothing ? 2 : 4);
  const std::string coaching = StartCoaching(course, thread, start, coach, kStrengtheningDialogue);

  // Sessions of at most 60 minutes, spread until the work starts or the twelve weeks are over.
  const int until = fate.fate == Fate::kNothing ? 80 : std::min(fate.day - 1, 80);
  const int sessions = (fate.minutes + 59) / 60;
  int left = fate.minutes;
  for (int i = 0; i < sessions; ++i) {
    const int minutes = std::min(left, 60);
    left -= minutes;
    HoldSession(course, thread, start + 1 + i * (until - 1) / std::max(sessions, 1), coaching, coach, minutes,
                1);
  }
  if (sessions == 0) HoldSession(course, thread, start + 7, coaching, coach, 0, 1);

  const base::Day occupied = start + fate.day;
  if (fate.fate == Fate::kNothing) {
    EndCoaching(course, thread, start + 84, coaching);
  } else {
    EndCoaching(course, thread, std::min(occupied, start + 84), coaching);
    StartOccupation(
        course, thread, occupied, v1::OccupationStarted::ORDINARY,
        fate.fate == Fate::kOwnJob ? v1::OccupationStarted::SELF : v1::OccupationStarted::JOB_CENTRE, 2220,
        chance.Between(0, 6));
    Close(course, thread, occupied + 10, v1::CaseClosed::JOB);
  }
}

}  // namespace praksis::sample
