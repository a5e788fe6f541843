// What is known of projections and recorders, as messages.
#ifndef PRAKSIS_SERVICES_OPERATIONS_OPERATIONS_PROTO_H_
#define PRAKSIS_SERVICES_OPERATIONS_OPERATIONS_PROTO_H_

#include <string>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "libs/projection/projection_set.h"
#include "libs/recording/recorder.h"
#include "praksis/v1/operations.pb.h"

namespace praksis::services {

google::protobuf::Timestamp ToTimestamp(absl::Time time);
v1::Projection ToProjection(const projection::ProjectionInfo& info, const std::string& log_id);
v1::Comparison ToComparison(const projection::Comparison& comparison, const std::string& left,
                            const std::string& right, const std::string& log_id);
v1::GetStatusResponse::Recorder ToRecorder(const recording::Statistics& statistics);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_OPERATIONS_OPERATIONS_PROTO_H_
