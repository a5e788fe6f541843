// A selection in the words of the interface.
#ifndef PRAKSIS_SERVICES_LEARNING_EXPLANATION_H_
#define PRAKSIS_SERVICES_LEARNING_EXPLANATION_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "libs/projection/projection.h"
#include "libs/readmodels/pool_reader.h"
#include "libs/selection/selection.h"
#include "praksis/v1/learning.pb.h"

namespace praksis::services {

// Everything but position, codelist revisions and as_of. `universe` was read from `view`, and `others`, those
// that ended the other way (null where they were not looked at); `selection` was made from their pools with
// `parameters`. Cases to be interviewed anonymised are named by pseudonym only;
// counts of like cases below the threshold are -1.
absl::StatusOr<v1::SelectCasesResponse> Explain(const projection::View& view,
                                                const readmodels::Universe& universe,
                                                const readmodels::Universe* others,
                                                const selection::Parameters& parameters,
                                                const selection::Selection& selection);

// The objective as a share of the bound, in thousandths, rounded down.
int32_t ProvenPermille(const selection::Selection& selection);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_LEARNING_EXPLANATION_H_
