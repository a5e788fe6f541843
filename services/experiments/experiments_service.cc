#include "services/experiments/experiments_service.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/definitions/definitions.h"
#include "libs/domain/fact/formats.h"
#include "libs/readmodels/practice.h"
#include "services/experiments/experiment_figure.h"
#include "services/experiments/experiment_streams.h"
#include "services/query/fields.h"
#include "services/query/query.h"

namespace praksis::services {
namespace {

constexpr int kMostMunicipalities = 100;
constexpr int kLongestWindow = 730;
constexpr char kFigure[] = "experiment-belief";

void Describe(const std::string& position, base::Day as_of, v1::FigureMetadata& metadata) {
  const definitions::Definition& definition = definitions::Of(kFigure);
  metadata.set_figure(kFigure);
  metadata.set_definition_revision(definition.revision);
  metadata.set_definition(definition.Text());
  metadata.set_position(position);
  metadata.set_as_of(base::FormatDay(as_of));
}

absl::Status Check(const v1::ListExperimentsRequest& request) {
  Violations violations;
  if (request.municipalities_size() > kMostMunicipalities) {
    violations.push_back({"municipalities", base::StrCat("at most ", kMostMunicipalities, ", not ",
                                                         request.municipalities_size())});
  }
  for (int i = 0; i < request.municipalities_size(); ++i) {
    CheckFormat(v1::MUNICIPALITY, request.municipalities(i), base::StrCat("municipalities[", i, "]"),
                violations);
  }
  if (!v1::ExperimentQuestion_IsValid(request.question())) {
    violations.push_back({"question", "not a question this server knows"});
  }
  return violations.empty() ? absl::OkStatus() : base::RefuseRequest("REQUEST_INVALID", violations);
}

absl::Status Check(const v1::GetExperimentRequest& request) {
  Violations violations;
  if (!domain::HasFormat(v1::STREAM, request.experiment()) ||
      !request.experiment().starts_with("experiment/")) {
    violations.push_back(
        {"experiment", base::StrCat("\"", request.experiment(), "\" is no experiment; write experiment/ID")});
  }
  if (request.window_days() < 0 || request.window_days() > kLongestWindow) {
    violations.push_back(
        {"window_days", base::StrCat("0 to ", kLongestWindow, ", not ", request.window_days())});
  }
  CheckTimes(request.known_at(), request.at_least(), violations);
  return violations.empty() ? absl::OkStatus() : base::RefuseRequest("REQUEST_INVALID", violations);
}

bool IsAskedAbout(const v1::ListExperimentsRequest& request, const v1::Experiment& experiment) {
  if (request.question() != v1::EXPERIMENT_QUESTION_UNSPECIFIED &&
      request.question() != experiment.question()) {
    return false;
  }
  const auto& asked = request.municipalities();
  return asked.empty() ||
         std::any_of(experiment.units().begin(), experiment.units().end(), [&](const auto& unit) {
           return std::find(asked.begin(), asked.end(), unit.site()) != asked.end();
         });
}

absl::Status RefuseNotFound(const std::string& experiment) {
  return base::Refuse(absl::StatusCode::kNotFound, "EXPERIMENT_NOT_FOUND",
                      base::StrCat("no experiment ", experiment, " has been started"),
                      {{"experiment", experiment}});
}

absl::StatusOr<std::vector<UnitPractice>> ReadPractice(const projection::View& view,
                                                       const std::vector<UnitSpec>& units, int window_days,
                                                       base::Day as_of) {
  std::vector<UnitPractice> practice;
  for (const UnitSpec& unit : units) {
    UnitReader reader(unit, window_days, as_of);
    RETURN_IF_ERROR(readmodels::VisitPractice(
        view, unit.site, [&](const readmodels::PracticeCase& found) { reader.Read(found); }));
    practice.push_back(std::move(reader).Finish());
  }
  return practice;
}

absl::StatusOr<v1::GetExperimentResponse> Answer(const projection::View& view,
                                                 const readmodels::LearningStreams& streams,
                                                 const std::string& name, int window_days, base::Day as_of,
                                                 int64_t k) {
  const readmodels::LearningStream* const stream = streams.Find(name);
  const std::optional<v1::Experiment> experiment = stream == nullptr ? std::nullopt : ReadExperiment(*stream);
  if (!experiment) return RefuseNotFound(name);
  ExperimentFacts facts = {.stream = *stream, .units = ReadUnits(*stream), .practice = {}, .as_of = as_of};
  ASSIGN_OR_RETURN(facts.practice, ReadPractice(view, facts.units, window_days, as_of));
  v1::GetExperimentResponse response = ExperimentOf(facts, k);
  *response.mutable_experiment() = *experiment;
  const StoriesShared stories = CountStories(streams, name, as_of);
  response.set_stories_shared(stories.times);
  response.set_stories(stories.stories);
  response.set_window_days(window_days);
  return response;
}

}  // namespace

ExperimentsService::ExperimentsService(projection::ViewSource& views, const log::EventLog& event_log,
                                       readmodels::LearningReader& reader, const base::Clock& clock,
                                       ExperimentsOptions options)
    : views_(views), event_log_(event_log), reader_(reader), clock_(clock), options_(options) {}

void ExperimentsService::ListExperiments(const v1::ListExperimentsRequest& request, absl::Time deadline,
                                         Reply<v1::ListExperimentsResponse> reply) {
  if (absl::Status wrong = Check(request); !wrong.ok()) return std::move(reply)(std::move(wrong));
  AnswerAt<v1::ListExperimentsResponse>(
      views_, event_log_, clock_, request.at_least(), deadline, std::move(reply),
      [this, request](const projection::View& view,
                      const std::string& position) -> absl::StatusOr<v1::ListExperimentsResponse> {
        ASSIGN_OR_RETURN(const std::shared_ptr<const readmodels::LearningStreams> streams, reader_.At(view));
        v1::ListExperimentsResponse response;
        for (const auto& [name, stream] : streams->Of("experiment")) {
          std::optional<v1::Experiment> experiment = ReadExperiment(*stream);
          if (experiment && IsAskedAbout(request, *experiment)) {
            *response.add_experiments() = *std::move(experiment);
          }
        }
        std::stable_sort(response.mutable_experiments()->begin(), response.mutable_experiments()->end(),
                         [](const auto& a, const auto& b) { return a.started_on() < b.started_on(); });
        response.set_position(position);
        return response;
      });
}

void ExperimentsService::GetExperiment(const v1::GetExperimentRequest& request, absl::Time deadline,
                                       Reply<v1::GetExperimentResponse> reply) {
  if (absl::Status wrong = Check(request); !wrong.ok()) return std::move(reply)(std::move(wrong));
  const int window_days = request.window_days() == 0 ? kDefaultWindowDays : request.window_days();
  AnswerAsOf<v1::GetExperimentResponse>(
      views_, event_log_, clock_, options_.time_zone, request.known_at(), request.at_least(), deadline,
      std::move(reply),
      [this, name = request.experiment(), window_days](
          const projection::View& view, const std::string& position,
          base::Day as_of) -> absl::StatusOr<v1::GetExperimentResponse> {
        ASSIGN_OR_RETURN(const std::shared_ptr<const readmodels::LearningStreams> streams, reader_.At(view));
        ASSIGN_OR_RETURN(v1::GetExperimentResponse response,
                         Answer(view, *streams, name, window_days, as_of, options_.k));
        Describe(position, as_of, *response.mutable_metadata());
        return response;
      });
}

}  // namespace praksis::services
