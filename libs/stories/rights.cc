#include "libs/stories/rights.h"

#include <algorithm>
#include <optional>

#include "libs/base/status.h"

namespace praksis::stories {
namespace {

bool Consents(const domain::cases::CaseState& state, base::Day today) {
  return std::any_of(state.consents().begin(), state.consents().end(), [&](const auto& consent) {
    return consent.purpose() == v1::ConsentGiven::STORY_USE && consent.standing() &&
           (!consent.has_valid_until() || consent.valid_until() >= today);
  });
}

}  // namespace

absl::StatusOr<bool> TextRights::MayShow(const v1::StoryTold& told) {
  if (told.anonymity() == v1::STORY_ANONYMITY_ANONYMISED) return true;
  if (told.case_stream().empty()) return false;
  const auto [known, added] = consents_.try_emplace(told.case_stream(), false);
  if (!added) return known->second;
  ASSIGN_OR_RETURN(const std::optional<domain::cases::CaseState> state,
                   view_.Case(StreamId(told.case_stream())));
  return known->second = state && Consents(*state, today_);
}

}  // namespace praksis::stories
