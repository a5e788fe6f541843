#include "tests/bench/figures_between.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <thread>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "libs/base/check.h"
#include "libs/base/clock.h"
#include "libs/base/date.h"
#include "libs/codelists/codelists.h"
#include "libs/projection/projection_view.h"
#include "services/dashboards/figures.h"
#include "tests/bench/bench.h"
#include "tests/bench/made_cases.h"

namespace praksis::bench {
namespace {

using readmodels::CellSelection;
using services::BetweenAnswers;
using services::Question;

constexpr int64_t kThreshold = 5;
constexpr int kRounds = 200;
constexpr absl::Duration kLongest = absl::Minutes(15);

class CountedView final : public projection::View {
 public:
  CountedView(std::unique_ptr<const projection::View> view, int64_t events) : view_(std::move(view)) {
    position_.Advance(PartitionId(0), Offset(events));
  }
  const log::Position& position() const override { return position_; }
  const store::Snapshot& snapshot() const override { return view_->snapshot(); }
  absl::StatusOr<std::optional<domain::cases::CaseState>> Case(const StreamId& stream) const override {
    return view_->Case(stream);
  }
  absl::Status VisitCases(
      std::string_view after,
      absl::FunctionRef<bool(const domain::cases::CaseState& state)> visit) const override {
    return view_->VisitCases(after, visit);
  }
  store::Table Counts(std::string_view model) const override { return view_->Counts(model); }
  store::Table Rows(std::string_view model) const override { return view_->Rows(model); }
  const projection::Cells* CellsOf(std::string_view model) const override { return view_->CellsOf(model); }

 private:
  const std::unique_ptr<const projection::View> view_;
  log::Position position_;
};

// Goes on from the day that the cases end on.
class MadeClock final : public base::Clock {
 public:
  absl::Time Now() const override { return absl::Now() - shift_; }

