#include "services/cli/context.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

#include "google/protobuf/util/json_util.h"
#include "libs/base/date.h"
#include "libs/base/strings.h"
#include "services/cli/help.h"

namespace praksis::cli {

std::string HelpFormatter::make_description(const CLI::App* app) const {
  std::string text = app->get_description() + "\n\n";
  const auto examples = examples_.find(app);
  if (examples != examples_.end() && !examples->second.empty())
    text += "Examples:\n" + examples->second + "\n";
  return text;
}

std::string HelpFormatter::make_subcommand(const CLI::App* sub) const {
  const std::string description = sub->get_description();
  std::string name = base::StrCat("  ", sub->get_display_name());
  name.resize(std::max(name.size(), column_width_), ' ');
  return base::StrCat(name, description.substr(0, description.find('\n')), "\n");
}

void AddAtLeast(CLI::App& command, std::string& at_least) {
  command.add_option("--at-least", at_least, "Wait until this position (of an earlier answer) is read")
      ->type_name("POSITION");
}

void AddKnownAt(CLI::App& command, std::string& known_at) {
  command
      .add_option("--known-at", known_at,
                  "As known at this position, kept by praksis projections rebuild --until")
      ->type_name("POSITION");
}

CLI::Validator Quiet(CLI::Validator validator) {
  validator.description("");
  return validator;
}

CLI::App& AddCommand(CLI::App& parent, Context& context, const std::string& name,
                     const std::string& description, const std::string& examples, std::function<int()> run) {
  CLI::App& app = *parent.add_subcommand(name, description);
  // Subcommands share the formatter of the app above them.
  if (auto formatter = std::dynamic_pointer_cast<HelpFormatter>(app.get_formatter())) {
    formatter->SetExamples(&app, examples);
  }
  app.footer("--server, --timeout, --json and --lang may be given here, too: praksis --help.");
  if (run) {
    app.callback([&context, run = std::move(run)] { context.run = run; });
  } else {
    app.require_subcommand(1);
  }
  return app;
}

void Print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void PrintError(std::string_view text) {
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

int Fail(const Context& context, const Problem& problem) {
  PrintError(base::StrCat("praksis: ", Describe(problem, context.err)));
  return ExitCodeOf(problem);
}

int FailUsage(const Context&, std::string_view message) {
  PrintError(base::StrCat("praksis: ", message, "\n"));
  return kUsage;
}

std::string ToJson(const google::protobuf::Message& message, const Terminal& terminal) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = terminal.interactive;
  std::string json;
  // Fails only for a time beyond the year 9999.
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) json = "null";
  if (json.empty() || json.back() != '\n') json += '\n';
  return json;
}

std::optional<absl::Time> ParseMoment(const std::string& text) {
  if (const auto day = base::ParseDay(text)) {
    const absl::CivilDay next = absl::CivilDay(1970, 1, 1) + *day + 1;
    return absl::FromCivil(next, absl::LocalTimeZone());
  }
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return time;
  return std::nullopt;
}

std::string StreamOf(std::string_view kind, const std::string& named) {
  return named.find('/') == std::string::npos ? base::StrCat(kind, "/", named) : named;
}

}  // namespace praksis::cli
