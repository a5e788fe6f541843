#include "libs/domain/stream/refusals.h"

#include <algorithm>

#include "libs/base/strings.h"
#include "libs/domain/fact/fact.h"
#include "libs/domain/stream/days.h"

namespace praksis::domain {
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

std::string Joined(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += joined.empty() ? text : ", " + text;
  return joined;
}

absl::Status RefuseExisting(std::string_view whole, const Thing& thing) {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, Upper(thing.what) + "_EXISTS",
                      base::StrCat("The ", whole, " already has the ", Spaced(thing.what), " \"", thing.id,
                                   "\"; give a new one another identifier, or correct the earlier."),
                      {IdOf(thing)});
}

absl::Status RefuseUnknown(std::string_view whole, const Thing& thing) {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, Upper(thing.what) + "_UNKNOWN",
                      base::StrCat("The ", whole, " has no ", Spaced(thing.what), " \"", thing.id,
                                   "\"; report it first, or check the identifier."),
                      {IdOf(thing)});
}

absl::Status RefuseUnknown(std::string_view whole, const Thing& thing,
                           const std::vector<std::string>& known) {
  const std::string there = known.empty() ? "none so far" : Joined(known);
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, Upper(thing.what) + "_UNKNOWN",
      base::StrCat("The ", whole, " has no ", Spaced(thing.what), " \"", thing.id, "\"; it has: ", there,
                   ". Check the identifier, or correct what was reported without it."),
      {IdOf(thing), {"known", Joined(known)}});
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

absl::Status RefuseStreamKind(const v1::Event& fact, std::string_view whole) {
  const std::string_view kind = KindOf(fact.body_case());
  return base::Refuse(
      absl::StatusCode::kInvalidArgument, "WRONG_STREAM_KIND",
      base::StrCat("The fact \"", FieldNameOf(fact.body_case()), "\" belongs to a stream of kind \"", kind,
                   "\", not to a ", whole, "; send it to \"", kind, "/…\"."),
      {{"type", std::string(TypeNameOf(fact.body_case()))},
       {"kind", std::string(kind)},
       {"stream", fact.stream()}});
}

absl::Status RefuseBegun(const Thing& whole, const NamedDay& begun) {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, Upper(whole.what) + "_EXISTS",
                      base::StrCat("\"", whole.id, "\" is there already (", Spaced(begun.name), " ",
                                   ShowDay(begun.day), "). A new ", whole.what,
                                   " needs a stream of its own; what was reported wrongly can be corrected."),
                      {IdOf(whole), {std::string(begun.name), ShowDay(begun.day)}});
}

absl::Status RefuseNotBegun(std::string_view reason, const Thing& whole, std::string_view first) {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, reason,
                      base::StrCat("There is no ", whole.what, " \"", whole.id, "\" yet; report ", first,
                                   " first, or check the stream."),
                      {IdOf(whole), {"first", std::string(first)}});
}

absl::Status RefuseOver(std::string_view reason, const Thing& whole, const NamedDay& ended,
                        std::string_view also) {
  const std::string allowed = base::StrCat(also, also.empty() ? "" : ", ", "event_corrected, event_voided");
  return base::Refuse(absl::StatusCode::kFailedPrecondition, reason,
                      base::StrCat("\"", whole.id, "\": ", Spaced(ended.name), " ", ShowDay(ended.day),
                                   ". Only these may follow: ", allowed,
                                   ". Correct or take back (EventVoided) what was reported wrongly before."),
                      {IdOf(whole), {std::string(ended.name), ShowDay(ended.day)}, {"allowed", allowed}});
}

absl::Status RequireOrder(const NamedDay& earlier, const NamedDay& later, const Thing& thing) {
  if (later.day >= earlier.day) return absl::OkStatus();
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "DATES_DISAGREE",
      base::StrCat("The ", Spaced(thing.what), " \"", thing.id, "\": ", Spaced(later.name), " ",
                   ShowDay(later.day), " is before ", Spaced(earlier.name), " ", ShowDay(earlier.day),
                   ". Check which is right; what was recorded wrongly can be corrected."),
      {IdOf(thing),
       {std::string(earlier.name), ShowDay(earlier.day)},
       {std::string(later.name), ShowDay(later.day)}});
}

}  // namespace praksis::domain
