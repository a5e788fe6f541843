// What calls about cycles are refused for, said once.
#ifndef PRAKSIS_SERVICES_CYCLES_REFUSALS_H_
#define PRAKSIS_SERVICES_CYCLES_REFUSALS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/formats.h"

namespace praksis::services {

inline absl::Status RefuseUnknownCycle(const std::string& stream) {
  return base::Refuse(absl::StatusCode::kNotFound, "CYCLE_NOT_FOUND",
                      base::StrCat("There is no cycle \"", stream, "\"; ListCycles says which there are."),
                      {{"stream", stream}});
}

// Adds that `stream` is no "cycle/…", where it is none.
inline void CheckCycleStream(const std::string& stream, std::vector<base::FieldViolation>& violations) {
  if (domain::HasFormat(v1::STREAM, stream) && stream.starts_with("cycle/")) return;
  violations.push_back({"stream", base::StrCat("\"", stream, "\" is no cycle; write \"cycle/…\"")});
}

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_CYCLES_REFUSALS_H_
