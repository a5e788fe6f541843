// The figure of proto/praksis/v1/transfer.proto. Pure; any thread.
#ifndef PRAKSIS_SERVICES_TRANSFER_TRANSFER_FIGURE_H_
#define PRAKSIS_SERVICES_TRANSFER_TRANSFER_FIGURE_H_

#include <optional>
#include <set>
#include <string>

#include "libs/base/date.h"
#include "libs/readmodels/learning_streams.h"
#include "praksis/v1/transfer.pb.h"

namespace praksis::services {

// Which workshops and partners; an empty set is no condition.
struct TransferQuestion {
  std::set<std::string> themes = {};
  std::set<std::string> organisations = {};
  std::optional<base::Day> from = {};
  std::optional<base::Day> to = {};
};

// A learning counts as used still from so many days after it was passed on first.
inline constexpr base::Day kStickyDays = 365;

// As things stood at the end of the day `as_of`. Without metadata.
v1::GetTransferResponse TransferOf(const readmodels::LearningStreams& streams,
                                   const TransferQuestion& question, base::Day as_of);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_TRANSFER_TRANSFER_FIGURE_H_
