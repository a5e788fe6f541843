// praksis record and praksis check.
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <utility>

#include "libs/base/strings.h"
#include "services/cli/client.h"
#include "services/cli/context.h"
#include "services/cli/fact_input.h"
#include "services/cli/record_report.h"
#include "services/cli/servers.h"

namespace praksis::cli {
namespace {

struct Options {
  std::string file;
  std::string inline_facts;
  std::string refusals;
  std::optional<int64_t> expected_version;
};

// A fact of the input, read and with an event_id; nothing for what was no fact (reported as refused).
std::optional<v1::Event> ReadFact(const JsonSplitter::Piece& piece, RecordReport& report) {
  absl::StatusOr<v1::Event> fact = ParseFact(piece.text);
  if (!fact.ok()) {
    report.Refused(piece.line, piece.text, false, Understand(fact.status()));
    return std::nullopt;
  }
  if (EnsureEventId(*fact)) report.MadeEventId();
  return *std::move(fact);
}

int Run(Context& context, const Options& options, bool check) {
  Interrupt interrupt;
  std::unique_ptr<FactInput> input;
  if (!options.inline_facts.empty()) {
    if (!options.file.empty()) return FailUsage(context, "give either FILE or --json-facts");
    input = FactInput::FromText(options.inline_facts, interrupt);
  } else {
    if (options.file.empty() && isatty(STDIN_FILENO) == 1) {
      return FailUsage(context,
                       "no facts given: name a FILE, pipe them in, or use --json-facts '{…}' (--help)");
    }
    auto opened = FactInput::Open(options.file.empty() ? "-" : options.file, interrupt);
    if (!opened.ok()) return FailUsage(context, base::ToStd(opened.status().message()));
    input = *std::move(opened);
  }
  RecordReport report(context, check ? "acceptable" : "recorded");
  if (!options.refusals.empty() && !report.KeepRefusals(options.refusals)) {
    return FailUsage(context, base::StrCat(options.refusals, ": ", strerror(errno)));
  }
  // Whether there is but one fact shows only when the next one is asked for, and must before the first is
  // sent.
  std::optional<JsonSplitter::Piece> first;
  if (options.expected_version) {
    first = input->Next();
    if (input->Next()) return FailUsage(context, "--expected-version is for a single fact");
  }
  const auto next_fact = [&](int64_t& line) -> std::optional<v1::Event> {
    for (;;) {
      std::optional<JsonSplitter::Piece> piece = first ? std::exchange(first, std::nullopt) : input->Next();
      if (!piece) return std::nullopt;
      line = piece->line;
      if (auto fact = ReadFact(*piece, report)) return fact;
    }
  };

  Client client(ServerOf(context, kJournal), context.timeout(), context.tls());
  const auto answered = [&](int64_t line, const v1::Event& fact, const v1::RecordResponse* accepted,
                            const google::rpc::Status& refused) {
    if (accepted != nullptr) {
      report.Accepted(line, fact, *accepted);
    } else {
      report.Refused(line, FormatFact(fact), true, Understand(refused));
    }
    report.ShowProgress(input->share());
  };
  if (check) {
    int64_t line = 0;
    while (auto fact = next_fact(line)) {
      v1::CheckRequest request;
      *request.mutable_event() = *fact;
      if (options.expected_version) request.set_expected_version(*options.expected_version);
      v1::CheckResponse response;
      const google::rpc::Status status = client.Check(request, response);
      if (status.code() != 0) {
        report.Finish(false);
        return Fail(context, Understand(status));
      }
      answered(line, *fact, response.has_acceptable() ? &response.acceptable() : nullptr, response.refused());
    }
    return report.Finish(interrupt.requested());
  }
  const google::rpc::Status status = client.RecordMany(
      interrupt,
      [&](v1::RecordManyRequest& request) {
        int64_t line = 0;
        auto fact = next_fact(line);
        if (!fact) return false;
        request.set_item(line);
        *request.mutable_event() = *std::move(fact);
        if (options.expected_version) request.set_expected_version(*options.expected_version);
        return true;
      },
      [&](const v1::RecordManyRequest& request, const v1::RecordManyResponse& response) {
        answered(request.item(), request.event(), response.has_accepted() ? &response.accepted() : nullptr,
                 response.refused());
      });
  if (status.code() != 0) {
    report.Finish(false);
    PrintError(
        "what is counted above is recorded for good; the rest can be sent again, repeats are harmless\n");
    return Fail(context, Understand(status));
  }
  return report.Finish(interrupt.requested());
}

void Add(CLI::App& app, Context& context, const std::string& name, const std::string& description,
         const std::string& examples, bool check) {
  const auto options = std::make_shared<Options>();
  CLI::App& command = AddCommand(app, context, name, description, examples,
                                 [&context, options, check] { return Run(context, *options, check); });
  command.add_option("FILE", options->file, "Facts in JSON; - or nothing is standard input")->type_name("");
  command.add_option("--json-facts", options->inline_facts, "The facts themselves")->type_name("JSON");
  command.add_option("--refusals", options->refusals, "Write what was refused there, with reasons")
      ->type_name("FILE");
  command
      .add_option("--expected-version", options->expected_version,
                  "Only if the stream has this version (0: is new); for a single fact")
      ->type_name("N")
      ->check(Quiet(CLI::NonNegativeNumber));
}

constexpr char kRecordExamples[] = R"(  praksis record facts.jsonl
  praksis record - < facts.jsonl
  praksis record facts.jsonl --refusals refused.jsonl
  praksis record --expected-version 0 --json-facts '
    {"stream": "case/demo-1", "occurredAt": {"date": {"date": "2025-03-03"}}, "municipality": "DK-360",
     "actor": {"id": "cw-17", "role": "CASEWORKER"},
     "caseOpened": {"personRef": "p-1", "targetGroup": "ACTIVITY_READY", "openedOn": "2025-03-03"}}'
)";

constexpr char kCheckExamples[] = R"(  praksis check facts.jsonl
  praksis check --json - < facts.jsonl
)";

}  // namespace

void AddRecordCommand(CLI::App& app, Context& context) {
  Add(app, context, "record",
      "Record facts in JSON\n\n"
      "One object, JSON Lines, or objects one after the other. Refused facts do not stop the others;\n"
      "sent again, a fact with the same eventId is a harmless repeat.",
      kRecordExamples, false);
}

void AddCheckCommand(CLI::App& app, Context& context) {
  Add(app, context, "check",
      "Say whether facts would be recorded as things stand\n\nEach is looked at by itself; nothing is "
      "recorded.",
      kCheckExamples, true);
}

}  // namespace praksis::cli
