// praksis select.
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "libs/base/strings.h"
#include "services/cli/client.h"
#include "services/cli/context.h"
#include "services/cli/select_for_cycle.h"
#include "services/cli/selection_text.h"
#include "services/cli/servers.h"

namespace praksis::cli {
namespace {

struct Options {
  std::vector<std::string> quotas;
  std::string from;
  std::string to;
  std::vector<std::string> reasons;
  std::string outcome = "INTERRUPTED";
  std::string mode = "MAXIMUM_VARIATION";
  std::string seed;
  bool consented_only = false;
  int max_per_caseworker = 0;
  std::optional<int> min_months;
  std::vector<std::string> filters;
  std::vector<std::string> weights;
  std::string at_least;
  // Cycles.
  std::string record;
  std::string replay;
  CycleSelection for_cycle;
};

// "target-group".
bool ReadFeature(std::string_view text, v1::PlacementFeature& feature) {
  std::string name(text);
  for (char& c : name) c = c == '-' ? '_' : absl::ascii_toupper(static_cast<unsigned char>(c));
  return v1::PlacementFeature_Parse("PLACEMENT_FEATURE_" + name, &feature);
}

// "DK-360=5", "DK-360:target-group=ACTIVITY_READY=2".
bool ReadQuota(std::string_view text, v1::SelectCasesRequest::Quota& quota) {
  const size_t at = text.rfind('=');
  int count = 0;
  const char* end = text.data() + text.size();
  if (at == std::string_view::npos || std::from_chars(text.data() + at + 1, end, count).ptr != end ||
      count < 1) {
    return false;
  }
  quota.set_count(count);
  const std::string_view who = text.substr(0, at);
  const size_t colon = who.find(':');
  quota.set_municipality(std::string(who.substr(0, colon)));
  if (colon == std::string_view::npos) return true;
  const std::string_view among = who.substr(colon + 1);
  const size_t equals = among.find('=');
  if (equals == std::string_view::npos) return false;
  v1::PlacementFeature feature;
  if (!ReadFeature(among.substr(0, equals), feature)) return false;
  quota.mutable_among()->set_feature(feature);
  quota.mutable_among()->set_value(std::string(among.substr(equals + 1)));
  return true;
}

// "placement-type=TRAINEESHIP,HYBRID".
bool ReadFilter(std::string_view text, v1::FeatureFilter& filter) {
  const size_t equals = text.find('=');
  v1::PlacementFeature feature;
  if (equals == std::string_view::npos || !ReadFeature(text.substr(0, equals), feature)) return false;
  filter.set_feature(feature);
  for (const absl::string_view value : absl::StrSplit(base::ToAbsl(text.substr(equals + 1)), ',')) {
    filter.add_values(std::string(value));
  }
  return true;
}

// "target-group=2", "belief-trajectory=0.5".
bool ReadWeight(std::string_view text, v1::FeatureWeight& weight) {
  const size_t equals = text.find('=');
  v1::PlacementFeature feature;
  double value = 0;
  if (equals == std::string_view::npos || !ReadFeature(text.substr(0, equals), feature) ||
      !absl::SimpleAtod(base::ToAbsl(text.substr(equals + 1)), &value) || !(value >= 0 && value <= 1000)) {
    return false;
  }
  weight.set_feature(feature);
  weight.set_weight_permille(static_cast<int32_t>(std::lround(value * 1000)));
  return true;
}

int Run(Context& context, const Options& options) {
  v1::SelectCasesRequest request;
  for (const std::string& text : options.quotas) {
    if (!ReadQuota(text, *request.add_quotas())) {
      return FailUsage(context, base::StrCat("--quota ", text,
                                             ": write MUNICIPALITY=NUMBER, such as DK-360=5, or "
                                             "DK-360:placement-type=HYBRID=2"));
    }
  }
  for (const std::string& text : options.filters) {
    if (!ReadFilter(text, *request.add_filters())) {
      return FailUsage(context, base::StrCat("--filter ", text,
                                             ": write FEATURE=VALUE,VALUE, such as placement-type=HYBRID"));
    }
  }
  for (const std::string& text : options.weights) {
    if (!ReadWeight(text, *request.add_weights())) {
      return FailUsage(context, base::StrCat("--weight ", text,
                                             ": write FEATURE=NUMBER, 0 to 1000, such as target-group=2"));
    }
  }
  if (options.min_months) request.set_min_calendar_months(*options.min_months);
  v1::Challenge::Outcome outcome;
  v1::SelectCasesRequest::Mode mode;
  if (!v1::Challenge::Outcome_Parse(options.outcome, &outcome) ||
      !v1::SelectCasesRequest::Mode_Parse(options.mode, &mode)) {
    return FailUsage(context, "--outcome or --mode is not one of those in --help");
  }
  request.mutable_challenge()->set_outcome(outcome);
  request.mutable_challenge()->set_from(options.from);
  request.mutable_challenge()->set_to(options.to);
  for (const auto& reason : options.reasons) request.mutable_challenge()->add_reasons(reason);
  request.set_mode(mode);
  request.set_seed(options.seed);
  request.set_consented_only(options.consented_only);
  request.set_max_per_caseworker(options.max_per_caseworker);
  request.set_at_least(options.at_least);
  v1::SelectCasesResponse response;
  Client client(ServerOf(context, kLearning), context.timeout(), context.tls());
  const google::rpc::Status status = client.SelectCases(request, response);
  if (status.code() != 0) return Fail(context, Understand(status));
  Print(context.json ? ToJson(response, context.out)
                     : RenderSelection(response, context.words(), context.out));
  return SayWhereTooFew(response) ? kFailed : kOk;
}

// Where it is for a cycle, the cycle's criteria say what to choose.
int Dispatch(Context& context, Options& options) {
  if (options.record.empty() && options.replay.empty()) {
    if (!options.quotas.empty()) return Run(context, options);
    return FailUsage(context, "say how many from where with --quota, or choose for a cycle with --record");
  }
  if (!options.record.empty() && !options.replay.empty()) {
    return FailUsage(context, "--record and --replay are not asked for together");
  }
  if (!options.quotas.empty() || !options.from.empty() || !options.to.empty() || !options.reasons.empty() ||
      options.consented_only || options.max_per_caseworker != 0 || options.outcome != Options().outcome ||
      options.mode != Options().mode || options.min_months || !options.filters.empty() ||
      !options.weights.empty()) {
    return FailUsage(context,
                     "what a cycle chooses by are its own criteria (CriteriaSet): leave out --quota "
                     "and the other conditions");
  }
  options.for_cycle.seed = options.seed;
  options.for_cycle.at_least = options.at_least;
  options.for_cycle.cycle = options.record.empty() ? options.replay : options.record;
  return options.record.empty() ? ReplaySelection(context, options.for_cycle)
                                : RecordSelection(context, options.for_cycle);
}

void AddCycleOptions(CLI::App& command, Options& options) {
  command
      .add_option("--record", options.record,
                  "Choose by the criteria that this cycle has set, and record the choice in it")
      ->type_name("CYCLE");
  command
      .add_option("--replay", options.replay,
                  "Make the choice that this cycle has recorded again, where it was made and as it was\n"
                  "made, and compare (exit 1 where it comes out otherwise)")
      ->type_name("CYCLE");
  command.add_option("--actor", options.for_cycle.actor, "With --record: who has the cases chosen")
      ->type_name("ID");
  command.add_option("--role", options.for_cycle.role, "… and as what: FACILITATOR, MANAGER, …")
      ->type_name("ROLE")
      ->capture_default_str();
  command
      .add_option("--as-of", options.for_cycle.as_of,
                  "… and on which day, on which consents must hold (today)")
      ->type_name("DATE");
  command
      .add_option("--selection", options.for_cycle.selection_id,
                  "Name of the choice: the new one's, or the one's to make again (the latest)")
      ->type_name("ID");
  command.add_flag("--keep", options.for_cycle.keep,
                   "With --replay: keep the projection that making it again needs");
}

}  // namespace

void AddSelectCommand(CLI::App& app, Context& context) {
  const auto options = std::make_shared<Options>();
  CLI::App& command =
      AddCommand(app, context, "select",
                 "Choose learning cases by quota, with reasons and proof\n\n"
                 "Records nothing, but with --record. Exits with 1 where fewer qualify than asked for.\n"
                 "Making a choice again needs the read models of its position: they are built from the\n"
                 "log, which takes as long as a rebuild up to there, and dropped.",
                 "  praksis select --quota DK-360=5 --quota DK-376=5\n"
                 "  praksis select --quota DK-360=5 --from 2025-01-01 --to 2025-03-31 "
                 "--reason TRANSPORT --seed spring\n"
                 "  praksis select --quota DK-360=6 --mode MATCHED_PAIR\n"
                 "  praksis select --record cycle/2025-1 --actor f-1 --seed spring\n"
                 "  praksis select --replay cycle/2025-1\n",
                 [&context, options] { return Dispatch(context, *options); });
  command
      .add_option(
          "--quota", options->quotas,
          "How many from where; may be given again. Or from where and with\nwhich value of one feature: "
          "DK-360:placement-type=HYBRID=2")
      ->type_name("CODE=N");
  command.add_option("--from", options->from, "Placements that ended on this day or later")
      ->type_name("DATE");
  command.add_option("--to", options->to, "… on this day or earlier")->type_name("DATE");
  command
      .add_option("--reason", options->reasons,
                  "Some voice gave this reason (TRANSPORT, NO_SHOW, …); may be given again")
      ->type_name("CODE")
      ->check(Quiet(CLI::IsMember(codelists::Codelists::BuiltIn().Codes("interruption-reason"))));
  command.add_option("--outcome", options->outcome, "INTERRUPTED, COMPLETED or ENDED (either)")
      ->type_name("OUTCOME")
      ->capture_default_str()
      ->check(Quiet(CLI::IsMember({"INTERRUPTED", "COMPLETED", "ENDED"})));
  command
      .add_option(
          "--mode", options->mode,
          "What the choice is to show: MAXIMUM_VARIATION, TYPICAL, EXTREME (unusual\ncases), DISCONFIRMING "
          "(those like them mostly ended otherwise) or\nMATCHED_PAIR (each with a twin that ended otherwise)")
      ->type_name("MODE")
      ->capture_default_str()
      ->check(
          Quiet(CLI::IsMember({"MAXIMUM_VARIATION", "TYPICAL", "EXTREME", "DISCONFIRMING", "MATCHED_PAIR"})));
  command.add_option("--seed", options->seed, "Breaks ties; the same seed gives the same choice")
      ->type_name("TEXT");
  command.add_flag("--consented-only", options->consented_only, "No anonymised interviews");
  command
      .add_option("--max-per-caseworker", options->max_per_caseworker, "At most so many of one caseworker")
      ->type_name("N")
      ->check(Quiet(CLI::Range(1, 100)));
  command.add_option("--min-months", options->min_months, "Ran at least so many calendar months (1)")
      ->type_name("N")
      ->check(Quiet(CLI::Range(0, 60)));
  command
      .add_option(
          "--filter", options->filters,
          "Only those with one of these values: placement-type=HYBRID,TRAINEESHIP;\nmay be repeated for "
          "other features")
      ->type_name("FEATURE=VALUES");
  command
      .add_option("--weight", options->weights,
                  "How much a feature counts against others, which count 1; 0 leaves it\nout: target-group=2")
      ->type_name("FEATURE=NUMBER");
  AddAtLeast(command, options->at_least);
  AddCycleOptions(command, *options);
}

}  // namespace praksis::cli
