// How effects are estimated, in words: what a statistician signs. A change of meaning is a new revision.
#ifndef PRAKSIS_SERVICES_MEASURES_DEFINITION_H_
#define PRAKSIS_SERVICES_MEASURES_DEFINITION_H_

#include <string>

#include "praksis/v1/cycle.pb.h"

namespace praksis::services {

inline constexpr int kMeasureDefinitionRevision = 1;

// Of the measure's figure and design, composed of the texts of libs/definitions: the pages compose the same
// in other languages (services/gateway/web/src/definitions.ts).
std::string MeasureDefinition(const v1::MeasureDecided& decided);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_MEASURES_DEFINITION_H_
