// praksis: the command line. Reads what was asked for, and has the subcommand do it.
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "CLI/CLI.hpp"
#include "libs/base/clock.h"
#include "libs/base/strings.h"
#include "libs/rpc/tls.h"
#include "services/cli/context.h"
#include "services/cli/help.h"

namespace praksis::cli {
namespace {

constexpr char kExamples[] =
    R"(  praksis sample --record                     a year of made-up casework, to look around in
  praksis record facts.jsonl                  record facts
  praksis case show case/demo-1               one case's history
  praksis dashboard interruptions             how likely placements are interrupted, and why
  praksis select --quota DK-360=5             choose learning cases
  praksis cycle show cycle/2025-1             a learning cycle as a board
  praksis stories principles                  what recurs in stories of success
  praksis measure evaluate --all              whether measures work
)";

// Three options that go together only.
void AddTlsOptions(CLI::App& app, rpc::TlsFiles& tls) {
  const auto add = [&app](const char* name, const char* variable, std::string& file,
                          const char* description) {
    return app.add_option(name, file, description)->envname(variable)->type_name("FILE");
  };
  CLI::Option* certificate = add("--tls-cert", "PRAKSIS_TLS_CERT", tls.certificate,
                                 "Speak TLS, with this certificate (PEM) for the server to see");
  CLI::Option* key = add("--tls-key", "PRAKSIS_TLS_KEY", tls.key, "The certificate's key (PEM)");
  CLI::Option* ca =
      add("--tls-ca", "PRAKSIS_TLS_CA", tls.ca, "Certificate of the CA that the server's is of (PEM)");
  certificate->needs(key, ca);
  key->needs(certificate, ca);
  ca->needs(certificate, key);
}

int Main(int argc, char** argv) {
  const base::SystemClock clock;
  Context context(clock);
  context.language = SurroundingLanguage();
  context.out = LookAtTerminal(STDOUT_FILENO);
  context.err = LookAtTerminal(STDERR_FILENO);

  CLI::App app("praksis: the memory of a job centre's casework", "praksis");
  const auto formatter = std::make_shared<HelpFormatter>();
  formatter->column_width(34);
  formatter->SetExamples(&app, kExamples);
  app.formatter(formatter);
  app.set_version_flag("--version", "praksis " PRAKSIS_VERSION);
  app.require_subcommand(1);
  // Options of praksis itself may stand behind the subcommand, too.
  app.fallthrough();
  app.add_option("--server", context.server,
                 "Where praksisd listens; several, separated by commas, where each has some of the services")
      ->envname("PRAKSIS_SERVER")
      ->type_name("HOST:PORT,…")
      ->capture_default_str();
  AddTlsOptions(app, context.tls_files);
  app.add_option("--timeout", context.timeout_s, "Seconds to wait for an answer")
      ->type_name("SECONDS")
      ->capture_default_str()
      ->check(Quiet(CLI::Range(0.001, 86400.0)));
  app.add_flag("--json", context.json, "Answer in JSON");
  app.add_option("--lang", context.language, "Language of codes and definitions: da, sv, en, he")
      ->type_name("LANG")
      ->capture_default_str()
      ->check(Quiet(CLI::IsMember({"da", "sv", "en", "he"})));
  app.footer(
      "Exit codes: 0 done, 1 failed or something refused, 2 called wrongly, 4 server not reachable or\n"
      "not authorised. Piped, tables are tab-separated without heading; --json gives everything.");
  AddRecordCommand(app, context);
  AddCheckCommand(app, context);
  AddCaseCommand(app, context);
  AddStreamCommand(app, context);
  AddEventsCommand(app, context);
  AddDashboardCommand(app, context);
  AddCycleCommand(app, context);
  AddSelectCommand(app, context);
  AddExperimentCommand(app, context);
  AddProgrammeCommand(app, context);
  AddTransferCommand(app, context);
  AddStoriesCommand(app, context);
  AddMeasureCommand(app, context);
  AddSampleCommand(app, context);
  AddStatusCommand(app, context);
  AddProjectionsCommand(app, context);
  AddTopicsCommand(app, context);
  AddLogCommand(app, context);
  AddCompletionCommand(app, context);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // --help and --version come this way, too, as success.
    if (error.get_exit_code() == 0) return app.exit(error);
    std::fprintf(stderr, "praksis: %s\nRun with --help for what there is.\n", error.what());
    return kUsage;
  }
  if (context.tls()) {
    if (const absl::Status usable = rpc::CheckTlsFiles(*context.tls()); !usable.ok()) {
      return FailUsage(context, base::ToStd(usable.message()));
    }
  }
  const int code = context.run();
  // Output that could not be written is a failure, but for a reader that had enough.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) return code == kOk ? kFailed : code;
  return code;
}

}  // namespace
}  // namespace praksis::cli

int main(int argc, char** argv) { return praksis::cli::Main(argc, argv); }