 private:
  const absl::Duration shift_ =
      absl::Now() - absl::FromUnixSeconds(int64_t{MadeCasesToday()} * 86'400 + 3'600);
};

struct Asked {
  const char* name;
  CellSelection selection;
};

std::vector<Asked> Selections() {
  CellSelection year;
  year.from = *base::ParseDay("2025-01-01");
  const CellSelection largest{.municipalities = {MadeMunicipality(0)}};
  CellSelection largest_since = largest;
  largest_since.from = *base::ParseDay("2021-01-01");
  const CellSelection both{.municipalities = {MadeMunicipality(0)}, .target_groups = {"JOB_READY"}};
  const CellSelection several{
      .municipalities = {MadeMunicipality(0), MadeMunicipality(1), MadeMunicipality(2)}};
  return {{"everything", {}},
          {"the country, one year", year},
          {"the largest municipality", largest},
          {"the largest, since 2021", largest_since},
          {"the largest x JOB_READY", both},
          {"three municipalities", several}};
}

// As Dashboards answers.
void Ask(const services::NamedFigure& figure, FilledViews& views, const CellSelection& selection,
         BetweenAnswers& between) {
  const std::shared_ptr<const projection::View> view = views.Now();
  const Question question{.selection = selection, .today = MadeCasesToday(), .k = kThreshold};
  const auto answer = figure.answer(*view, question);
  if (absl::IsFailedPrecondition(answer.status())) return;
  PRAKSIS_CHECK(answer.ok(), answer.status().ToString());
  PRAKSIS_CHECK(between.Withhold(figure, *view, question, "", **answer).ok());
}

struct Measured {
  Times wall;
  Times cpu;
  void Add(const std::function<void()>& run) {
    const int64_t start = NowNs();
    const int64_t cpu_start = ThreadCpuNs();
    run();
    cpu.Add(ThreadCpuNs() - cpu_start);
    wall.Add(NowNs() - start);
  }
};

struct Worst {
  double wall_ms = 0;
  double cpu_ms = 0;
};

Worst MeasureWarm(const char* when, const std::vector<std::string>& figures, FilledViews& views,
                  BetweenAnswers& between) {
  Worst worst;
  std::printf("%s\n", when);
  for (const std::string& figure : figures) {
    for (const Asked& asked : Selections()) {
      Measured measured;
      for (int i = 0; i < kRounds; ++i) {
        measured.Add([&] { Ask(*services::FindFigure(figure), views, asked.selection, between); });
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      worst.wall_ms = std::max(worst.wall_ms, measured.wall.PercentileMs(99));
      worst.cpu_ms = std::max(worst.cpu_ms, measured.cpu.PercentileMs(99));
      std::printf("%-18s %-26s %9.1f %9.1f %9.1f %9.1f\n", figure.c_str(), asked.name,
                  measured.wall.PercentileMs(50), measured.wall.PercentileMs(99),
                  measured.cpu.PercentileMs(50), measured.cpu.PercentileMs(99));
      std::fflush(stdout);
    }
  }
  return worst;
}

void MeasureCold(const std::vector<std::string>& figures, FilledViews& views, const base::Clock& clock) {
  std::printf("in whole years, the first question, before anything is found out (cpu ms):\n");
  for (const std::string& figure : figures) {
    for (const Asked& asked : Selections()) {
      BetweenAnswers between(services::Periods::kYears, clock, codelists::Codelists::BuiltIn());
      const int64_t start = ThreadCpuNs();
      Ask(*services::FindFigure(figure), views, asked.selection, between);
      std::printf("%-18s %-26s %9.1f\n", figure.c_str(), asked.name,
                  static_cast<double>(ThreadCpuNs() - start) / 1e6);
      std::fflush(stdout);
    }
  }
}

// The slowest first question after a start with what the last run kept in `file`.
double RestartedMs(const std::vector<std::string>& figures, FilledViews& views, const base::Clock& clock,
                   const std::string& file) {
  BetweenAnswers between(services::Periods::kYears, clock, codelists::Codelists::BuiltIn());
  const int64_t start = NowNs();
  between.Keep(views, absl::UTCTimeZone(), kThreshold, "", file);
  std::printf("started again: read in %.1f ms\n", static_cast<double>(NowNs() - start) / 1e6);
  PRAKSIS_CHECK(between.statistics().size() == services::AllFigures().size(), "not kept");
  int64_t worst = 0;
  for (const std::string& figure : figures) {
    for (const Asked& asked : Selections()) {
      const int64_t begin = NowNs();
      Ask(*services::FindFigure(figure), views, asked.selection, between);
      worst = std::max(worst, NowNs() - begin);
    }
  }
  return static_cast<double>(worst) / 1e6;
}

}  // namespace

std::shared_ptr<const projection::View> FilledViews::Now() {
  const absl::WriterMutexLock alone(&memory_.publishing());
  return std::make_shared<CountedView>(
      std::make_unique<projection::ProjectionView>(database_, layout_, 0, memory_.Now(), memory_.awaited()),
      events_);
}

void FilledViews::When(const log::Position& /*at_least*/, absl::Time /*deadline*/, ViewDone done) {
  std::move(done)(Now());
}

absl::StatusOr<projection::KeptView> FilledViews::KeptAt(const log::Position& /*position*/) const {
  return absl::UnimplementedError("nothing is kept");
}

void MeasureBetweenAnswers(const std::vector<std::string>& figures, FilledViews& views,
                           const std::function<void(const std::function<void()>& ask)>& while_events_flow) {
  const MadeClock clock;
  MeasureCold(figures, views, clock);
  const WorkDirectory directory;
  const std::string file = directory.path() + "/hidden";
  auto kept =
      std::make_unique<BetweenAnswers>(services::Periods::kYears, clock, codelists::Codelists::BuiltIn());
  BetweenAnswers& between = *kept;
  const int64_t start = NowNs();
  between.Keep(views, absl::UTCTimeZone(), kThreshold, "", file);
  while (between.statistics().size() < services::AllFigures().size()) {
    PRAKSIS_CHECK(NowNs() - start < absl::ToInt64Nanoseconds(kLongest), "not found out");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  double took_s = 0;
  size_t bytes = 0;
  for (const auto& one : between.statistics()) {
    std::printf("%-18s found out for the whole grid in %.1f s of processor time; %.1f MiB\n",
                std::string(one.figure).c_str(), absl::ToDoubleSeconds(one.took),
                static_cast<double>(one.bytes) / (1 << 20));
    took_s += absl::ToDoubleSeconds(one.took);
    bytes += one.bytes;
  }
  std::printf("all: %.1f s of processor time, %.1f s by the clock; %.1f MiB\n", took_s,
              static_cast<double>(NowNs() - start) / 1e9, static_cast<double>(bytes) / (1 << 20));
  const Worst quiet = MeasureWarm("found out beforehand:", figures, views, between);
  Worst flowing;
  while_events_flow(
      [&] { flowing = MeasureWarm("found out beforehand, while events flow in:", figures, views, between); });
  kept.reset();
  PrintRatio("figure_in_years_first_after_restart_ms", RestartedMs(figures, views, clock, file), "< 20");
  PrintRatio("figure_in_years_cpu_p99_ms", quiet.cpu_ms, "< 20");
  PrintRatio("figure_in_years_p99_ms", quiet.wall_ms, "< 20");
  PrintRatio("figure_in_years_cpu_p99_ms_while_events_flow", flowing.cpu_ms, "< 20");
  PrintRatio("figure_in_years_p99_ms_while_events_flow", flowing.wall_ms, "< 20");
}

}  // namespace praksis::bench
