#include "services/learning/learning_service.h"

#include <memory>
#include <string>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/base/status.h"
#include "libs/selection/extreme.h"
#include "libs/selection/selection.h"
#include "services/learning/criteria.h"
#include "services/learning/explanation.h"
#include "services/learning/kept_choice.h"
#include "services/learning/request.h"
#include "services/query/query.h"

namespace praksis::services {
namespace {

absl::StatusOr<selection::Selection> SelectBy(const SelectionTask& task, const selection::Pool& pool) {
  return task.extreme ? selection::SelectExtremeCases(pool, task.parameters)
                      : selection::SelectCases(pool, task.parameters);
}

// Reads the universe, chooses and explains. The choice lives as long as the view it was made from.
absl::StatusOr<v1::SelectCasesResponse> Choose(const projection::View& view, const SelectionTask& task,
                                               int64_t k, readmodels::PoolReader& pool_reader) {
  ASSIGN_OR_RETURN(const readmodels::Universe universe, pool_reader.Read(view, task.query));
  ASSIGN_OR_RETURN(const selection::Selection selection, SelectBy(task, universe.pool()));
  return Explain(view, universe, selection, k);
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
      pool_reader_(options.cache_bytes) {
  PRAKSIS_CHECK(options.k >= 2, "k=", options.k);
}

void LearningService::SelectCases(const v1::SelectCasesRequest& request, absl::Time deadline,
                                  Reply<v1::SelectCasesResponse> reply) {
  absl::StatusOr<SelectionTask> task = ReadTask(request, codelists_);
  if (!task.ok()) return std::move(reply)(task.status());
  task->parameters.threshold = options_.k;
  AnswerAt<v1::SelectCasesResponse>(
      views_, event_log_, clock_, request.at_least(), deadline, std::move(reply),
      [this, task = *std::move(task)](const projection::View& view, const std::string& position) mutable
      -> absl::StatusOr<v1::SelectCasesResponse> {
        task.query.today = base::DayAt(clock_.Now(), options_.time_zone);
        ASSIGN_OR_RETURN(v1::SelectCasesResponse response, Choose(view, task, options_.k, pool_reader_));
        response.set_position(position);
        response.set_as_of(base::FormatDay(task.query.today));
        AddCodelistRevisions(codelists_, *response.mutable_codelist_revisions());
        return response;
      });
}

v1::SelectionConfiguration LearningService::Configuration(const v1::SelectionCriteria& criteria,
                                                          const std::string& seed,
                                                          std::optional<int32_t> lambda_permille) const {
  return ConfigurationOf(criteria, seed, lambda_permille, options_.k);
}

absl::StatusOr<LearningService::Choice> LearningService::ChooseFor(const Terms& terms,
                                                                   const projection::View& view,
                                                                   const std::string& position) {
  ASSIGN_OR_RETURN(SelectionTask task, ReadCriteria(terms.criteria, terms.configuration));
  task.query.today = terms.as_of;
  const int64_t k = terms.configuration.min_alike();
  ASSIGN_OR_RETURN(const readmodels::Universe universe, pool_reader_.Read(view, task.query));
  ASSIGN_OR_RETURN(const selection::Selection selection, SelectBy(task, universe.pool()));
  Choice choice;
  ASSIGN_OR_RETURN(choice.kept, Keep(view, universe, selection, k));
  choice.kept.set_position(position);
  AddCodelistRevisions(codelists_, *choice.kept.mutable_codelist_revisions());
  *choice.kept.mutable_criteria() = Completed(terms.criteria);
  *choice.kept.mutable_configuration() = terms.configuration;
  ASSIGN_OR_RETURN(choice.explained, Explain(view, universe, selection, k));
  choice.explained.set_position(position);
  choice.explained.set_as_of(base::FormatDay(terms.as_of));
  *choice.explained.mutable_codelist_revisions() = choice.kept.codelist_revisions();
  return choice;
}

}  // namespace praksis::services
