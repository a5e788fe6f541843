// praksis record and praksis check.
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

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

// The facts of the input, as far as they are facts; what is none is reported as refused.
class InputFacts final : public Client::Facts {
 public:
  InputFacts(FactInput& input, RecordReport& report, const Options& options)
      : input_(input), report_(report), options_(options) {}

  // `first` has been read already and comes before the rest of the input.
  void StartWith(std::optional<JsonSplitter::Piece> first) {
    if (first) Take({*std::move(first)});
  }

  bool Next(v1::RecordManyItem& item) override {
    while (!AtHand()) {
      std::optional<JsonSplitter::Piece> piece = input_.Next();
      if (!piece) return false;
      Take({*std::move(piece)});
    }
    item = std::move(ahead_.front());
    ahead_.pop_front();
    return true;
  }

  bool AtHand() override {
    while (ahead_.empty() && input_.AtHand()) {
      std::vector<JsonSplitter::Piece> pieces;
      size_t bytes = 0;
      while (pieces.size() < kMostAhead && bytes < kMostBytesAhead && input_.AtHand()) {
        std::optional<JsonSplitter::Piece> piece = input_.Next();
        if (!piece) break;  // interrupted
        bytes += piece->text.size();
        pieces.push_back(*std::move(piece));
      }
      Take(pieces);
    }
    return !ahead_.empty();
  }

 private:
  // Parsed together.
  static constexpr size_t kMostAhead = 256;
  static constexpr size_t kMostBytesAhead = size_t{256} << 10;

  void Take(const std::vector<JsonSplitter::Piece>& pieces) {
    std::vector<absl::StatusOr<v1::Event>> facts = ParseFacts(pieces);
    for (size_t i = 0; i < pieces.size(); ++i) {
      const JsonSplitter::Piece& piece = pieces[i];
      if (!facts[i].ok()) {
        report_.Refused(piece.line, piece.text, false, Understand(facts[i].status()));
        continue;
      }
      if (EnsureEventId(*facts[i])) report_.MadeEventId();
      v1::RecordManyItem& item = ahead_.emplace_back();
      item.set_item(piece.line);
      *item.mutable_event() = *std::move(facts[i]);
      if (options_.expected_version) item.set_expected_version(*options_.expected_version);
    }
  }

  FactInput& input_;
  RecordReport& report_;
  const Options& options_;
  std::deque<v1::RecordManyItem> ahead_;
};

// Reports what became of an item.
class Outcome {
 public:
  Outcome(const FactInput& input, RecordReport& report) : input_(input), report_(report) {}

  void operator()(const v1::RecordManyItem& item, const v1::RecordResponse* accepted,
                  const google::rpc::Status& refused) const {
    if (accepted != nullptr) {
      report_.Accepted(item.item(), item.event(), *accepted);
    } else {
      report_.Refused(item.item(), FormatFact(item.event()), true, Understand(refused));
    }
    report_.ShowProgress(input_.share());
  }

 private:
  const FactInput& input_;
  RecordReport& report_;
};

// OK once all has been answered.
google::rpc::Status CheckAll(Client& client, InputFacts& facts, const Outcome& outcome) {
  v1::RecordManyItem item;
  while (facts.Next(item)) {
    v1::CheckRequest request;
    *request.mutable_event() = item.event();
    if (item.has_expected_version()) request.set_expected_version(item.expected_version());
    v1::CheckResponse response;
    google::rpc::Status status = client.Check(request, response);
    if (status.code() != 0) return status;
    outcome(item, response.has_acceptable() ? &response.acceptable() : nullptr, response.refused());
  }
  return {};
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
  InputFacts facts(*input, report, options);
  // Whether there is but one fact shows only when the next one is asked for, and must before the first is
  // sent.
  if (options.expected_version) {
    std::optional<JsonSplitter::Piece> first = input->Next();
    if (input->Next()) return FailUsage(context, "--expected-version is for a single fact");
    facts.StartWith(std::move(first));
  }

  Client client(ServerOf(context, kJournal), context.timeout(), context.tls());
  const Outcome outcome(*input, report);
  const google::rpc::Status status =
      check ? CheckAll(client, facts, outcome)
            : client.RecordMany(
                  interrupt, facts, [&](const v1::RecordManyItem& item, const v1::RecordManyAnswer& answer) {
                    outcome(item, answer.has_accepted() ? &answer.accepted() : nullptr, answer.refused());
                  });
  if (status.code() != 0) {
    report.Finish(false);
    if (!check) {
      PrintError(
          "what is counted above is recorded for good; the rest can be sent again, repeats are harmless\n");
    }
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
      "sent again, a fact with the same eventId is a harmless repeat. With --json each answer has a\n"
      "position: given to --at-least, a command waits until that fact and those before it are read.",
      kRecordExamples, false);
}

void AddCheckCommand(CLI::App& app, Context& context) {
  Add(app, context, "check",
      "Say whether facts would be recorded as things stand\n\nEach is looked at by itself; nothing is "
      "recorded.",
      kCheckExamples, true);
}

}  // namespace praksis::cli
