// Notes, and flags: what somebody has to look at.
#include "libs/domain/case/days.h"
#include "libs/domain/case/parts.h"
#include "libs/domain/case/refusals.h"

namespace praksis::domain::cases {
namespace {

using Flag = CaseState::Flag;

template <typename Flags>
auto* Find(Flags& flags, std::string_view id) {
  return FindBy(
      flags, [](const Flag& flag) -> const std::string& { return flag.flag_id(); }, id);
}

}  // namespace

absl::Status Decide(const CaseState&, const v1::NoteAdded&, base::Day) { return absl::OkStatus(); }

void Evolve(const v1::NoteAdded&, base::Day occurred, CaseState& state) { NoteContact(occurred, state); }

void NoteContact(base::Day day, CaseState& state) {
  if (!state.has_last_contact_on() || day > state.last_contact_on()) state.set_last_contact_on(day);
}

absl::Status Decide(const CaseState& state, const v1::FlagRaised& raised, base::Day) {
  if (Find(state.flags(), raised.flag_id()) != nullptr) return RefuseExisting({"flag", raised.flag_id()});
  return absl::OkStatus();
}

void Evolve(const v1::FlagRaised& raised, base::Day, CaseState& state) {
  Flag* flag = state.add_flags();
  flag->set_flag_id(raised.flag_id());
  flag->set_kind(raised.kind());
  if (!raised.due().empty()) flag->set_due(DayOf(raised.due()));
}

absl::Status Decide(const CaseState& state, const v1::FlagCleared& cleared, base::Day) {
  const Thing thing = {"flag", cleared.flag_id()};
  const Flag* flag = Find(state.flags(), cleared.flag_id());
  if (flag == nullptr) return RefuseUnknown(thing);
  if (flag->cleared()) return RefuseState("FLAG_NOT_RAISED", thing, "CLEARED", "RAISED");
  return absl::OkStatus();
}

void Evolve(const v1::FlagCleared& cleared, base::Day, CaseState& state) {
  if (Flag* flag = Find(*state.mutable_flags(), cleared.flag_id())) flag->set_cleared(true);
}

}  // namespace praksis::domain::cases
