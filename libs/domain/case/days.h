// Days in a case's facts: those of any fact.
#ifndef PRAKSIS_LIBS_DOMAIN_CASE_DAYS_H_
#define PRAKSIS_LIBS_DOMAIN_CASE_DAYS_H_

#include "libs/domain/stream/days.h"

namespace praksis::domain::cases {

using domain::DayOf;
using domain::DayOr;
using domain::ShowDay;

}  // namespace praksis::domain::cases

#endif  // PRAKSIS_LIBS_DOMAIN_CASE_DAYS_H_
