// The written forms of proto/praksis/v1/options.proto, each as a predicate on text.
#ifndef PRAKSIS_LIBS_DOMAIN_FACT_FORMATS_H_
#define PRAKSIS_LIBS_DOMAIN_FACT_FORMATS_H_

#include <string_view>

#include "praksis/v1/options.pb.h"

namespace praksis::domain {

// Whether `text` is written in `format`. True for FORMAT_UNSPECIFIED.
bool HasFormat(v1::Format format, std::string_view text);

// What to write, for a person: "a date, YYYY-MM-DD, that exists".
std::string_view Describe(v1::Format format);

// Whether `text` is UTF-8 (no overlong forms, no surrogates) without NUL.
bool IsText(std::string_view text);

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_FACT_FORMATS_H_
