#include "services/learning/learning_service.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log/position.h"
#include "libs/selection/selection.h"
#include "services/learning/explanation.h"
#include "services/learning/request.h"

namespace praksis::services {
namespace {

constexpr absl::Duration kDefaultWait = absl::Seconds(5);

base::Day DayOf(absl::Time time, absl::TimeZone zone) {
  return static_cast<base::Day>(absl::ToCivilDay(time, zone) - absl::CivilDay(1970, 1, 1));
}

// Reads the universe, chooses and explains. The choice lives as long as the view it was made from.
absl::StatusOr<v1::SelectCasesResponse> Choose(const projection::View& view, const SelectionTask& task,
                                               int64_t k, readmodels::PoolReader& pool_reader) {
  ASSIGN_OR_RETURN(const readmodels::Universe universe, pool_reader.Read(view, task.query));
  ASSIGN_OR_RETURN(const selection::Selection selection,
                   selection::SelectCases(universe.pool(), task.parameters));
  return Explain(view, universe, selection, k);
}

}  // namespace

LearningService::LearningService(projection::Projection& projection, const log::EventLog& event_log,
                                 const base::Clock& clock, LearningOptions options,
                                 const codelists::Codelists& codelists)
    : projection_(projection),
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
  log::Position position;
  if (!request.at_least().empty()) {
    auto decoded =
        log::DecodePosition(request.at_least(), event_log_.id(), event_log_.partition_count(), "at_least");
    if (!decoded.ok()) return std::move(reply)(decoded.status());
    position = *std::move(decoded);
  }
  if (deadline == absl::InfiniteFuture()) deadline = clock_.Now() + kDefaultWait;
  projection_.When(position, deadline,
                   [this, task = *std::move(task), reply = std::move(reply)](
                       absl::StatusOr<std::shared_ptr<const projection::View>> view) mutable {
                     if (!view.ok()) return std::move(reply)(view.status());
                     task.query.today = DayOf(clock_.Now(), options_.time_zone);
                     auto response = Choose(**view, task, options_.k, pool_reader_);
                     if (response.ok()) {
                       response->set_position(log::EncodePosition((*view)->position(), event_log_.id()));
                       response->set_as_of(base::FormatDay(task.query.today));
                       // The lists that features are codes of.
                       for (const char* list : {"interruption-reason", "target-group"}) {
                         response->add_codelist_revisions(base::StrCat(list, "@", codelists_.Revision(list)));
                       }
                     }
                     std::move(reply)(std::move(response));
                   });
}

}  // namespace praksis::services
