// Corrections and voidings: as of any stream (libs/domain/stream/rewriting.h).
#include "libs/domain/stream/rewriting.h"

#include <algorithm>
#include <vector>

#include "libs/domain/case/case_rules.h"

namespace praksis::domain::cases {

std::vector<v1::Event> StandingFacts(std::span<const v1::Event> history) {
  return domain::StandingFacts(history);
}

CaseState Fold(std::span<const v1::Event> history) {
  CaseState state;
  if (std::none_of(history.begin(), history.end(), RewritesHistory)) {
    for (const v1::Event& event : history) Evolve(event, state);
    return state;
  }
  for (const v1::Event& fact : StandingFacts(history)) Evolve(fact, state);
  state.set_stream(history.back().stream());
  state.set_version(history.back().version());
  return state;
}

absl::Status DecideRewrite(std::span<const v1::Event> history, const v1::Event& rewrite,
                           const Circumstances& circumstances) {
  return DecideRewriting(CaseRules(), history, rewrite, circumstances);
}

}  // namespace praksis::domain::cases
