// The rules of a case: which fact may follow which, and what they add up to. One person's course at a job
// centre; what the facts mean is said in proto/praksis/v1/case.proto.
//
// Pure: no IO, no clock, no threads. Any thread may call at once; a CaseState belongs to one thread at a
// time.
//
// Days of facts that leave their own day out are those of occurred_at. Where that is an instant, the day is
// the one in Europe/Copenhagen: what a history adds up to must not depend on a server's configuration.
#ifndef PRAKSIS_LIBS_DOMAIN_CASE_CASE_RULES_H_
#define PRAKSIS_LIBS_DOMAIN_CASE_CASE_RULES_H_

#include <span>
#include <vector>

#include "absl/status/status.h"
#include "libs/base/date.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "libs/domain/rules/stream_rules.h"
#include "praksis/v1/event.pb.h"
#include "praksis/v1/history.pb.h"

namespace praksis::domain::cases {

// Full time†, in minutes per week (37 hours).
inline constexpr int kFullTimeMinutesPerWeek = 2220;

// The rules below as the recorder and the projector use them.
const StreamRules& CaseRules();

// The case state inside a StreamState that CaseRules() made.
const CaseState& StateOf(const StreamState& state);

// May `fact` follow? Refusals are those of case.proto; besides
//   FAILED_PRECONDITION CASE_NOT_OPENED, CASE_EXISTS, CASE_CLOSED, SUBJECT_ERASED, DATES_DISAGREE
//   INVALID_ARGUMENT    WRONG_STREAM_KIND  (the body belongs to another kind of stream)
// `fact` must have passed ValidateFact and must not rewrite history (else the process ends).
[[nodiscard]] absl::Status Decide(const CaseState& state, const v1::Event& fact,
                                  const Circumstances& circumstances);

// Folds in an accepted event. Never fails: what cannot follow, and what rewrites history, moves the version
// on and changes nothing else.
void Evolve(const v1::Event& event, CaseState& state);

// The state after `history` (all the stream's events by version), corrections and voidings applied.
[[nodiscard]] CaseState Fold(std::span<const v1::Event> history);

// The facts of `history` that stand, by version, each saying what its last correction says. Its rewriting
// events are not among them.
[[nodiscard]] std::vector<v1::Event> StandingFacts(std::span<const v1::Event> history);

// May `rewrite` (EventCorrected or EventVoided; else the process ends) follow `history`? FAILED_PRECONDITION
// with
//   TARGET_UNKNOWN            no event of that version
//   TARGET_IS_CORRECTION      it rewrites history itself; correct or void what it was about
//   TARGET_NOT_STANDING       it was voided
//   REPLACEMENT_TYPE_DIFFERS  the replacement is of another type
//   CORRECTION_CONTRADICTS    {version, reason}: an event could not have followed had it been so from the
//   start SUBJECT_ERASED
[[nodiscard]] absl::Status DecideRewrite(std::span<const v1::Event> history, const v1::Event& rewrite,
                                         const Circumstances& circumstances);

// Where the person's consent is asked for a use: OK while a consent for `purpose` stands that had been given
// and had not expired on day `on`; else PERMISSION_DENIED, CONSENT_MISSING {purpose, on}.
[[nodiscard]] absl::Status RequireConsent(const CaseState& state, v1::ConsentGiven::Purpose purpose,
                                          base::Day on);

// The state as clients see it.
[[nodiscard]] v1::CaseSummary Summarize(const CaseState& state);

}  // namespace praksis::domain::cases

#endif  // PRAKSIS_LIBS_DOMAIN_CASE_CASE_RULES_H_
