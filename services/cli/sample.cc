// praksis sample.
#include <errno.h>
#include <string.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "google/protobuf/struct.pb.h"
#include "libs/base/strings.h"
#include "libs/sample/experiments.h"
#include "libs/sample/local_stories.h"
#include "libs/sample/local_workshops.h"
#include "libs/sample/sample_year.h"
#include "libs/sample/success_programme.h"
#include "libs/sample/workshops.h"
#include "services/cli/client.h"
#include "services/cli/context.h"
#include "services/cli/json_facts.h"
#include "services/cli/progress.h"
#include "services/cli/sample_cycles.h"
#include "services/cli/servers.h"

namespace praksis::cli {
namespace {

using sample::Expectation;

struct Options {
  sample::Options year;
  std::string first_day;
  std::string out;
  bool record = false;
};

constexpr size_t kMostSurprisesListed = 20;

using Emit = std::function<bool(const v1::Event&, const Expectation&)>;

// What was learnt beside the casework, all of which is to be accepted, and the casework.
void Generate(const sample::Options& options, const Emit& emit) {
  bool go_on = true;
  const auto emit_learning = [&](const v1::Event& event) { return go_on = go_on && emit(event, {}); };
  sample::GenerateSuccessProgramme(options.seed, emit_learning);
  for (const v1::Event& event : sample::TellWorkshops(options.seed)) emit_learning(event);
  for (const v1::Event& event : sample::TellExperiments(options)) emit_learning(event);
  for (const v1::Event& event : sample::TellLocalStories(options)) emit_learning(event);
  for (const v1::Event& event : sample::TellLocalWorkshops(options)) emit_learning(event);
  if (!go_on) return;
  sample::GenerateCasework(options, emit);
}

bool IsOfCase(const v1::Event& event) { return event.stream().starts_with("case/"); }

// What became of the sample's facts, against what was meant to.
class Comparison {
 public:
  void Add(const v1::RecordManyItem& request, const Expectation& expected,
           const v1::RecordManyAnswer& response) {
    ++answered_;
    const bool refused = response.has_refused();
    const bool repeat = !refused && response.accepted().repeat();
    switch (expected.outcome) {
      case Expectation::Outcome::kAccepted:
        if (refused) return Surprise(request, "was refused", Understand(response.refused()));
        ++(repeat ? there_already_ : IsOfCase(request.event()) ? recorded_ : recorded_learning_);
        return;
      case Expectation::Outcome::kRepeat:
        if (refused)
          return Surprise(request, "was to be a repeat and was refused", Understand(response.refused()));
        if (!repeat) return Surprise(request, "was to be a repeat and was recorded anew", {});
        ++repeats_;
        return;
      case Expectation::Outcome::kRefused: {
        if (!refused) return Surprise(request, base::StrCat("was to be refused with ", expected.reason), {});
        const Problem problem = Understand(response.refused());
        // Where the sample is there already, its refused facts meet cases that have moved on.
        if (problem.reason != expected.reason && there_already_ == 0) {
          return Surprise(request, base::StrCat("was to be refused with ", expected.reason, ", and was with"),
                          problem);
        }
        ++refusals_;
        return;
      }
    }
  }

  // What was recorded of learning cycles beside that; there is nothing to be refused.
  void Add(const SampleCycles& cycles) {
    recorded_of_cycles_ += cycles.recorded;
    there_already_ += cycles.there_already;
    cycles_ += cycles.cycles;
  }

  int64_t answered() const { return answered_; }
  int64_t surprises() const { return surprises_; }

  std::string InWords(int cases) const {
    std::string text =
        base::StrCat("recorded: ", Grouped(recorded_), " facts of ", Grouped(cases), " cases, ",
                     Grouped(recorded_learning_), " of what was learnt beside them\n");
    if (recorded_of_cycles_ > 0) {
      text += base::StrCat("recorded: ", Grouped(recorded_of_cycles_), " facts of ", cycles_,
                           " learning cycles and their measures\n");
    }
    if (there_already_ > 0) text += base::StrCat("recorded before: ", Grouped(there_already_), " facts\n");
    text += base::StrCat("as intended: ", Grouped(refusals_), " refusals, ", Grouped(repeats_), " repeats\n");
    if (surprises_ > 0) text += base::StrCat("not as intended: ", Grouped(surprises_), " facts\n");
    return text;
  }

