// The figures that this service answers, by name. What they mean is in libs/definitions.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_DEFINITIONS_H_
#define PRAKSIS_SERVICES_DASHBOARDS_DEFINITIONS_H_

#include <string_view>

namespace praksis::services {

struct FigureDefinition {
  // As libs/definitions calls it.
  std::string_view figure;
};

inline constexpr FigureDefinition kFunnelDefinition = {"funnel"};
inline constexpr FigureDefinition kReferralsDefinition = {"referrals"};
inline constexpr FigureDefinition kInterruptionsDefinition = {"interruptions"};
inline constexpr FigureDefinition kDisagreementDefinition = {"disagreement"};
inline constexpr FigureDefinition kReturnToWorkDefinition = {"return-to-work"};
inline constexpr FigureDefinition kCoachingOutcomesDefinition = {"coaching-outcomes"};
inline constexpr FigureDefinition kBeliefDefinition = {"belief"};
inline constexpr FigureDefinition kContinuityDefinition = {"continuity"};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_DEFINITIONS_H_
