#include "libs/domain/story/story_rules.h"

#include <algorithm>

#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/stream/latest.h"
#include "libs/domain/stream/refusals.h"
#include "libs/domain/stream/rules_of.h"
#include "libs/domain/stream_states/story_state.pb.h"

namespace praksis::domain::stories {
namespace {

Thing ThisStory(const Occasion& occasion) { return {"story", occasion.stream}; }

// It was told and stands, and `day`, by its name, is not before it was told.
absl::Status RequireStanding(const StoryState& state, const Occasion& occasion, std::string_view name) {
  const Thing story = ThisStory(occasion);
  if (!state.has_told_on()) return RefuseNotBegun("STORY_NOT_TOLD", story, "StoryTold");
  if (state.has_retracted_on()) {
    return RefuseOver("STORY_RETRACTED", story, {"retracted_on", state.retracted_on()});
  }
  return RequireOrder({"told_on", state.told_on()}, {name, occasion.day}, story);
}

// Whether the case's consent stands is not this stream's to say (DESIGN.md of libs/domain/stream); that there
// is no case whose consent could, is.
absl::Status RequireConsentCanStand(const StoryState& state, const Occasion& occasion) {
  if (state.anonymity() == v1::STORY_ANONYMITY_ANONYMISED || !state.case_stream().empty()) {
    return absl::OkStatus();
  }
  return base::Refuse(
      absl::StatusCode::kPermissionDenied, "CONSENT_MISSING",
      base::StrCat("The story \"", occasion.stream, "\" is not anonymised and names no case whose consent ",
                   "STORY_USE could stand; correct StoryTold with the case, or with the story anonymised."),
      {{"purpose", v1::ConsentGiven::Purpose_Name(v1::ConsentGiven::STORY_USE)},
       {"story_id", occasion.stream}});
}

}  // namespace

absl::Status Decide(const StoryState& state, const v1::StoryTold&, const Occasion& occasion) {
  if (!state.has_told_on()) return absl::OkStatus();
  return RefuseBegun(ThisStory(occasion), {"told_on", state.told_on()});
}

void Evolve(const v1::StoryTold& told, const Occasion& occasion, StoryState& state) {
  state.set_told_on(occasion.day);
  state.set_programme(told.programme());
  state.set_staff_group(told.staff_group());
  state.set_case_stream(told.case_stream());
  state.set_anonymity(told.anonymity());
  state.set_success(told.success());
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const StoryState& state, const v1::StoryVerified&, const Occasion& occasion) {
  return RequireStanding(state, occasion, "verified_on");
}

void Evolve(const v1::StoryVerified& verified, const Occasion& occasion, StoryState& state) {
  state.set_success(verified.success());
  state.set_verifications(state.verifications() + 1);
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const StoryState& state, const v1::ChiefActionIdentified& identified,
                    const Occasion& occasion) {
  RETURN_IF_ERROR(RequireStanding(state, occasion, "identified_on"));
  const auto& ids = state.action_ids();
  if (std::find(ids.begin(), ids.end(), identified.action_id()) == ids.end()) return absl::OkStatus();
  return RefuseExisting("story", {"action", identified.action_id()});
}

void Evolve(const v1::ChiefActionIdentified& identified, const Occasion& occasion, StoryState& state) {
  state.add_action_ids(identified.action_id());
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const StoryState& state, const v1::StorySharedAtMeeting&, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireStanding(state, occasion, "shared_on"));
  return RequireConsentCanStand(state, occasion);
}

void Evolve(const v1::StorySharedAtMeeting&, const Occasion& occasion, StoryState& state) {
  state.set_times_shared(state.times_shared() + 1);
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const StoryState& state, const v1::StoryRetracted&, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireStanding(state, occasion, "retracted_on"));
  return RequireOrder({"latest_on", state.latest_on()}, {"retracted_on", occasion.day}, ThisStory(occasion));
}

void Evolve(const v1::StoryRetracted&, const Occasion& occasion, StoryState& state) {
  state.set_retracted_on(occasion.day);
}

const StreamRules& StoryRules() {
  static const RulesOf<OfStory, StoryState> rules("story");
  return rules;
}

}  // namespace praksis::domain::stories
