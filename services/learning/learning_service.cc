#include "services/learning/learning_service.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/base/status.h"
#include "libs/selection/selection.h"
#include "services/learning/criteria.h"
#include "services/learning/explanation.h"
#include "services/learning/kept_choice.h"
#include "services/learning/long_choice.h"
#include "services/learning/request.h"
#include "services/query/query.h"

namespace praksis::services {
namespace {

// A choice and what it was made from. Lives as long as the view.
struct Chosen {
  readmodels::Universe universe;
  // Where they were looked at.
  std::optional<readmodels::Universe> others;
  selection::Selection selection;

  const readmodels::Universe* other_universe() const { return others ? &*others : nullptr; }
};

// Reads the universe and chooses.
absl::StatusOr<Chosen> Choose(const projection::View& view, const SelectionTask& task,
                              readmodels::PoolReader& pool_reader, selection::GoOn go_on,
                              selection::Workspace& workspace) {
  Chosen chosen;
  ASSIGN_OR_RETURN(chosen.universe, pool_reader.Read(view, task.query));
  if (selection::ComparesEndings(task.parameters.mode)) {
    ASSIGN_OR_RETURN(chosen.others, pool_reader.Read(view, task.OtherEnding()));
  }
  ASSIGN_OR_RETURN(chosen.selection,
                   selection::SelectCases(chosen.universe.prepared(), task.parameters,
                                          chosen.others ? &chosen.others->prepared() : nullptr,
                                          std::move(go_on), &workspace));
  return chosen;
}

absl::StatusOr<v1::SelectCasesResponse> InWords(const projection::View& view, const SelectionTask& task,
                                                const Chosen& chosen) {
  return Explain(view, chosen.universe, chosen.other_universe(), task.parameters, chosen.selection);
}

}  // namespace

LearningService::LearningService(projection::ViewSource& views, const log::EventLog& event_log,
                                 const base::Clock& clock, LearningOptions options,
                                 const codelists::Codelists& codelists)
    : views_(views),
      event_log_(event_log),
      clock_(clock),
      options_(options),
      codelists_(codelists),
      pool_reader_(options.cache_bytes, options.universe_bytes),
      workspace_(options.workspace_bytes) {
  PRAKSIS_CHECK(options.k >= 2, "k=", options.k);
}

void LearningService::SelectCases(const v1::SelectCasesRequest& request, const Waiting& waiting,
                                  Reply<v1::SelectCasesResponse> reply) {
  absl::StatusOr<SelectionTask> task = ReadTask(request, codelists_);
  if (!task.ok()) return std::move(reply)(task.status());
  task->parameters.threshold = options_.k;
  AnswerAt<v1::SelectCasesResponse>(
      views_, event_log_, clock_, request.at_least(), waiting.deadline, std::move(reply),
      [this, waiting, task = *std::move(task)](
          const projection::View& view,
          const std::string& position) mutable -> absl::StatusOr<v1::SelectCasesResponse> {
        task.query.today = base::DayAt(clock_.Now(), options_.time_zone);
        ASSIGN_OR_RETURN(const Chosen chosen, Choose(view, task, pool_reader_, GoOn(waiting), workspace_));
        ASSIGN_OR_RETURN(v1::SelectCasesResponse response, InWords(view, task, chosen));
        response.set_position(position);
        response.set_as_of(base::FormatDay(task.query.today));
        AddCodelistRevisions(codelists_, *response.mutable_codelist_revisions());
        return response;
      });
}

selection::GoOn LearningService::GoOn(const Waiting& waiting) const {
  return GoOnWhile(waiting, options_.longest_choice, clock_);
}

v1::SelectionConfiguration LearningService::Configuration(const v1::SelectionCriteria& criteria,
                                                          const std::string& seed,
                                                          std::optional<int32_t> lambda_permille) const {
  return ConfigurationOf(criteria, seed, lambda_permille, options_.k);
}

absl::StatusOr<LearningService::Choice> LearningService::ChooseFor(const Terms& terms,
                                                                   const projection::View& view,
                                                                   const std::string& position,
                                                                   const Waiting& waiting) {
  ASSIGN_OR_RETURN(SelectionTask task, ReadCriteria(terms.criteria, terms.configuration, codelists_));
  task.query.today = terms.as_of;
  ASSIGN_OR_RETURN(const Chosen chosen, Choose(view, task, pool_reader_, GoOn(waiting), workspace_));
  Choice choice;
  ASSIGN_OR_RETURN(choice.kept,
                   Keep(view, chosen.universe, chosen.other_universe(), task.parameters, chosen.selection));
  choice.kept.set_position(position);
  AddCodelistRevisions(codelists_, *choice.kept.mutable_codelist_revisions());
  *choice.kept.mutable_criteria() = Completed(terms.criteria);
  *choice.kept.mutable_configuration() = terms.configuration;
  ASSIGN_OR_RETURN(choice.explained, InWords(view, task, chosen));
  choice.explained.set_position(position);
  choice.explained.set_as_of(base::FormatDay(terms.as_of));
  *choice.explained.mutable_codelist_revisions() = choice.kept.codelist_revisions();
  return choice;
}

}  // namespace praksis::services
