// Comparing two answers of one figure. Works on what the answers show and on nothing else, so that it gives
// away nothing that they withhold. Pure.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_COMPARE_H_
#define PRAKSIS_SERVICES_DASHBOARDS_COMPARE_H_

#include "google/protobuf/message.h"
#include "libs/readmodels/cells.h"
#include "praksis/v1/dashboards.pb.h"

namespace praksis::services {

// No case or placement is in both: they exclude each other by municipality, target group, industry section or
// period. (A person may be in both, with two cases. The intervals of differences take the groups for
// independent all the same; persons with several cases are few.)
bool ExcludeEachOther(const readmodels::CellSelection& first, const readmodels::CellSelection& second);

// Adds a comparison for every v1::Estimate that both answers (messages of one type) have, in the order of the
// first. Elements of repeated fields are the same where their strings, enums and int32s are.
void CompareAnswers(const google::protobuf::Message& first, const google::protobuf::Message& second,
                    v1::CompareSelectionsResponse& response);

// What an answer says about itself.
const v1::FigureMetadata& MetadataOf(const google::protobuf::Message& answer);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_COMPARE_H_
