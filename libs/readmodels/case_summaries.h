// Where each case stands, as clients see it: one row per case.
//
//   case_summaries.rows   stream -> serialized v1::CaseSummary
#ifndef PRAKSIS_LIBS_READMODELS_CASE_SUMMARIES_H_
#define PRAKSIS_LIBS_READMODELS_CASE_SUMMARIES_H_

#include <optional>

#include "absl/status/statusor.h"
#include "libs/base/ids.h"
#include "libs/projection/projection.h"
#include "libs/projection/read_model.h"
#include "praksis/v1/history.pb.h"

namespace praksis::readmodels {

const projection::CaseModel& CaseSummariesModel();

// Nothing where no event of the stream is projected.
absl::StatusOr<std::optional<v1::CaseSummary>> ReadCaseSummary(const projection::View& view,
                                                               const StreamId& stream);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_CASE_SUMMARIES_H_
