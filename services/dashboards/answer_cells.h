// The counts of a figure's answer by their names: where the answer has them, as "interrupted",
// "causes[code=ILLNESS].count", "steps[stage=PLACED].reached". Elements of lists are named by what identifies
// them. A cause's own points have none: who is at risk there is at risk in `overall`, of the same day. Pure.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_ANSWER_CELLS_H_
#define PRAKSIS_SERVICES_DASHBOARDS_ANSWER_CELLS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"
#include "praksis/v1/dashboards.pb.h"

namespace praksis::services {

// What identifies an element of a list among its neighbours: "code=ILLNESS", "first=CITIZEN,second=COMPANY".
std::string ElementIdentity(const google::protobuf::Message& element);

// The names of all v1::Count that `answer` has, in its order.
std::vector<std::string> CellNames(const google::protobuf::Message& answer);

// The count called `cell`; null where `answer` has none of this name. Lives as long as `answer`.
const v1::Count* FindCell(const google::protobuf::Message& answer, std::string_view cell);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_ANSWER_CELLS_H_
