// praksis measure: list, show, evaluate.
#include <memory>
#include <string>
#include <vector>

#include "libs/base/strings.h"
#include "services/cli/ask.h"
#include "services/cli/client.h"
#include "services/cli/context.h"
#include "services/cli/measure_text.h"
#include "services/cli/servers.h"

namespace praksis::cli {
namespace {

struct ListOptions {
  std::string cycle;
  std::string site;
  std::string at_least;
};

struct EvaluateOptions {
  std::string measure;
  bool all = false;
  bool record = false;
  std::string actor = "praksis";
  std::string cycle;
  std::string known_at;
  std::string at_least;
};

int List(Context& context, const ListOptions& options) {
  v1::ListMeasuresRequest request;
  request.set_cycle(options.cycle);
  request.set_site(options.site);
  request.set_at_least(options.at_least);
  return Ask(context, kMeasures, request, &Client::ListMeasures,
             [&](const v1::ListMeasuresResponse& response) { return RenderMeasures(response, context.out); });
}

int Show(Context& context, const EvaluateOptions& options) {
  v1::EvaluateMeasureRequest request;
  request.set_measure(options.measure);
  request.set_at_least(options.at_least);
  Client client(ServerOf(context, kMeasures), context.timeout(), context.tls());
  v1::EvaluateMeasureResponse response;
  const google::rpc::Status status = client.EvaluateMeasure(request, response);
  if (status.code() != 0) return Fail(context, Understand(status));
  Print(context.json ? ToJson(response.measure(), context.out)
                     : RenderMeasure(response.measure(), context.out));
  return kOk;
}

// What became of recording; to stderr, so that stdout is the evaluation.
std::string RecordedText(const v1::RecordEvaluationResponse& response) {
  const std::string measure = Harmless(response.evaluation().measure().measure());
  if (!response.recorded()) {
    return base::StrCat("praksis: ", measure, ": as recorded last, on ",
                        response.evaluation().measure().latest_on(), "; nothing recorded\n");
  }
  return base::StrCat("praksis: ", measure, ": recorded as version ", response.version(),
                      response.repeat() ? ", as it had been before\n" : "\n");
}

int Record(Context& context, Client& client, const std::string& measure, const EvaluateOptions& options) {
  v1::RecordEvaluationRequest request;
  request.set_measure(measure);
  request.mutable_actor()->set_id(options.actor);
  request.mutable_actor()->set_role(v1::SYSTEM);
  request.set_cycle(options.cycle);
  request.set_only_if_changed(true);
  request.set_at_least(options.at_least);
  v1::RecordEvaluationResponse response;
  const google::rpc::Status status = client.RecordEvaluation(request, response);
  if (status.code() != 0) return Fail(context, Understand(status));
  Print(context.json ? ToJson(response, context.out) : RenderEvaluation(response.evaluation(), context.out));
  if (!context.json) PrintError(RecordedText(response));
  return kOk;
}

int Look(Context& context, Client& client, const std::string& measure, const EvaluateOptions& options) {
  v1::EvaluateMeasureRequest request;
  request.set_measure(measure);
  request.set_cycle(options.cycle);
  request.set_known_at(options.known_at);
  request.set_at_least(options.at_least);
  v1::EvaluateMeasureResponse response;
  const google::rpc::Status status = client.EvaluateMeasure(request, response);
  if (status.code() != 0) return Fail(context, Understand(status));
  Print(context.json ? ToJson(response, context.out) : RenderEvaluation(response, context.out));
  return kOk;
}

bool IsImplemented(const v1::MeasureSummary& measure) {
  for (const auto& site : measure.sites()) {
    if (!site.implemented_on().empty()) return true;
  }
  return false;
}

// Those in use somewhere: the others are nothing to evaluate yet.
int FindAll(Context& context, Client& client, const EvaluateOptions& options,
            std::vector<std::string>& found) {
  v1::ListMeasuresRequest request;
  request.set_at_least(options.at_least);
  v1::ListMeasuresResponse response;
  const google::rpc::Status status = client.ListMeasures(request, response);
  if (status.code() != 0) return Fail(context, Understand(status));
  for (const auto& measure : response.measures()) {
    if (IsImplemented(measure)) found.push_back(measure.measure());
  }
  return kOk;
}

int Evaluate(Context& context, const EvaluateOptions& options) {
  if (options.all == !options.measure.empty()) {
    return FailUsage(context, "measure evaluate: name a measure, or say --all");
  }
  if (options.record && !options.known_at.empty()) {
    return FailUsage(context, "what was known at an earlier position is not recorded: leave out --known-at");
  }
  Client client(ServerOf(context, kMeasures), context.timeout(), context.tls());
  std::vector<std::string> measures = {options.measure};
  if (options.all) {
    measures.clear();
    if (const int code = FindAll(context, client, options, measures); code != kOk) return code;
  }
  int worst = kOk;
  for (const std::string& measure : measures) {
    const int code =
        options.record ? Record(context, client, measure, options) : Look(context, client, measure, options);
    worst = std::max(worst, code);
  }
  return worst;
}

void AddList(CLI::App& group, Context& context) {
  const auto options = std::make_shared<ListOptions>();
  CLI::App& command = AddCommand(group, context, "list", "Every measure, with its latest verdict",
                                 "  praksis measure list\n"
                                 "  praksis measure list --cycle cycle/2025-1\n"
                                 "  praksis measure list --site DK-360 --json\n",
                                 [&context, options] { return List(context, *options); });
  command.add_option("--cycle", options->cycle, "Decided in this cycle")->type_name("STREAM");
  command.add_option("--site", options->site, "To be implemented there")->type_name("CODE");
  AddAtLeast(command, options->at_least);
}

void AddShow(CLI::App& group, Context& context) {
  const auto options = std::make_shared<EvaluateOptions>();
  CLI::App& command =
      AddCommand(group, context, "show", "What a measure is judged by, and where it is in use",
                 "  praksis measure show measure/call-after-a-week\n",
                 [&context, options] { return Show(context, *options); });
  command.add_option("MEASURE", options->measure, "The measure: measure/ID")->required()->type_name("");
  AddAtLeast(command, options->at_least);
}

void AddEvaluate(CLI::App& group, Context& context) {
  const auto options = std::make_shared<EvaluateOptions>();
  CLI::App& command =
      AddCommand(group, context, "evaluate",
                 "The effect of a measure by its own metric and design, with interval and plot\n\n"
                 "Says \"not enough data\" and what is missing where there is too little. With --record the\n"
                 "result is recorded in the measure, where it says something else than the last one, as\n"
                 "the server does by itself from time to time (--evaluate-measures-every).",
                 "  praksis measure evaluate measure/call-after-a-week\n"
                 "  praksis measure evaluate measure/call-after-a-week --record --cycle cycle/2026-1\n"
                 "  praksis measure evaluate --all --record\n",
                 [&context, options] { return Evaluate(context, *options); });
  command.add_option("MEASURE", options->measure, "The measure: measure/ID")->type_name("");
  command.add_flag("--all", options->all, "Every measure that is in use somewhere");
  command.add_flag("--record", options->record, "Record the result, where it has changed");
  command.add_option("--actor", options->actor, "Who has it recorded")
      ->type_name("ID")
      ->capture_default_str();
  command.add_option("--cycle", options->cycle, "The cycle that asks")->type_name("STREAM");
  AddKnownAt(command, options->known_at);
  AddAtLeast(command, options->at_least);
}

}  // namespace

void AddMeasureCommand(CLI::App& app, Context& context) {
  CLI::App& group = AddCommand(app, context, "measure", "Measures out of learning cycles, and their effect",
                               "  praksis measure list\n"
                               "  praksis measure evaluate measure/call-after-a-week\n",
                               nullptr);
  AddList(group, context);
  AddShow(group, context);
  AddEvaluate(group, context);
}

}  // namespace praksis::cli
