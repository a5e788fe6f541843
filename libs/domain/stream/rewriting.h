// Corrections and voidings, for streams of any kind: the history as if it had been right from the start.
//
// Pure; any thread may call at once.
#ifndef PRAKSIS_LIBS_DOMAIN_STREAM_REWRITING_H_
#define PRAKSIS_LIBS_DOMAIN_STREAM_REWRITING_H_

#include <functional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "libs/domain/rules/stream_rules.h"
#include "praksis/v1/event.pb.h"

namespace praksis::domain {

// The facts of `history` (all the stream's events by version) that stand, by version, each saying what its
// last correction says. Its rewriting events are not among them.
[[nodiscard]] std::vector<v1::Event> StandingFacts(std::span<const v1::Event> history);

// May `rewrite` (EventCorrected or EventVoided; else the process ends) follow `history`, by `rules`?
// FAILED_PRECONDITION with
//   TARGET_UNKNOWN            no event of that version
//   TARGET_IS_CORRECTION      it rewrites history itself; correct or void what it was about
//   TARGET_NOT_STANDING       it was voided
//   REPLACEMENT_TYPE_DIFFERS  the replacement is of another type
//   CORRECTION_CONTRADICTS    {version, reason}: an event could not have followed had it been so from the
//                             start
//   SUBJECT_ERASED
[[nodiscard]] absl::Status DecideRewriting(const StreamRules& rules, std::span<const v1::Event> history,
                                           const v1::Event& rewrite, const Circumstances& circumstances);

// What else the rules of a kind ask of a correction: `target` as it stands, `replaced` as it would be.
// Called before anything is decided anew.
using CorrectionCheck = std::function<absl::Status(const v1::Event& target, const v1::Event& replaced)>;

[[nodiscard]] absl::Status DecideRewriting(const StreamRules& rules, std::span<const v1::Event> history,
                                           const v1::Event& rewrite, const Circumstances& circumstances,
                                           const CorrectionCheck& may_replace);

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_STREAM_REWRITING_H_
