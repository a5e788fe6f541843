#include "services/learning/long_choice.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_format.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"

namespace praksis::services {
namespace {

absl::Status RefuseLongChoice(absl::Duration waited, bool more_time_helps) {
  const std::string seconds = absl::StrFormat("%.1f", absl::ToDoubleSeconds(waited));
  return base::Refuse(
      absl::StatusCode::kDeadlineExceeded, "CHOICE_TAKES_TOO_LONG",
      base::StrCat(
          "In ", seconds,
          " seconds no choice was found that is proven to be half as good as the best one. Ask about "
          "fewer placements (a shorter period, fewer job centres), leave features out (weight 0), ask for "
          "fewer cases",
          more_time_helps ? ", or allow more time." : "."),
      {{"seconds", seconds}});
}

}  // namespace

selection::GoOn GoOnWhile(const Waiting& waiting, absl::Duration longest, const base::Clock& clock) {
  const absl::Time begun = clock.Now();
  const absl::Duration allowed = (waiting.deadline - begun) * 0.9;
  const bool by_deadline = allowed < longest;
  const absl::Duration limit = std::min(allowed, longest);
  return [begun, by_deadline, limit, has_gone = waiting.has_gone, &clock]() -> absl::Status {
    if (has_gone && has_gone()) {
      return base::Refuse(absl::StatusCode::kCancelled, "CALLER_GONE",
                          "nobody waits for the choice any more");
    }
    const absl::Duration waited = clock.Now() - begun;
    return waited < limit ? absl::OkStatus() : RefuseLongChoice(waited, by_deadline);
  };
}

}  // namespace praksis::services
