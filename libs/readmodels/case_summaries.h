// Where a case stands, as clients see it. Nothing is kept for it: the projection's state of the case says
// all.
#ifndef PRAKSIS_LIBS_READMODELS_CASE_SUMMARIES_H_
#define PRAKSIS_LIBS_READMODELS_CASE_SUMMARIES_H_

#include <optional>

#include "absl/status/statusor.h"
#include "libs/base/ids.h"
#include "libs/projection/projection.h"
#include "praksis/v1/history.pb.h"

namespace praksis::readmodels {

// Of a stream of the kind "case"; nothing where no event of it is projected. DATA_LOSS where what is kept is
// damaged.
absl::StatusOr<std::optional<v1::CaseSummary>> ReadCaseSummary(const projection::View& view,
                                                               const StreamId& stream);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_CASE_SUMMARIES_H_
