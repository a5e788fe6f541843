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
  // Without the threshold.
  selection::Parameters parameters;
  // Cases like few others are asked for.
  bool extreme = false;
};

// INVALID_ARGUMENT, REQUEST_INVALID with every field violation; UNIMPLEMENTED, MODE_NOT_SERVED.
absl::StatusOr<SelectionTask> ReadTask(const v1::SelectCasesRequest& request,
                                       const codelists::Codelists& codelists);

// UNIMPLEMENTED, MODE_NOT_SERVED.
absl::Status CheckMode(v1::SelectCasesRequest::Mode mode);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_LEARNING_REQUEST_H_