  google::protobuf::Struct ToObject() const {
    google::protobuf::Struct object;
    const auto set = [&](const char* name, int64_t value) {
      (*object.mutable_fields())[name].set_number_value(static_cast<double>(value));
    };
    set("recorded", recorded_ + recorded_learning_ + recorded_of_cycles_);
    set("recordedOfCycles", recorded_of_cycles_);
    set("recordedBefore", there_already_);
    set("refusedAsIntended", refusals_);
    set("repeatsAsIntended", repeats_);
    set("surprises", surprises_);
    return object;
  }

  const std::vector<std::string>& listed() const { return listed_; }

 private:
  void Surprise(const v1::RecordManyItem& request, std::string_view what, const Problem& problem) {
    ++surprises_;
    if (listed_.size() >= kMostSurprisesListed) return;
    std::string text = base::StrCat("fact ", request.item(), " (", request.event().stream(), ", ",
                                    TypeOf(request.event()), ") ", what);
    if (problem.code != absl::StatusCode::kUnknown) text += base::StrCat(" ", Describe(problem, Terminal{}));
    if (text.back() != '\n') text += '\n';
    listed_.push_back(text);
  }

  int64_t answered_ = 0;
  // Of cases, and of other streams.
  int64_t recorded_ = 0;
  int64_t recorded_learning_ = 0;
  int64_t recorded_of_cycles_ = 0;
  int cycles_ = 0;
  int64_t there_already_ = 0;
  int64_t refusals_ = 0;
  int64_t repeats_ = 0;
  int64_t surprises_ = 0;
  std::vector<std::string> listed_;
};

// The sample turned inside out: Generate calls, Client::RecordMany asks. A thread generates ahead, a
// bounded way.
class YearSource final : public Client::Facts {
 public:
  explicit YearSource(const sample::Options& options)
      : generator_([this, options] {
          Generate(options, [this](const v1::Event& event, const Expectation& expectation) {
            return Put(event, expectation);
          });
          const std::lock_guard lock(mutex_);
          ended_ = true;
          changed_.notify_all();
        }) {}
  ~YearSource() override {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    generator_.join();
  }

  // Item numbers count from 1.
  bool Next(v1::RecordManyItem& item) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !waiting_.empty() || ended_; });
    if (waiting_.empty()) return false;
    *item.mutable_event() = std::move(waiting_.front().event);
    item.set_item(++taken_);
    expected_.push_back(std::move(waiting_.front().expectation));
    waiting_.pop_front();
    changed_.notify_all();
    return true;
  }

  // The generator waits for nobody but us.
  bool AtHand() override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !waiting_.empty() || ended_; });
    return !waiting_.empty();
  }

  // The expectation of the oldest fact taken and not asked about yet.
  Expectation TakeExpectation() {
    const std::lock_guard lock(mutex_);
    Expectation expectation = std::move(expected_.front());
    expected_.pop_front();
    return expectation;
  }

 private:
  struct Fact {
    v1::Event event;
    Expectation expectation;
  };
  static constexpr size_t kMostWaiting = 1000;

  bool Put(const v1::Event& event, const Expectation& expectation) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_.size() < kMostWaiting || stopped_; });
    if (stopped_) return false;
    waiting_.push_back({event, expectation});
    changed_.notify_all();
    return true;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Fact> waiting_;  // this and the rest guarded by mutex_
  std::deque<Expectation> expected_;
  int64_t taken_ = 0;
  bool ended_ = false;
  bool stopped_ = false;
  std::thread generator_;
};

// The consents that interviews rest on.
void NoteConsent(const v1::Event& event, std::map<std::string, std::string>& consents) {
  if (!event.has_consent_given()) return;
  const v1::ConsentGiven& given = event.consent_given();
  if (given.purpose() == v1::ConsentGiven::LEARNING_INTERVIEW) {
    consents[event.stream()] = given.consent_id();
  }
}

int Record(Context& context, const Options& options) {
  Interrupt interrupt;
  Client client(ServerOf(context, kJournal), context.timeout(), context.tls());
  Comparison comparison;
  Progress progress(context.err, context.clock);
  google::rpc::Status status;
  std::map<std::string, std::string> consents;
  {
    YearSource source(options.year);
    status = client.RecordMany(interrupt, source,
                               [&](const v1::RecordManyItem& item, const v1::RecordManyAnswer& answer) {
                                 comparison.Add(item, source.TakeExpectation(), answer);
                                 NoteConsent(item.event(), consents);
                                 progress.Update(comparison.answered(), comparison.surprises(), -1);
                               });
  }
  progress.Clear();
  for (const std::string& surprise : comparison.listed()) PrintError(surprise);
  if (status.code() != 0) return Fail(context, Understand(status));
  SampleCycles cycles;
  if (!interrupt.requested()) status = RecordSampleCycles(context, options.year, consents, cycles);
  if (status.code() != 0) return Fail(context, Understand(status));
  comparison.Add(cycles);
  if (!cycles.left_out.empty()) {
    PrintError(
        base::StrCat("praksis: the learning cycles end where cases are to be chosen or measures evaluated: ",
                     Harmless(cycles.left_out), "\n"));
  }
  Print(context.json ? ToJson(comparison.ToObject(), context.out)
                     : comparison.InWords(std::max(options.year.cases, sample::kMinimumCases)));
  if (interrupt.requested()) PrintError("interrupted: the rest was not sent\n");
  return comparison.surprises() > 0 || interrupt.requested() ? kFailed : kOk;
}

