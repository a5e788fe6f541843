#include "services/cycles/cycles_service.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "services/cycles/board.h"
#include "services/cycles/cycle_index.h"
#include "services/cycles/refusals.h"
#include "services/cycles/summary.h"
#include "services/query/fields.h"
#include "services/query/page.h"
#include "services/query/query.h"

namespace praksis::services {
namespace {

using readmodels::LearningStream;

constexpr int kDefaultPage = 100;
constexpr int kLargestPage = 1000;

// The place is the stream of the page's last cycle.
absl::StatusOr<std::string> ReadPlace(const v1::ListCyclesRequest& request) {
  if (request.page_token().empty()) return std::string();
  return PlaceOf(request.page_token(), QuestionOf(request));
}

absl::Status CheckList(const v1::ListCyclesRequest& request) {
  Violations violations;
  for (int i = 0; i < request.sites_size(); ++i) {
    CheckFormat(v1::MUNICIPALITY, request.sites(i), base::StrCat("sites[", i, "]"), violations);
  }
  if (request.page_size() < 0 || request.page_size() > kLargestPage) {
    violations.push_back(
        {"page_size", base::StrCat("1 to ", kLargestPage, " cycles, not ", request.page_size())});
  }
  return violations.empty() ? absl::OkStatus() : base::RefuseRequest("REQUEST_INVALID", violations);
}

absl::Status CheckStream(const std::string& stream) {
  Violations violations;
  CheckCycleStream(stream, violations);
  return violations.empty() ? absl::OkStatus() : base::RefuseRequest("REQUEST_INVALID", violations);
}

bool IsAskedFor(const v1::ListCyclesRequest& request, const LearningStream& cycle) {
  if (request.open_only() && ClosingOf(cycle) != nullptr) return false;
  const auto& sites = ChallengeOf(cycle)->sites();
  return request.sites().empty() || std::any_of(sites.begin(), sites.end(), [&](const std::string& site) {
           return std::find(request.sites().begin(), request.sites().end(), site) != request.sites().end();
         });
}

v1::ListCyclesResponse List(const CycleIndex& index, const v1::ListCyclesRequest& request,
                            const std::string& after, base::Day today) {
  v1::ListCyclesResponse response;
  const int page = request.page_size() == 0 ? kDefaultPage : request.page_size();
  for (const LearningStream* const cycle : index.all()) {
    if (cycle->name <= after || !IsAskedFor(request, *cycle)) continue;
    if (response.cycles_size() == page) {
      response.set_next_page_token(PageToken(QuestionOf(request), response.cycles(page - 1).stream()));
      break;
    }
    *response.add_cycles() = Summarise(index, *cycle, today);
  }
  return response;
}

absl::StatusOr<v1::GetCycleResponse> Show(const CycleIndex& index, const projection::View& view,
                                          const std::string& stream, base::Day today) {
  const LearningStream* const cycle = index.Find(stream);
  if (cycle == nullptr) return RefuseUnknownCycle(stream);
  v1::GetCycleResponse response;
  ASSIGN_OR_RETURN(*response.mutable_cycle(), LayOut(index, *cycle, today, [&](const std::string& name) {
    return view.Case(StreamId(name));
  }));
  return response;
}

}  // namespace

CyclesService::CyclesService(projection::ViewSource& views, readmodels::LearningReader& reader,
                             LearningService& learning, log::EventLog& event_log, const base::Clock& clock,
                             CyclesOptions options)
    : views_(views),
      reader_(reader),
      learning_(learning),
      event_log_(event_log),
      clock_(clock),
      options_(std::move(options)) {}

base::Day CyclesService::Today() const { return base::DayAt(clock_.Now(), options_.time_zone); }

void CyclesService::ListCycles(const v1::ListCyclesRequest& request, absl::Time deadline,
                               Reply<v1::ListCyclesResponse> reply) {
  if (absl::Status invalid = CheckList(request); !invalid.ok()) return std::move(reply)(std::move(invalid));
  absl::StatusOr<std::string> after = ReadPlace(request);
  if (!after.ok()) return std::move(reply)(after.status());
  AnswerAt<v1::ListCyclesResponse>(
      views_, event_log_, clock_, request.at_least(), deadline, std::move(reply),
      [this, request, after = *std::move(after)](const projection::View& view, const std::string& position)
          -> absl::StatusOr<v1::ListCyclesResponse> {
        ASSIGN_OR_RETURN(const std::shared_ptr<const readmodels::LearningStreams> streams, reader_.At(view));
        const base::Day today = Today();
        v1::ListCyclesResponse response = List(CycleIndex(*streams), request, after, today);
        response.set_position(position);
        response.set_as_of(base::FormatDay(today));
        return response;
      });
}

void CyclesService::GetCycle(const v1::GetCycleRequest& request, absl::Time deadline,
                             Reply<v1::GetCycleResponse> reply) {
  if (absl::Status invalid = CheckStream(request.stream()); !invalid.ok()) {
    return std::move(reply)(std::move(invalid));
  }
  AnswerAt<v1::GetCycleResponse>(
      views_, event_log_, clock_, request.at_least(), deadline, std::move(reply),
      [this, stream = request.stream()](const projection::View& view,
                                        const std::string& position) -> absl::StatusOr<v1::GetCycleResponse> {
        ASSIGN_OR_RETURN(const std::shared_ptr<const readmodels::LearningStreams> streams, reader_.At(view));
        const base::Day today = Today();
        ASSIGN_OR_RETURN(v1::GetCycleResponse response, Show(CycleIndex(*streams), view, stream, today));
        response.set_position(position);
        response.set_as_of(base::FormatDay(today));
        return response;
      });
}

}  // namespace praksis::services
