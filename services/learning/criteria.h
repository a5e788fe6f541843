// Reading the criteria that a cycle has set.
#ifndef PRAKSIS_SERVICES_LEARNING_CRITERIA_H_
#define PRAKSIS_SERVICES_LEARNING_CRITERIA_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "libs/codelists/codelists.h"
#include "praksis/v1/selection.pb.h"
#include "services/learning/request.h"

namespace praksis::services {

// What makes a choice beside the criteria: `seed`, λ where it is not the usual one, and k.
v1::SelectionConfiguration ConfigurationOf(const v1::SelectionCriteria& criteria, const std::string& seed,
                                           std::optional<int32_t> lambda_permille, int64_t k);

// `criteria` with every default filled in.
v1::SelectionCriteria Completed(const v1::SelectionCriteria& criteria);

// Without `today`. `criteria` passed the checks of a CriteriaSet. UNIMPLEMENTED: CRITERION_NOT_SERVED
// {field}; INVALID_ARGUMENT: REQUEST_INVALID, where SelectCases would refuse it.
absl::StatusOr<SelectionTask> ReadCriteria(const v1::SelectionCriteria& criteria,
                                           const v1::SelectionConfiguration& configuration,
                                           const codelists::Codelists& codelists);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_LEARNING_CRITERIA_H_
