#include "services/query/fields.h"

#include "libs/base/strings.h"
#include "libs/domain/fact/formats.h"

namespace praksis::services {

bool CheckFormat(v1::Format format, const std::string& text, const std::string& field,
                 Violations& violations) {
  if (domain::HasFormat(format, text)) return true;
  violations.push_back({field, base::StrCat("\"", text, "\" is not ", domain::Describe(format))});
  return false;
}

std::optional<base::Day> ReadDay(const std::string& text, const std::string& field, Violations& violations) {
  if (text.empty()) return std::nullopt;
  const auto day = base::ParseDay(text);
  if (!day) violations.push_back({field, base::StrCat("\"", text, "\" is no date; write YYYY-MM-DD")});
  return day;
}

Period ReadPeriod(const std::string& from, const std::string& to, const std::string& within,
                  Violations& violations) {
  const Period period = {.from = ReadDay(from, within + "from", violations),
                         .to = ReadDay(to, within + "to", violations)};
  if (period.from && period.to && *period.from > *period.to) {
    violations.push_back({within + "to", base::StrCat("\"", to, "\" is before \"", from, "\"")});
  }
  return period;
}

}  // namespace praksis::services
