// What the figures mean, in words, once: what a statistician signs. A change of meaning is a new revision.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_DEFINITIONS_H_
#define PRAKSIS_SERVICES_DASHBOARDS_DEFINITIONS_H_

#include <string_view>

namespace praksis::services {

struct FigureDefinition {
  std::string_view figure;
  int revision = 1;
  std::string_view text;
};

extern const FigureDefinition kFunnelDefinition;
extern const FigureDefinition kReferralsDefinition;
extern const FigureDefinition kInterruptionsDefinition;
extern const FigureDefinition kDisagreementDefinition;
extern const FigureDefinition kReturnToWorkDefinition;

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_DEFINITIONS_H_
