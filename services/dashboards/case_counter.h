// Who is behind a count of a figure. Asked of one case at a time: what would the figure answer if this were
// the only case there is, and nothing were withheld? Figures are sums over cases, so these answers add up to
// the figure's; and as it is the figure that answers, what is counted and what is listed have one definition.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_CASE_COUNTER_H_
#define PRAKSIS_SERVICES_DASHBOARDS_CASE_COUNTER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "libs/projection/view.h"
#include "libs/readmodels/cases_view.h"
#include "services/dashboards/figures.h"

namespace praksis::services {

// What the figure answers about everybody where nothing is withheld (`question.k` is not looked at): only for
// who may see cases.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> AnswerUnwithheld(const NamedFigure& figure,
                                                                            const projection::View& view,
                                                                            Question question);

// Not thread-safe. `figure` must outlive it.
class CaseCounter {
 public:
  // `cell` is a name as CellNames gives it.
  CaseCounter(const NamedFigure& figure, Question question, std::string cell);

  // How much of the cell's count is of the case `state`.
  absl::StatusOr<int64_t> CountOf(const domain::cases::CaseState& state);

 private:
  const NamedFigure& figure_;
  const Question question_;
  const std::string cell_;
  readmodels::CasesView view_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_CASE_COUNTER_H_
