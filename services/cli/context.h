// What every subcommand is given.
#ifndef PRAKSIS_SERVICES_CLI_CONTEXT_H_
#define PRAKSIS_SERVICES_CLI_CONTEXT_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "CLI/CLI.hpp"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "libs/base/clock.h"
#include "libs/rpc/tls.h"
#include "services/cli/problem.h"
#include "services/cli/terminal.h"
#include "services/cli/wording.h"

namespace praksis::cli {

struct Context {
  explicit Context(const base::Clock& the_clock) : clock(the_clock) {}

  std::string server = "127.0.0.1:7400";
  // All empty: plain text.
  rpc::TlsFiles tls_files;
  double timeout_s = 10;
  bool json = false;
  std::string language;
  Terminal out;
  Terminal err;
  const base::Clock& clock;
  // Set by the subcommand that was asked for: does it, and returns the exit code.
  std::function<int()> run;

  absl::Duration timeout() const { return absl::Seconds(timeout_s); }
  std::optional<rpc::TlsFiles> tls() const {
    return tls_files.certificate.empty() ? std::nullopt : std::optional(tls_files);
  }
  Words words() const { return {codelists::Codelists::BuiltIn(), language}; }
};

// A subcommand whose examples come first in its --help. `run` is called after everything was parsed.
CLI::App& AddCommand(CLI::App& parent, Context& context, const std::string& name,
                     const std::string& description, const std::string& examples, std::function<int()> run);

// What questions about read models take: --at-least and --known-at, each a position.
void AddAtLeast(CLI::App& command, std::string& at_least);
void AddKnownAt(CLI::App& command, std::string& known_at);

// The validator, without the list of what it takes, which makes --help hard to read.
CLI::Validator Quiet(CLI::Validator validator);

// To stdout.
void Print(std::string_view text);
// To stderr.
void PrintError(std::string_view text);
// Describes the problem on stderr; returns its exit code.
int Fail(const Context& context, const Problem& problem);
// Something was given wrongly: says what, and how to get help.
int FailUsage(const Context& context, std::string_view message);

// The message in JSON: on several lines for people, on one for programs. With a newline.
std::string ToJson(const google::protobuf::Message& message, const Terminal& terminal);

// "2025-03-14" (its end) or an RFC 3339 time; nothing for anything else.
std::optional<absl::Time> ParseMoment(const std::string& text);

void AddRecordCommand(CLI::App& app, Context& context);
void AddCheckCommand(CLI::App& app, Context& context);
void AddCaseCommand(CLI::App& app, Context& context);
void AddStoriesCommand(CLI::App& app, Context& context);
void AddStreamCommand(CLI::App& app, Context& context);
void AddEventsCommand(CLI::App& app, Context& context);
void AddDashboardCommand(CLI::App& app, Context& context);
void AddCycleCommand(CLI::App& app, Context& context);
void AddSelectCommand(CLI::App& app, Context& context);
void AddExperimentCommand(CLI::App& app, Context& context);
void AddProgrammeCommand(CLI::App& app, Context& context);
void AddTransferCommand(CLI::App& app, Context& context);
void AddMeasureCommand(CLI::App& app, Context& context);
void AddSampleCommand(CLI::App& app, Context& context);
void AddStatusCommand(CLI::App& app, Context& context);
void AddProjectionsCommand(CLI::App& app, Context& context);
void AddTopicsCommand(CLI::App& app, Context& context);
void AddLogCommand(CLI::App& app, Context& context);
void AddCompletionCommand(CLI::App& app, Context& context);

// "KIND/ID" for "ID" and for itself.
std::string StreamOf(std::string_view kind, const std::string& named);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_CONTEXT_H_
