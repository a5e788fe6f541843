// Reading the fields of requests. What is wrong is added to the violations, so that all of it is said at
// once.
#ifndef PRAKSIS_SERVICES_QUERY_FIELDS_H_
#define PRAKSIS_SERVICES_QUERY_FIELDS_H_

#include <optional>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "praksis/v1/options.pb.h"

namespace praksis::services {

using Violations = std::vector<base::FieldViolation>;

// Whether `text` has the format.
bool CheckFormat(v1::Format format, const std::string& text, const std::string& field,
                 Violations& violations);

// "2025-03-14"; nothing where it is empty, or no date.
std::optional<base::Day> ReadDay(const std::string& text, const std::string& field, Violations& violations);

struct Period {
  std::optional<base::Day> from;
  std::optional<base::Day> to;
};

// Of the fields `within` + "from" and `within` + "to", the second of which may not be before the first.
Period ReadPeriod(const std::string& from, const std::string& to, const std::string& within,
                  Violations& violations);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_QUERY_FIELDS_H_
