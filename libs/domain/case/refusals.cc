#include "libs/domain/case/refusals.h"

#include <algorithm>

#include "libs/base/strings.h"
#include "libs/domain/case/days.h"

namespace praksis::domain::cases {
namespace {

std::string Upper(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return upper;
}

std::string Spaced(std::string_view name) {
  std::string spaced(name);
  std::replace(spaced.begin(), spaced.end(), '_', ' ');
  return spaced;
}

base::Detail IdOf(const Thing& thing) { return {base::StrCat(thing.what, "_id"), std::string(thing.id)}; }

}  // namespace

absl::Status RefuseExisting(const Thing& thing) {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, Upper(thing.what) + "_EXISTS",
                      base::StrCat("The case already has the ", thing.what, " \"", thing.id,
                                   "\"; give a new one another identifier, or correct the earlier."),
                      {IdOf(thing)});
}

absl::Status RefuseUnknown(const Thing& thing) {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, Upper(thing.what) + "_UNKNOWN",
                      base::StrCat("The case has no ", thing.what, " \"", thing.id,
                                   "\"; report it first, or check the identifier."),
                      {IdOf(thing)});
}

absl::Status RefuseState(std::string_view reason, const Thing& thing, std::string_view state,
                         std::string_view allowed) {
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, reason,
      base::StrCat("The ", thing.what, " \"", thing.id, "\" is ", state, "; this can only follow ", allowed,
                   ". Report what happened before, or correct what was reported wrongly."),
      {IdOf(thing), {"state", std::string(state)}, {"allowed", std::string(allowed)}});
}

absl::Status RefuseErased(std::string_view stream) {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "SUBJECT_ERASED",
                      base::StrCat("The person whom \"", stream,
                                   "\" is about has been erased; nothing more can be recorded about them."),
                      {{"stream", std::string(stream)}});
}

absl::Status RequireOrder(const NamedDay& earlier, const NamedDay& later, const Thing& thing) {
  if (later.day >= earlier.day) return absl::OkStatus();
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "DATES_DISAGREE",
      base::StrCat("The ", thing.what, " \"", thing.id, "\": ", Spaced(later.name), " ", ShowDay(later.day),
                   " is before ", Spaced(earlier.name), " ", ShowDay(earlier.day),
                   ". Check which is right; what was recorded wrongly can be corrected."),
      {IdOf(thing),
       {std::string(earlier.name), ShowDay(earlier.day)},
       {std::string(later.name), ShowDay(later.day)}});
}

}  // namespace praksis::domain::cases
