#include "libs/domain/stream/rewriting.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/fact.h"
#include "libs/domain/stream/refusals.h"

namespace praksis::domain {
namespace {

// An event of the history and what has become of it.
struct Slot {
  v1::Event event;
  int64_t voided_by = 0;
};

v1::Event::BodyCase TypeOf(const v1::EventReplacement& replacement) {
  // The bodies of a replacement have the field numbers that they have in Event (checked by a test).
  return static_cast<v1::Event::BodyCase>(replacement.body_case());
}

void Replace(const v1::EventReplacement& replacement, v1::Event& event) {
  if (replacement.has_occurred_at()) *event.mutable_occurred_at() = replacement.occurred_at();
  const auto* from = v1::EventReplacement::descriptor()->FindFieldByNumber(replacement.body_case());
  const auto* to = v1::Event::descriptor()->FindFieldByNumber(replacement.body_case());
  if (from == nullptr || to == nullptr) return;
  event.GetReflection()
      ->MutableMessage(&event, to)
      ->CopyFrom(replacement.GetReflection()->GetMessage(replacement, from));
}

// Null where the history has no such version.
Slot* Find(std::vector<Slot>& slots, int64_t version) {
  const auto found = std::lower_bound(slots.begin(), slots.end(), version,
                                      [](const Slot& slot, int64_t v) { return slot.event.version() < v; });
  return found != slots.end() && found->event.version() == version ? &*found : nullptr;
}

void Apply(const v1::Event& rewrite, std::vector<Slot>& slots) {
  if (rewrite.has_event_voided()) {
    if (Slot* target = Find(slots, rewrite.event_voided().target_version()))
      target->voided_by = rewrite.version();
  } else if (Slot* target = Find(slots, rewrite.event_corrected().target_version())) {
    Replace(rewrite.event_corrected().replacement(), target->event);
  }
}

std::vector<Slot> Applied(std::span<const v1::Event> history) {
  std::vector<Slot> slots;
  slots.reserve(history.size());
  for (const v1::Event& event : history) {
    slots.push_back({event});
    if (RewritesHistory(event)) Apply(event, slots);
  }
  return slots;
}

bool Stands(const Slot& slot) { return slot.voided_by == 0 && !RewritesHistory(slot.event); }

std::string NameOf(const v1::Event& event) { return std::string(FieldNameOf(event.body_case())); }

absl::Status RefuseTarget(std::string_view reason, int64_t version, std::string_view sentence,
                          std::vector<base::Detail> details = {}) {
  details.emplace_back("target_version", base::StrCat(version));
  return base::Refuse(absl::StatusCode::kFailedPrecondition, reason, sentence, details);
}

// The event that `rewrite` is about, if it may be rewritten by it at all.
absl::StatusOr<Slot*> TargetOf(const v1::Event& rewrite, std::vector<Slot>& slots) {
  const bool corrects = rewrite.has_event_corrected();
  const int64_t version =
      corrects ? rewrite.event_corrected().target_version() : rewrite.event_voided().target_version();
  Slot* target = Find(slots, version);
  if (target == nullptr) {
    const int64_t last = slots.empty() ? 0 : slots.back().event.version();
    return RefuseTarget(
        "TARGET_UNKNOWN", version,
        base::StrCat("The stream has no event of version ", version, "; its last is ", last, "."),
        {{"current_version", base::StrCat(last)}});
  }
  if (RewritesHistory(target->event)) {
    const int64_t about = target->event.has_event_corrected()
                              ? target->event.event_corrected().target_version()
                              : target->event.event_voided().target_version();
    return RefuseTarget(
        "TARGET_IS_CORRECTION", version,
        base::StrCat("Version ", version, " is itself an ", NameOf(target->event), " of version ", about,
                     "; correct version ", about, " anew, or report what was voided again."),
        {{"about_version", base::StrCat(about)}});
  }
  if (target->voided_by != 0) {
    return RefuseTarget("TARGET_NOT_STANDING", version,
                        base::StrCat("Version ", version, " was voided by version ", target->voided_by,
                                     "; report the fact again if it holds after all."),
                        {{"voided_by_version", base::StrCat(target->voided_by)}});
  }
  if (corrects && TypeOf(rewrite.event_corrected().replacement()) != target->event.body_case()) {
    const std::string is = NameOf(target->event);
    const std::string given(FieldNameOf(TypeOf(rewrite.event_corrected().replacement())));
    return RefuseTarget("REPLACEMENT_TYPE_DIFFERS", version,
                        base::StrCat("Version ", version, " is a ", is, ", the replacement a ", given,
                                     "; void the one and report the other."),
                        {{"target_type", is}, {"replacement_type", given}});
  }
  return target;
}

// OK if each standing event from version `from` on could have followed those before it. What came before has
// been decided and is not touched by the rewrite.
absl::Status RequireConsistent(const StreamRules& rules, const std::vector<Slot>& slots, int64_t from) {
  const std::unique_ptr<StreamState> state = rules.Initial();
  for (const Slot& slot : slots) {
    if (!Stands(slot)) continue;
    if (slot.event.version() >= from) {
      // As it was then: nobody had been erased, and whether a day lay too far ahead was seen when it was
      // reported.
      const absl::Status decided = rules.Decide(*state, slot.event, Circumstances());
      if (!decided.ok()) {
        const std::string reason = base::ReasonOf(decided);
        return base::Refuse(
            absl::StatusCode::kFailedPrecondition, "CORRECTION_CONTRADICTS",
            base::StrCat("Had it been so from the start, version ", slot.event.version(), " (",
                         NameOf(slot.event), ") could not have followed: ", base::ToStd(decided.message()),
                         " Correct or void that version first."),
            {{"version", base::StrCat(slot.event.version())},
             {"type", NameOf(slot.event)},
             {"reason", reason},
             {"message", std::string(decided.message())}});
      }
    }
    rules.Evolve(slot.event, *state);
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<v1::Event> StandingFacts(std::span<const v1::Event> history) {
  std::vector<Slot> slots = Applied(history);
  std::vector<v1::Event> facts;
  facts.reserve(slots.size());
  for (Slot& slot : slots) {
    if (Stands(slot)) facts.push_back(std::move(slot.event));
  }
  return facts;
}

absl::Status DecideRewriting(const StreamRules& rules, std::span<const v1::Event> history,
                             const v1::Event& rewrite, const Circumstances& circumstances) {
  return DecideRewriting(rules, history, rewrite, circumstances,
                         [](const v1::Event&, const v1::Event&) { return absl::OkStatus(); });
}

absl::Status DecideRewriting(const StreamRules& rules, std::span<const v1::Event> history,
                             const v1::Event& rewrite, const Circumstances& circumstances,
                             const CorrectionCheck& may_replace) {
  PRAKSIS_CHECK(RewritesHistory(rewrite), "stream=", rewrite.stream(), " event_id=", rewrite.event_id());
  if (circumstances.subject_erased) return RefuseErased(rewrite.stream());
  std::vector<Slot> slots = Applied(history);
  ASSIGN_OR_RETURN(Slot * target, TargetOf(rewrite, slots));
  if (rewrite.has_event_voided()) {
    target->voided_by = rewrite.version() != 0 ? rewrite.version() : slots.back().event.version() + 1;
  } else {
    v1::Event replaced = target->event;
    Replace(rewrite.event_corrected().replacement(), replaced);
    RETURN_IF_ERROR(may_replace(target->event, replaced));
    target->event = std::move(replaced);
  }
  return RequireConsistent(rules, slots, target->event.version());
}

}  // namespace praksis::domain
