// What is missing for an effect, as a code and as a sentence.
#ifndef PRAKSIS_SERVICES_MEASURES_LACKS_H_
#define PRAKSIS_SERVICES_MEASURES_LACKS_H_

#include <cstdint>

#include "libs/measures/evaluation.h"
#include "praksis/v1/measures.pb.h"

namespace praksis::services {

v1::MeasureLack LackOf(const measures::Lacking& lacking, int64_t k);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_MEASURES_LACKS_H_
