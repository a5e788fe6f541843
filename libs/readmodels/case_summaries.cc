#include "libs/readmodels/case_summaries.h"

#include "libs/base/status.h"
#include "libs/domain/case/case_rules.h"

namespace praksis::readmodels {

absl::StatusOr<std::optional<v1::CaseSummary>> ReadCaseSummary(const projection::View& view,
                                                               const StreamId& stream) {
  ASSIGN_OR_RETURN(const std::optional<domain::cases::CaseState> state, view.Case(stream));
  if (!state.has_value()) return std::nullopt;
  return domain::cases::Summarize(*state);
}

}  // namespace praksis::readmodels
