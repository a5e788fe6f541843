// Reading which cases are asked for.
#ifndef PRAKSIS_SERVICES_LEARNING_REQUEST_H_
#define PRAKSIS_SERVICES_LEARNING_REQUEST_H_

#include "absl/status/statusor.h"
#include "libs/codelists/codelists.h"
#include "libs/readmodels/pool_reader.h"
#include "libs/selection/selection.h"
#include "praksis/v1/learning.pb.h"

namespace praksis::services {

struct SelectionTask {
  // Without `today`; municipalities in the order of the quotas.
  readmodels::UniverseQuery query;
  // Without the threshold. In kMatchedPair quotas count pairs.
  selection::Parameters parameters;

  // Those that ended the other way.
  readmodels::UniverseQuery OtherEnding() const;
};

// INVALID_ARGUMENT, REQUEST_INVALID with every field violation.
absl::StatusOr<SelectionTask> ReadTask(const v1::SelectCasesRequest& request,
                                       const codelists::Codelists& codelists);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_LEARNING_REQUEST_H_
