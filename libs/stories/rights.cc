#include "libs/stories/rights.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "libs/base/status.h"

namespace praksis::stories {

StoryConsent StoryConsentOf(const domain::cases::CaseState& state, base::Day today) {
  StoryConsent found;
  for (const auto& consent : state.consents()) {
    if (consent.purpose() != v1::ConsentGiven::STORY_USE || !consent.standing()) continue;
    if (!consent.has_valid_until()) return {.stands = true};
    if (consent.valid_until() < today) continue;
    found.stands = true;
    found.valid_until = std::max<base::Day>(found.valid_until.value_or(today), consent.valid_until());
  }
  return found;
}

absl::StatusOr<bool> TextRights::MayShow(const v1::StoryTold& told) {
  if (told.anonymity() == v1::STORY_ANONYMITY_ANONYMISED) return true;
  ASSIGN_OR_RETURN(const CaseFeatures* features, CaseOf(told));
  return features != nullptr;
}

absl::StatusOr<const CaseFeatures*> TextRights::CaseOf(const v1::StoryTold& told) {
  if (told.case_stream().empty()) return nullptr;
  const auto known = cases_.find(told.case_stream());
  if (known != cases_.end()) return known->second.get();
  ASSIGN_OR_RETURN(const std::optional<domain::cases::CaseState> state,
                   view_.Case(StreamId(told.case_stream())));
  std::unique_ptr<const CaseFeatures> features;
  if (state && StoryConsentOf(*state, today_).stands) {
    features = std::make_unique<const CaseFeatures>(FeaturesOf(*state));
  }
  return cases_.emplace(told.case_stream(), std::move(features)).first->second.get();
}

}  // namespace praksis::stories
