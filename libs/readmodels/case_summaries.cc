#include "libs/readmodels/case_summaries.h"

#include <string>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"

namespace praksis::readmodels {
namespace {

constexpr std::string_view kName = "case_summaries";

class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }
  void Contribute(const domain::cases::CaseState& state, projection::Contributions& out) const override {
    out.Row(state.stream(), domain::cases::Summarize(state).SerializeAsString());
  }
};

}  // namespace

const projection::CaseModel& CaseSummariesModel() {
  static const Model model;
  return model;
}

absl::StatusOr<std::optional<v1::CaseSummary>> ReadCaseSummary(const projection::View& view,
                                                               const StreamId& stream) {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   view.snapshot().Get(view.Rows(kName), stream.value()));
  if (!row.has_value()) return std::nullopt;
  std::optional<v1::CaseSummary> summary(std::in_place);
  if (!summary->ParseFromString(*row)) {
    return base::Refuse(
        absl::StatusCode::kDataLoss, "PROJECTION_DAMAGED",
        base::StrCat("The summary of ", stream.value(), " is damaged; build the projection anew."),
        {{"stream", stream.value()}});
  }
  return summary;
}

}  // namespace praksis::readmodels
