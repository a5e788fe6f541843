// A Verification for people and for programs.
#ifndef PRAKSIS_SERVICES_PRAKSISD_VERIFY_OUTPUT_H_
#define PRAKSIS_SERVICES_PRAKSISD_VERIFY_OUTPUT_H_

#include <string>

#include "services/praksisd/verify.h"

namespace praksis::services {

// Lines of text, the verdict last.
std::string VerificationText(const Verification& verification);

// One JSON object and a newline:
//   {"sound": bool, "events": n, "streams": n, "log": "" or what is wrong, "projection": "v-…" or "",
//   "rowsCompared": n,
//    "rowsDifferent": n, "differences": [{"table", "key", "stored", "rebuilt"}, …]}  keys and values in
//    hexadecimal.
std::string VerificationJson(const Verification& verification);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_PRAKSISD_VERIFY_OUTPUT_H_
