// The check digits of public registers.
#ifndef PRAKSIS_LIBS_DOMAIN_FACT_REGISTER_NUMBERS_H_
#define PRAKSIS_LIBS_DOMAIN_FACT_REGISTER_NUMBERS_H_

#include <string_view>

namespace praksis::domain {

// Whether there is such a scheme: "DK-CVR", "SE-ORGNR", "NO-ORGNR" or "SAMPLE".
bool IsRegisterScheme(std::string_view scheme);

// Whether `number` can be one of that register. False for an unknown scheme.
bool IsRegisterNumber(std::string_view scheme, std::string_view number);

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_FACT_REGISTER_NUMBERS_H_
