// How a service that answers from read models records what it has found.
#ifndef PRAKSIS_SERVICES_REPLY_RECORD_OWN_FACT_H_
#define PRAKSIS_SERVICES_REPLY_RECORD_OWN_FACT_H_

#include <functional>

#include "absl/time/time.h"
#include "praksis/v1/journal.pb.h"
#include "services/reply/reply.h"

namespace praksis::services {

// Records a fact that the server itself has made (JournalService::RecordOwn). Empty where it records nothing.
using RecordOwnFact = std::function<void(v1::RecordRequest, absl::Time deadline, Reply<v1::RecordResponse>)>;

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_REPLY_RECORD_OWN_FACT_H_
