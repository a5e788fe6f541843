// All codelists with their labels, for pages and scripts that show codes to people.
#ifndef PRAKSIS_SERVICES_GATEWAY_CODELISTS_JSON_H_
#define PRAKSIS_SERVICES_GATEWAY_CODELISTS_JSON_H_

#include <string>

#include "libs/codelists/codelists.h"

namespace praksis::gateway {

// {"lists": {"target-group": {"revision": 1, "own": false, "codes": [{"code": "JOB_READY", "labels": {"da":
// "…", "sv": "…", "en": "…", "he": "…"}}, …]}, …}}: lists by their names, codes in each list's own order.
std::string CodelistsJson(const codelists::Codelists& codelists);

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_CODELISTS_JSON_H_