int Write(Context& context, const Options& options) {
  FILE* file = options.out.empty() ? stdout : std::fopen(options.out.c_str(), "w");
  if (file == nullptr) return FailUsage(context, base::StrCat(options.out, ": ", strerror(errno)));
  Progress progress(options.out.empty() && context.out.interactive ? Terminal{} : context.err, context.clock);
  int64_t facts = 0;
  Generate(options.year, [&](const v1::Event& event, const Expectation&) {
    const std::string line = FormatFact(event) + "\n";
    std::fwrite(line.data(), 1, line.size(), file);
    progress.Update(++facts, 0, -1);
    return std::ferror(file) == 0;
  });
  progress.Clear();
  const bool written = std::fflush(file) == 0 && std::ferror(file) == 0;
  if (file != stdout) std::fclose(file);
  if (!written) {
    PrintError(
        base::StrCat("praksis: cannot write ", options.out.empty() ? "standard output" : options.out, "\n"));
    return kFailed;
  }
  if (!options.out.empty()) PrintError(base::StrCat(Grouped(facts), " facts in ", options.out, "\n"));
  return kOk;
}

int Run(Context& context, Options& options) {
  options.year.first_day = base::AddMonths(sample::kDefaultFirstDay, -12 * (options.year.years - 1));
  if (!options.first_day.empty()) {
    const auto first_day = base::ParseDay(options.first_day);
    if (!first_day) return FailUsage(context, "--first-day: write 2025-01-01");
    options.year.first_day = *first_day;
  }
  return options.record ? Record(context, options) : Write(context, options);
}

}  // namespace

void AddSampleCommand(CLI::App& app, Context& context) {
  const auto options = std::make_shared<Options>();
  CLI::App& command = AddCommand(
      app, context, "sample",
      "Make up casework at seven job centres, and what is learnt beside it\n\n"
      "All of it is invented, and says so; unless you say otherwise it is one year, 2025. Several years show "
      "an\n"
      "organisation that learns: what comes of its measures is in the casework that follows. Among the "
      "facts\n"
      "are late reports, corrections, repeats, and some that are meant to be refused. Before them come the "
      "20\n"
      "stories of a programme of learning from success, set in 2006 to 2008 (praksis stories principles). "
      "After\n"
      "them come learning cycles (praksis cycle list), with --record only: the server chooses their cases.",
      "  praksis sample --cases 1000 --seed 1 --record\n"
      "  praksis sample --cases 12000 --years 3 --record                      2023 to 2025\n"
      "  praksis sample --cases 200 --seed 7 --out year.jsonl\n"
      "  praksis sample --first-day $(date -d '1 year ago' +%F) --record      up to today\n"
      "  praksis sample --cases 50 | head -3\n",
      [&context, options] { return Run(context, *options); });
  command
      .add_option("--cases", options->year.cases,
                  base::StrCat("How many cases in all, over all years; at least ", sample::kMinimumCases))
      ->type_name("N")
      ->capture_default_str()
      ->check(Quiet(CLI::Range(sample::kMinimumCases, 10'000'000)));
  command
      .add_option("--years", options->year.years, "How many years; the last is 2025 unless --first-day says")
      ->type_name("N")
      ->capture_default_str()
      ->check(Quiet(CLI::Range(1, sample::kMostYears)));
  command.add_option("--seed", options->year.seed, "Another seed, another sample")
      ->type_name("N")
      ->capture_default_str();
  command
      .add_option("--first-day", options->first_day,
                  "First day of the first year; what would lie ahead of today is refused")
      ->type_name("DATE");
  auto* out = command.add_option("--out", options->out, "Write JSON Lines there instead of to stdout")
                  ->type_name("FILE");
  command
      .add_flag("--record", options->record,
                "Record them, and compare what is refused with what was meant to be (exit 1 on a surprise)")
      ->excludes(out);
}

}  // namespace praksis::cli
