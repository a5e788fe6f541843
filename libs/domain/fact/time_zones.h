// Which time zones there are. Compiled in (time_zones.txt), so that what a server accepts does not depend on
// the machine that it runs on, and no client can have names looked up in its file system.
#ifndef PRAKSIS_LIBS_DOMAIN_FACT_TIME_ZONES_H_
#define PRAKSIS_LIBS_DOMAIN_FACT_TIME_ZONES_H_

#include <string_view>

namespace praksis::domain {

bool IsTimeZone(std::string_view name);

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_FACT_TIME_ZONES_H_
