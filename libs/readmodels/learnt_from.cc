#include "libs/readmodels/learnt_from.h"

#include "libs/base/date.h"
#include "libs/domain/fact/fact.h"

namespace praksis::readmodels {

void AddLearntFrom(const v1::Event& fact, std::string_view case_stream, std::vector<v1::LearntFrom>& out) {
  // Where `named` is the case: a further entry, to be told more of.
  const auto add = [&](const v1::LearningCase& named, v1::LearntFrom::Kind kind) -> v1::LearntFrom* {
    if (named.case_stream() != case_stream) return nullptr;
    v1::LearntFrom& added = out.emplace_back();
    added.set_kind(kind);
    added.set_cycle(fact.stream());
    added.set_version(fact.version());
    added.set_happened_on(base::FormatDay(domain::OccurredDay(fact)));
    added.set_placement_id(named.placement_id());
    return &added;
  };
  const v1::CasesSelected& selected = fact.cases_selected();
  for (const v1::SelectionPick& pick : selected.picks()) {
    if (v1::LearntFrom* const chosen = add(pick.learning_case(), v1::LearntFrom::CHOSEN)) {
      chosen->set_only_anonymised(pick.only_anonymised());
      chosen->set_id(selected.selection_id());
    }
    if (v1::LearntFrom* const twin = add(pick.twin(), v1::LearntFrom::CHOSEN_AS_TWIN)) {
      twin->set_id(selected.selection_id());
    }
  }
  const v1::SelectionOverridden& overridden = fact.selection_overridden();
  if (v1::LearntFrom* const removed = add(overridden.removed(), v1::LearntFrom::REMOVED)) {
    removed->set_id(overridden.selection_id());
  }
  if (v1::LearntFrom* const put = add(overridden.added(), v1::LearntFrom::ADDED)) {
    put->set_only_anonymised(overridden.only_anonymised());
    put->set_id(overridden.selection_id());
  }
  const v1::InterviewRecorded& interview = fact.interview_recorded();
  if (v1::LearntFrom* const interviewed = add(interview.learning_case(), v1::LearntFrom::INTERVIEWED)) {
    interviewed->set_informant(interview.informant());
    interviewed->set_id(interview.interview_id());
  }
}

}  // namespace praksis::readmodels
