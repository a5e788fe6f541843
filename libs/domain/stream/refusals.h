// The words in which rules refuse, whatever the stream is about. Each says what is wrong and what to do, with
// its facts as details. All are FAILED_PRECONDITION unless said otherwise.
//
// `whole` is what the stream is about, by its kind: "case", "story".
#ifndef PRAKSIS_LIBS_DOMAIN_STREAM_REFUSALS_H_
#define PRAKSIS_LIBS_DOMAIN_STREAM_REFUSALS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "praksis/v1/event.pb.h"

namespace praksis::domain {

// A thing in a stream: "placement" "p-1".
struct Thing {
  std::string_view what;
  std::string_view id;
};

// PLACEMENT_EXISTS {placement_id}
absl::Status RefuseExisting(std::string_view whole, const Thing& thing);

// PLACEMENT_UNKNOWN {placement_id}
absl::Status RefuseUnknown(std::string_view whole, const Thing& thing);
// PLACEMENT_UNKNOWN {placement_id, known}: `known` lists those there are.
absl::Status RefuseUnknown(std::string_view whole, const Thing& thing, const std::vector<std::string>& known);

// `reason` {placement_id, state, allowed}: the thing is in a state from which this cannot follow. `allowed`
// lists the states that it can follow from: "MADE, ACCEPTED".
absl::Status RefuseState(std::string_view reason, const Thing& thing, std::string_view state,
                         std::string_view allowed);

// SUBJECT_ERASED {stream}
absl::Status RefuseErased(std::string_view stream);

// INVALID_ARGUMENT, WRONG_STREAM_KIND {type, kind, stream}: the body belongs to another kind of stream.
absl::Status RefuseStreamKind(const v1::Event& fact, std::string_view whole);

// A day as a fact or the history names it: "last_day" 20128.
struct NamedDay {
  std::string_view name;
  base::Day day;
};

// STORY_EXISTS {story_id, told_on}: the stream has begun with its first fact already.
absl::Status RefuseBegun(const Thing& whole, const NamedDay& begun);

// `reason` {story_id}: the stream has not begun; `first` is the type of fact that it begins with.
absl::Status RefuseNotBegun(std::string_view reason, const Thing& whole, std::string_view first);

// `reason` {story_id, retracted_on, allowed}: it has ended, and only corrections may follow, and what `also`
// lists ("reflection_recorded").
absl::Status RefuseOver(std::string_view reason, const Thing& whole, const NamedDay& ended,
                        std::string_view also = {});

// OK if `later` is not before `earlier`; else DATES_DISAGREE {later's name, earlier's name, placement_id}.
absl::Status RequireOrder(const NamedDay& earlier, const NamedDay& later, const Thing& thing);

// "a, b": how lists stand among the details of a refusal.
std::string Joined(const std::vector<std::string>& texts);

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_STREAM_REFUSALS_H_
