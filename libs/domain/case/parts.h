// The parts that the rules of a case are made of: for each fact its Decide and its Evolve, in the file of the
// thing it is about (referral.cc, placement.cc, …). case_rules.cc calls the right pair; a fact without one
// does not compile.
//
// Decide is called for an opened case; whether a closed one takes the fact has been looked at before. Evolve
// of a fact that cannot follow changes nothing. `occurred` is the day of occurred_at.
#ifndef PRAKSIS_LIBS_DOMAIN_CASE_PARTS_H_
#define PRAKSIS_LIBS_DOMAIN_CASE_PARTS_H_

#include <string_view>

#include "absl/status/status.h"
#include "libs/base/date.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "praksis/v1/case.pb.h"

namespace praksis::domain::cases {

#define PRAKSIS_CASE_FACT(Fact)                                                          \
  absl::Status Decide(const CaseState& state, const v1::Fact& fact, base::Day occurred); \
  void Evolve(const v1::Fact& fact, base::Day occurred, CaseState& state)

// lifecycle.cc; the municipality of CaseOpened is set by case_rules.cc.
PRAKSIS_CASE_FACT(CaseOpened);
PRAKSIS_CASE_FACT(CaseClosed);
PRAKSIS_CASE_FACT(CaseReopened);
PRAKSIS_CASE_FACT(CaseTransferred);
// assignment.cc
PRAKSIS_CASE_FACT(CaseworkerAssigned);
PRAKSIS_CASE_FACT(CaseworkerUnassigned);
// consent.cc
PRAKSIS_CASE_FACT(ConsentGiven);
PRAKSIS_CASE_FACT(ConsentWithdrawn);
PRAKSIS_CASE_FACT(ConsentInvalidated);
// referral.cc
PRAKSIS_CASE_FACT(ReferralMade);
PRAKSIS_CASE_FACT(ReferralAmended);
PRAKSIS_CASE_FACT(ReferralAccepted);
PRAKSIS_CASE_FACT(ReferralDeclined);
PRAKSIS_CASE_FACT(ReferralCancelled);
PRAKSIS_CASE_FACT(ReferralFulfilled);
// placement.cc
PRAKSIS_CASE_FACT(PlacementOffered);
PRAKSIS_CASE_FACT(PlacementAgreed);
PRAKSIS_CASE_FACT(PlacementOfferDeclined);
PRAKSIS_CASE_FACT(PlacementStarted);
PRAKSIS_CASE_FACT(PlacementAbsence);
PRAKSIS_CASE_FACT(PlacementExtended);
PRAKSIS_CASE_FACT(PlacementHoursChanged);
PRAKSIS_CASE_FACT(PlacementInterrupted);
PRAKSIS_CASE_FACT(PlacementCompleted);
// coaching.cc
PRAKSIS_CASE_FACT(CoachingStarted);
PRAKSIS_CASE_FACT(CoachingSessionHeld);
PRAKSIS_CASE_FACT(CoachingEnded);
// belief.cc
PRAKSIS_CASE_FACT(BeliefAssessed);
PRAKSIS_CASE_FACT(CompanyVisited);
// occupation.cc
PRAKSIS_CASE_FACT(OccupationStarted);
PRAKSIS_CASE_FACT(OccupationEnded);
PRAKSIS_CASE_FACT(SubjectiveSuccessReported);
// notes.cc
PRAKSIS_CASE_FACT(NoteAdded);
PRAKSIS_CASE_FACT(FlagRaised);
PRAKSIS_CASE_FACT(FlagCleared);

#undef PRAKSIS_CASE_FACT

// The citizen and the job centre had to do with each other on `day` (CaseState.last_contact_on says what
// counts).
void NoteContact(base::Day day, CaseState& state);

// Whether `worker` is assigned to the case, in any role, on `day`.
bool IsAssigned(const CaseState& state, std::string_view worker, base::Day day);

// The first of `things` whose id is `id`; null where there is none.
template <typename Things, typename Id>
auto* FindBy(Things& things, Id id_of, std::string_view id) {
  for (auto& thing : things) {
    if (id_of(thing) == id) return &thing;
  }
  return static_cast<decltype(&*things.begin())>(nullptr);
}

}  // namespace praksis::domain::cases

#endif  // PRAKSIS_LIBS_DOMAIN_CASE_PARTS_H_
