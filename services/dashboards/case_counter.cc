#include "services/dashboards/case_counter.h"

#include <algorithm>
#include <utility>

#include "libs/base/status.h"
#include "services/dashboards/answer_cells.h"
#include "services/dashboards/withholding.h"

namespace praksis::services {
namespace {

Question Unwithheld(Question question) {
  question.k = kNothingWithheld;
  return question;
}

}  // namespace

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> AnswerUnwithheld(const NamedFigure& figure,
                                                                            const projection::View& view,
                                                                            Question question) {
  return figure.answer(view, Unwithheld(std::move(question)));
}

CaseCounter::CaseCounter(const NamedFigure& figure, Question question, std::string cell)
    : figure_(figure),
      question_(Unwithheld(std::move(question))),
      cell_(std::move(cell)),
      view_(figure.model()) {}

absl::StatusOr<int64_t> CaseCounter::CountOf(const domain::cases::CaseState& state) {
  const auto& municipalities = question_.selection.municipalities;
  if (!municipalities.empty() &&
      std::find(municipalities.begin(), municipalities.end(), state.municipality()) == municipalities.end()) {
    return 0;
  }
  view_.Show(state);
  if (view_.empty()) return 0;
  ASSIGN_OR_RETURN(const auto answer, figure_.answer(view_, question_));
  const v1::Count* const count = FindCell(*answer, cell_);
  return count == nullptr ? 0 : count->value();
}

}  // namespace praksis::services
