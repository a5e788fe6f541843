// What is wrong between the fields of a fact: what one type knows and the schema's annotations cannot say.
#ifndef PRAKSIS_LIBS_DOMAIN_FACT_FACT_CHECKS_H_
#define PRAKSIS_LIBS_DOMAIN_FACT_FACT_CHECKS_H_

#include "libs/domain/fact/report.h"
#include "praksis/v1/event.pb.h"

namespace praksis::domain {

// Checks the body of `fact`; `at` is where the body's field is. A field that is missing or malformed has been
// reported by CheckBySchema and takes no part. Where occurred_at is not set (in a correction that keeps it),
// nothing is compared with it.
void CheckBetweenFields(const v1::Event& fact, const Path& at, Report& report);

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_FACT_FACT_CHECKS_H_
