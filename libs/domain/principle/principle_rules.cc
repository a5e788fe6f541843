#include "libs/domain/principle/principle_rules.h"

#include <algorithm>
#include <string>

#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/stream/days.h"
#include "libs/domain/stream/latest.h"
#include "libs/domain/stream/refusals.h"
#include "libs/domain/stream/rules_of.h"
#include "libs/domain/stream_states/principle_state.pb.h"

namespace praksis::domain::principles {
namespace {

using Link = PrincipleState::Link;

Thing ThisPrinciple(const Occasion& occasion) { return {"principle", occasion.stream}; }

auto FindLink(const PrincipleState& state, const std::string& story, const std::string& action) {
  return std::find_if(state.links().begin(), state.links().end(),
                      [&](const Link& link) { return link.story() == story && link.action() == action; });
}

absl::Status RefuseMerged(const PrincipleState& state, const Occasion& occasion) {
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "PRINCIPLE_MERGED",
      base::StrCat("The principle \"", occasion.stream, "\" was given up for \"", state.merged_into(),
                   "\" on ", ShowDay(state.merged_on()), "; report it there, or take back the merging."),
      {{"principle_id", occasion.stream},
       {"into", state.merged_into()},
       {"merged_on", ShowDay(state.merged_on())}});
}

// It is there and was not merged, and the day is not before its first wording.
absl::Status RequireStanding(const PrincipleState& state, const Occasion& occasion, std::string_view name) {
  const Thing principle = ThisPrinciple(occasion);
  if (!state.has_formulated_on()) {
    return RefuseNotBegun("PRINCIPLE_NOT_FORMULATED", principle, "PrincipleFormulated");
  }
  if (state.has_merged_on()) return RefuseMerged(state, occasion);
  return RequireOrder({"formulated_on", state.formulated_on()}, {name, occasion.day}, principle);
}

absl::Status RefuseLink(std::string_view reason, const std::string& story, const std::string& action,
                        std::string_view is, std::string_view remedy) {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, reason,
                      base::StrCat("The action \"", action, "\" of \"", story, "\" ", is,
                                   " linked to this principle; ", remedy),
                      {{"story", story}, {"action", action}});
}

}  // namespace

absl::Status Decide(const PrincipleState& state, const v1::PrincipleFormulated&, const Occasion& occasion) {
  if (!state.has_formulated_on()) return absl::OkStatus();
  return RequireStanding(state, occasion, "reworded_on");
}

void Evolve(const v1::PrincipleFormulated&, const Occasion& occasion, PrincipleState& state) {
  if (!state.has_formulated_on()) state.set_formulated_on(occasion.day);
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const PrincipleState& state, const v1::PrincipleLinked& linked,
                    const Occasion& occasion) {
  RETURN_IF_ERROR(RequireStanding(state, occasion, "linked_on"));
  if (FindLink(state, linked.story(), linked.action()) == state.links().end()) return absl::OkStatus();
  return RefuseLink("LINK_EXISTS", linked.story(), linked.action(), "is already",
                    "an action counts once. Unlink it first if it was linked wrongly.");
}

void Evolve(const v1::PrincipleLinked& linked, const Occasion& occasion, PrincipleState& state) {
  Link* link = state.add_links();
  link->set_story(linked.story());
  link->set_action(linked.action());
  link->set_linked_on(occasion.day);
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const PrincipleState& state, const v1::PrincipleUnlinked& unlinked,
                    const Occasion& occasion) {
  RETURN_IF_ERROR(RequireStanding(state, occasion, "unlinked_on"));
  const auto link = FindLink(state, unlinked.story(), unlinked.action());
  if (link == state.links().end()) {
    return RefuseLink("LINK_UNKNOWN", unlinked.story(), unlinked.action(), "is not",
                      "check the story and the action.");
  }
  return RequireOrder({"linked_on", link->linked_on()}, {"unlinked_on", occasion.day},
                      ThisPrinciple(occasion));
}

void Evolve(const v1::PrincipleUnlinked& unlinked, const Occasion& occasion, PrincipleState& state) {
  const auto link = FindLink(state, unlinked.story(), unlinked.action());
  if (link != state.links().end()) state.mutable_links()->erase(link);
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const PrincipleState& state, const v1::PrinciplesMerged&, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireStanding(state, occasion, "merged_on"));
  return RequireOrder({"latest_on", state.latest_on()}, {"merged_on", occasion.day}, ThisPrinciple(occasion));
}

void Evolve(const v1::PrinciplesMerged& merged, const Occasion& occasion, PrincipleState& state) {
  state.set_merged_into(merged.into());
  state.set_merged_on(occasion.day);
}

const StreamRules& PrincipleRules() {
  static const RulesOf<OfPrinciple, PrincipleState> rules("principle");
  return rules;
}

}  // namespace praksis::domain::principles
