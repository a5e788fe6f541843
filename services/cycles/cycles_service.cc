#include "services/cycles/cycles_service.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "libs/base/date.h"
#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/formats.h"
#include "services/cycles/board.h"
#include "services/cycles/cycle_index.h"
#include "services/cycles/refusals.h"
#include "services/cycles/summary.h"
#include "services/query/query.h"

namespace praksis::services {
namespace {

using readmodels::LearningStream;
using Violations = std::vector<base::FieldViolation>;

constexpr int kDefaultPage = 100;
constexpr int kLargestPage = 1000;
constexpr size_t kFingerprintBytes = 8;

// What a page token is good for: the same conditions.
std::string FingerprintOf(const v1::ListCyclesRequest& request) {
  std::string conditions = request.open_only() ? "open" : "all";
  for (const std::string& site : request.sites()) conditions += base::StrCat(" ", site);
  return base::Sha256(conditions).substr(0, kFingerprintBytes);
}

// The stream of the last cycle of a page, behind the conditions' fingerprint.
std::string EncodeToken(const v1::ListCyclesRequest& request, const std::string& last) {
  return absl::WebSafeBase64Escape(FingerprintOf(request) + last);
}

absl::StatusOr<std::string> DecodeToken(const v1::ListCyclesRequest& request) {
  if (request.page_token().empty()) return std::string();
  std::string token;
  if (absl::WebSafeBase64Unescape(request.page_token(), &token) &&
      token.substr(0, kFingerprintBytes) == FingerprintOf(request)) {
    return token.substr(kFingerprintBytes);
  }
  return base::Refuse(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID",
                      "page_token is not one that this server gave for the same conditions; leave it out to "
                      "begin with the first page");
}

absl::Status CheckList(const v1::ListCyclesRequest& request) {
  Violations violations;
  for (int i = 0; i < request.sites_size(); ++i) {
    if (domain::HasFormat(v1::MUNICIPALITY, request.sites(i))) continue;
    violations.push_back({base::StrCat("sites[", i, "]"), base::StrCat("\"", request.sites(i), "\" is not ",
                                                                       domain::Describe(v1::MUNICIPALITY))});
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
      response.set_next_page_token(EncodeToken(request, response.cycles(page - 1).stream()));
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
      options_(options) {}

base::Day CyclesService::Today() const { return base::DayAt(clock_.Now(), options_.time_zone); }

void CyclesService::ListCycles(const v1::ListCyclesRequest& request, absl::Time deadline,
                               Reply<v1::ListCyclesResponse> reply) {
  if (absl::Status invalid = CheckList(request); !invalid.ok()) return std::move(reply)(std::move(invalid));
  absl::StatusOr<std::string> after = DecodeToken(request);
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
