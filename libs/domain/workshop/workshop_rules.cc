#include "libs/domain/workshop/workshop_rules.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/status.h"
#include "libs/domain/stream/refusals.h"
#include "libs/domain/stream/rules_of.h"
#include "libs/domain/stream_states/workshop_state.pb.h"

namespace praksis::domain::workshops {
namespace {

using Texts = google::protobuf::RepeatedPtrField<std::string>;

bool Has(const Texts& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

absl::Status RequireHeld(const WorkshopState& state, const Occasion& occasion) {
  if (state.has_held_on()) return absl::OkStatus();
  return RefuseNotBegun("WORKSHOP_NOT_HELD", {"workshop", occasion.stream}, "WorkshopHeld");
}

absl::Status RequireNew(const Texts& known, const Thing& thing) {
  return Has(known, std::string(thing.id)) ? RefuseExisting("workshop", thing) : absl::OkStatus();
}

absl::Status RequireKnown(const Texts& known, std::string_view what, const std::string& id) {
  if (Has(known, id)) return absl::OkStatus();
  return RefuseUnknown("workshop", {what, id}, std::vector<std::string>(known.begin(), known.end()));
}

absl::Status RequireAllKnown(const Texts& known, std::string_view what, const Texts& ids) {
  for (const std::string& id : ids) RETURN_IF_ERROR(RequireKnown(known, what, id));
  return absl::OkStatus();
}

// Nothing is passed on, or used, before the workshop.
absl::Status RequireAfter(const WorkshopState& state, const NamedDay& day, const Thing& thing) {
  return RequireOrder({"workshop_held_on", state.held_on()}, day, thing);
}

}  // namespace

absl::Status Decide(const WorkshopState& state, const v1::WorkshopHeld&, const Occasion& occasion) {
  if (!state.has_held_on()) return absl::OkStatus();
  return RefuseBegun({"workshop", occasion.stream}, {"held_on", state.held_on()});
}

void Evolve(const v1::WorkshopHeld& held, const Occasion& occasion, WorkshopState& state) {
  state.set_held_on(occasion.day);
  state.clear_partners();
  for (const v1::WorkshopPartner& partner : held.partners()) state.add_partners(partner.partner());
}

absl::Status Decide(const WorkshopState& state, const v1::ToolkitPublished& published,
                    const Occasion& occasion) {
  RETURN_IF_ERROR(RequireHeld(state, occasion));
  return RequireNew(state.toolkit_ids(), {"toolkit", published.toolkit_id()});
}

void Evolve(const v1::ToolkitPublished& published, const Occasion&, WorkshopState& state) {
  state.add_toolkit_ids(published.toolkit_id());
}

absl::Status Decide(const WorkshopState& state, const v1::VideoPublished& published,
                    const Occasion& occasion) {
  RETURN_IF_ERROR(RequireHeld(state, occasion));
  return RequireNew(state.video_ids(), {"video", published.video_id()});
}

void Evolve(const v1::VideoPublished& published, const Occasion&, WorkshopState& state) {
  state.add_video_ids(published.video_id());
}

absl::Status Decide(const WorkshopState& state, const v1::KnowledgeTransferHeld& held,
                    const Occasion& occasion) {
  RETURN_IF_ERROR(RequireHeld(state, occasion));
  const Thing transfer = {"transfer", held.transfer_id()};
  for (const WorkshopState::Transfer& earlier : state.transfers()) {
    if (earlier.transfer_id() == held.transfer_id()) return RefuseExisting("workshop", transfer);
  }
  RETURN_IF_ERROR(RequireKnown(state.partners(), "partner", held.partner()));
  RETURN_IF_ERROR(RequireAllKnown(state.toolkit_ids(), "toolkit", held.toolkits()));
  RETURN_IF_ERROR(RequireAllKnown(state.video_ids(), "video", held.videos()));
  return RequireAfter(state, {"held_on", occasion.day}, transfer);
}

void Evolve(const v1::KnowledgeTransferHeld& held, const Occasion& occasion, WorkshopState& state) {
  WorkshopState::Transfer* transfer = state.add_transfers();
  transfer->set_transfer_id(held.transfer_id());
  transfer->set_partner(held.partner());
  transfer->set_held_on(occasion.day);
}

absl::Status Decide(const WorkshopState& state, const v1::LearningUsed& used, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireHeld(state, occasion));
  RETURN_IF_ERROR(RequireKnown(state.partners(), "partner", used.partner()));
  return RequireAfter(state, {"used_on", occasion.day}, {"workshop", occasion.stream});
}

void Evolve(const v1::LearningUsed&, const Occasion&, WorkshopState& state) {
  state.set_uses(state.uses() + 1);
}

const StreamRules& WorkshopRules() {
  static const RulesOf<OfWorkshop, WorkshopState> rules("workshop");
  return rules;
}

}  // namespace praksis::domain::workshops
