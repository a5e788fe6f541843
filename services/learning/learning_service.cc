#include "services/learning/learning_service.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/selection/selection.h"
#include "services/learning/explanation.h"
#include "services/learning/request.h"
#include "services/query/query.h"

namespace praksis::services {
namespace {

// Reads the universe, chooses and explains. The choice lives as long as the view it was made from.
absl::StatusOr<v1::SelectCasesResponse> Choose(const projection::View& view, const SelectionTask& task,
                                               readmodels::PoolReader& pool_reader) {
  ASSIGN_OR_RETURN(const readmodels::Universe universe, pool_reader.Read(view, task.query));
  std::optional<readmodels::Universe> others;
  if (task.compares_endings()) {
    ASSIGN_OR_RETURN(others, pool_reader.Read(view, task.OtherEnding()));
  }
  ASSIGN_OR_RETURN(
      const selection::Selection selection,
      selection::SelectCases(universe.pool(), task.parameters, others ? &others->pool() : nullptr));
  return Explain(view, universe, others ? &*others : nullptr, task.parameters, selection);
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
        ASSIGN_OR_RETURN(v1::SelectCasesResponse response, Choose(view, task, pool_reader_));
        response.set_position(position);
        response.set_as_of(base::FormatDay(task.query.today));
        // The lists that features are codes of.
        for (const char* list : {"interruption-reason", "target-group"}) {
          response.add_codelist_revisions(base::StrCat(list, "@", codelists_.Revision(list)));
        }
        return response;
      });
}

}  // namespace praksis::services
