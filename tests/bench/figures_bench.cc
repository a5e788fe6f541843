// Figures over a million cases: how long an answer takes, from the read models to what may leave.
//
//   figures_bench [cases [figure]]     1,000,000 cases unless said otherwise; all figures
//
// The cases are drawn as case states (made_cases.h) and contributed to the models as a projector would. First
// nothing but the answering is measured; then questions about everything while 1,000 events a second flow in,
// written and taken into memory as a projector does it, each question with a view of its own. Processor time
// is that of the thread that answers; where others use the machine, it says more than the clock.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/projection/cell_memory.h"
#include "libs/projection/layout.h"
#include "libs/projection/projection_view.h"
#include "libs/readmodels/all_models.h"
#include "libs/store/database.h"
#include "services/dashboards/case_counter.h"
#include "services/dashboards/figures.h"
#include "tests/bench/bench.h"
#include "tests/bench/figures_between.h"
#include "tests/bench/into_batch.h"
#include "tests/bench/made_cases.h"

namespace {

using praksis::domain::cases::CaseState;
using praksis::projection::CellMemory;
using praksis::projection::Layout;
using praksis::readmodels::CellSelection;
namespace bench = praksis::bench;
namespace readmodels = praksis::readmodels;
namespace services = praksis::services;
namespace store = praksis::store;
namespace v1 = praksis::v1;

constexpr double kGoalMs = 20;
constexpr int64_t kThreshold = 5;
constexpr int kCasesPerBatch = 5'000;

const praksis::base::Day kToday = bench::MadeCasesToday();

std::vector<const praksis::projection::CaseModel*> Models() {
  std::vector<const praksis::projection::CaseModel*> models = readmodels::AllCaseModels();
  // The pool is no figure.
  std::erase_if(models, [](const auto* model) { return model->name() == "pool"; });
  return models;
}

void Fill(int64_t cases, const Layout& layout, store::Database& database) {
  bench::MadeCases made;
  store::Batch batch;
  for (int64_t i = 0; i < cases; ++i) {
    const CaseState& state = made.Next();
    for (size_t m = 0; m < layout.case_models().size(); ++m) {
      bench::IntoBatch into(layout.CaseCounts(m), layout.CaseRows(m), batch);
      layout.case_models()[m]->Contribute(state, into);
    }
    batch.Put(Layout::States(), state.stream(), state.SerializeAsString());
    if ((i + 1) % kCasesPerBatch == 0 || i + 1 == cases) {
      PRAKSIS_CHECK(database.Write(batch, store::Database::Durability::kUnlogged).ok());
      batch.Clear();
    }
  }
  PRAKSIS_CHECK(database.Flush().ok());
}

struct Asked {
  const char* name;
  CellSelection selection;
};

struct Figure {
  const char* name;
  const char* model;
};
constexpr std::array kFigures = {
    Figure{"funnel", "funnel"},
    Figure{"referrals", "referrals"},
    Figure{"interruptions", "interruptions"},
    Figure{"disagreement", "interruptions"},
    Figure{"return-to-work", "return-to-work"},
    Figure{"coaching-outcomes", "coaching-outcomes"},
    Figure{"belief", "belief"},
    Figure{"continuity", "continuity"},
};

absl::Status Ask(const Figure& figure, const praksis::projection::View& view,
                 const CellSelection& selection) {
  return services::FindFigure(figure.name)
      ->answer(view, {.selection = selection, .today = kToday, .k = kThreshold})
      .status();
}

// Going through all rows of the model's table; how many there are.
int64_t Scan(const praksis::projection::View& view, const char* model) {
  int64_t rows = 0;
  for (auto cursor = view.snapshot().Scan(view.Counts(model), "", ""); cursor->Valid(); cursor->Next())
    ++rows;
  return rows;
}

// By the clock, and what of it the processor worked: the difference is what others had of the machine.
struct Measured {
  bench::Times wall;
  bench::Times cpu;
};

void MeasureOnce(const std::function<void()>& run, Measured& measured) {
  const int64_t start = bench::NowNs();
  const int64_t cpu_start = bench::ThreadCpuNs();
  run();
  measured.cpu.Add(bench::ThreadCpuNs() - cpu_start);
  measured.wall.Add(bench::NowNs() - start);
}

Measured Measure(size_t most, const std::function<void()>& run) {
  Measured measured;
  const int64_t begin = bench::NowNs();
  while (measured.wall.size() < most &&
         (measured.wall.size() < 3 || bench::NowNs() - begin < int64_t{2'000'000'000})) {
    MeasureOnce(run, measured);
  }
  return measured;
}

// Writes what happens to open cases as a projector would: a chunk now and then, counters and memory together.
class Flow {
 public:
  static constexpr int kEventsPerSecond = 1'000;
  static constexpr int kChunksPerSecond = 50;

  // `wrote(events)` is called after each chunk.
  Flow(const Layout& layout, store::Database& database, CellMemory& memory,
       std::function<void(int64_t)> wrote = {})
      : database_(database), memory_(memory), wrote_(std::move(wrote)), changes_(layout) {
    constexpr size_t kOpenCases = 20'000;
    // The same that the database was filled with.
    for (int left = 100'000; left > 0 && open_.size() < kOpenCases; --left) {
      const CaseState& state = made_.Next();
      if (state.status() == v1::CaseSummary::OPEN) open_.push_back({state, changes_.Of(state)});
    }
  }

  // Until `stop`. Returns how many events were written, by how much processor time.
  struct Written {
    int64_t events = 0;
    int64_t cpu_ns = 0;
  };
  Written Run(const std::atomic<bool>& stop) {
    Written written;
    const int64_t begin = bench::NowNs();
    const int64_t cpu_begin = bench::ThreadCpuNs();
    while (!stop) {
      const int64_t due = (bench::NowNs() - begin) * kEventsPerSecond / 1'000'000'000;
      if (due > written.events) {
        WriteChunk(due - written.events);
        if (wrote_) wrote_(due - written.events);
        written.events = due;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(1'000 / kChunksPerSecond));
    }
    written.cpu_ns = bench::ThreadCpuNs() - cpu_begin;
    return written;
  }

 private:
  struct Case {
    CaseState state;
    praksis::projection::Contribution contribution;
  };

  void WriteChunk(int64_t events) {
    store::Batch batch;
    for (; events > 0; --events) {
      Case& one = open_[random_() % open_.size()];
      one.state = made_.WithOneMore(one.state);
      changes_.Replace(one.state, one.contribution, batch);
    }
    changes_.Finish(batch);
    {
      const absl::ReaderMutexLock publishing(&memory_.publishing());
      PRAKSIS_CHECK(database_.Write(batch, store::Database::Durability::kBuffered).ok());
      memory_.Take(changes_);
    }
    changes_.Clear();
  }

  store::Database& database_;
  CellMemory& memory_;
  const std::function<void(int64_t)> wrote_;
  praksis::projection::ContributionChanges changes_;
  bench::MadeCases made_;
  std::mt19937_64 random_{1};
  std::vector<Case> open_;
};

// Of all figures about everything while events flow in; the first is by the clock.
std::pair<double, double> MeasureWhileEventsFlow(const std::vector<Figure>& figures,
                                                 const std::shared_ptr<const Layout>& layout,
                                                 const std::shared_ptr<store::Database>& database,
                                                 CellMemory& memory) {
  Flow flow(*layout, *database, memory);
  std::atomic<bool> stop = false;
  Flow::Written written;
  std::thread writer([&] { written = flow.Run(stop); });
  const int64_t begin = bench::NowNs();
  std::vector<Measured> measured(figures.size());
  for (int round = 0; round < 100; ++round) {
    for (size_t i = 0; i < figures.size(); ++i) {
      MeasureOnce(
          [&] {
            std::optional<praksis::projection::ProjectionView> view;
            {
              const absl::WriterMutexLock alone(&memory.publishing());
              view.emplace(database, layout, 0, memory.Now(), false);
            }
            const absl::Status answered = Ask(figures[i], *view, {});
            PRAKSIS_CHECK(answered.ok(), answered.ToString());
          },
          measured[i]);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  const double seconds = static_cast<double>(bench::NowNs() - begin) / 1e9;
  stop = true;
  writer.join();
  const auto events = static_cast<double>(written.events);
  std::printf("while %.0f events a second flow in, each by %.0f us of processor time:\n", events / seconds,
              static_cast<double>(written.cpu_ns) / 1e3 / events);
  std::pair<double, double> worst_ms;
  for (size_t i = 0; i < figures.size(); ++i) {
    const auto& [wall, cpu] = measured[i];
    worst_ms.first = std::max(worst_ms.first, wall.PercentileMs(99));
    worst_ms.second = std::max(worst_ms.second, cpu.PercentileMs(99));
    std::printf("%-18s %-26s %9.1f %9.1f %9.1f %9.1f\n", figures[i].name, "everything", wall.PercentileMs(50),
                wall.PercentileMs(99), cpu.PercentileMs(50), cpu.PercentileMs(99));
  }
  return worst_ms;
}

// With what one answer may not show because of others (figures_between.h).
void MeasureInYears(const std::vector<Figure>& figures, const std::shared_ptr<const Layout>& layout,
                    const std::shared_ptr<store::Database>& database, CellMemory& memory) {
  std::vector<std::string> names;
  for (const Figure& figure : figures) names.emplace_back(figure.name);
  bench::FilledViews views(database, layout, memory);
  bench::MeasureBetweenAnswers(names, views, [&](const std::function<void()>& ask) {
    Flow flow(*layout, *database, memory, [&](int64_t events) { views.Written(events); });
    std::atomic<bool> stop = false;
    std::thread writer([&] { flow.Run(stop); });
    ask();
    stop = true;
    writer.join();
  });
}

// Who is behind a count: every case is asked, as by History.ListFigureCases before it looks for events.
void MeasureCasesBehind(const praksis::projection::View& view) {
  constexpr int64_t kCases = 100'000;
  constexpr std::array kCells = {std::pair{"funnel", "steps[stage=IN_WORK].furthest"},
                                 std::pair{"referrals", "accepted"},
                                 std::pair{"interruptions", "causes[code=ILLNESS].count"},
                                 std::pair{"disagreement", "several_voices"},
                                 std::pair{"return-to-work", "lasting.sustained"},
                                 std::pair{"coaching-outcomes", "all.self_obtained"},
                                 std::pair{"belief", "scores[score=4].cases"},
                                 std::pair{"continuity", "no_contact_30_days"}};
  std::printf("%-16s %-34s %14s %14s\n", "cases behind", "", "all, ms", "of one town, ms");
  for (const auto& [figure, cell] : kCells) {
    std::printf("%-16s %-34s", figure, cell);
    for (const std::vector<std::string>& towns :
         {std::vector<std::string>(), {bench::MadeMunicipality(20)}}) {
      services::CaseCounter counter(*services::FindFigure(figure),
                                    {.selection = {.municipalities = towns}, .today = kToday}, cell);
      int64_t left = kCases;
      int64_t listed = 0;
      const int64_t start = bench::NowNs();
      PRAKSIS_CHECK(view.VisitCases("",
                                    [&](const CaseState& state) {
                                      listed += *counter.CountOf(state);
                                      return --left > 0;
                                    })
                        .ok());
      std::printf(" %8.0f %5lld", static_cast<double>(bench::NowNs() - start) / 1e6,
                  static_cast<long long>(listed));
    }
    std::printf("\n");
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int64_t cases = bench::NumberArgument(argc, argv, 1, 1'000'000);
  std::vector<Figure> figures(kFigures.begin(), kFigures.end());
  if (argc > 2) {
    std::erase_if(figures, [&](const Figure& figure) { return std::string_view(figure.name) != argv[2]; });
  }
  const bench::WorkDirectory directory;
  const auto layout =
      std::make_shared<const Layout>(Models(), std::vector<const praksis::projection::EventModel*>());
  store::Options options;
  options.tables = layout->tables();
  options.block_cache_bytes = size_t{128} << 20;
  auto opened = store::Database::Open(directory.path() + "/models", options);
  PRAKSIS_CHECK(opened.ok(), opened.status().ToString());
  const std::shared_ptr<store::Database> database = *std::move(opened);
  Fill(cases, *layout, *database);
  // What is in memory is what a server has there (--figure-memory); without it figures are read from the
  // tables.
  CellMemory memory(*layout, *database, size_t{1} << 30);
  const int64_t start = bench::NowNs();
  PRAKSIS_CHECK(memory.Load().ok());
  const double load_ms = static_cast<double>(bench::NowNs() - start) / 1e6;
  const praksis::projection::ProjectionView view(database, layout, 0, memory.Now(), false);
  const praksis::projection::ProjectionView from_tables(database, layout, 0, nullptr, false);

  CellSelection year;
  year.from = *praksis::base::ParseDay("2025-01-01");
  year.to = kToday;
  CellSelection largest;
  largest.municipalities = {bench::MadeMunicipality(0)};
  const std::vector<Asked> selections = {
      {"everything", {}}, {"the country, one year", year}, {"the largest municipality", largest}};

  size_t bytes = 0;
  for (const auto& cells : *memory.Now()) bytes += cells == nullptr ? 0 : cells->bytes();
  std::printf("%lld cases; %zu MiB in memory (goal <= 512), loaded in %.0f ms\n",
              static_cast<long long>(cases), bytes >> 20, load_ms);
  std::printf("%-18s %-26s %9s %9s %9s %9s %11s\n", "figure", "about", "p50 ms", "p99 ms", "cpu p50",
              "cpu p99", "tables ms");
  double worst_ms = 0;
  double worst_cpu_ms = 0;
  for (const Figure& figure : figures) {
    for (const Asked& asked : selections) {
      const Measured quick = Measure(50, [&] {
        const absl::Status answered = Ask(figure, view, asked.selection);
        PRAKSIS_CHECK(answered.ok(), answered.ToString());
      });
      const Measured slow = Measure(3, [&] { Ask(figure, from_tables, asked.selection).IgnoreError(); });
      worst_ms = std::max(worst_ms, quick.wall.PercentileMs(99));
      worst_cpu_ms = std::max(worst_cpu_ms, quick.cpu.PercentileMs(99));
      std::printf("%-18s %-26s %9.1f %9.1f %9.1f %9.1f %11.1f\n", figure.name, asked.name,
                  quick.wall.PercentileMs(50), quick.wall.PercentileMs(99), quick.cpu.PercentileMs(50),
                  quick.cpu.PercentileMs(99), slow.wall.PercentileMs(50));
    }
    int64_t rows = 0;
    const Measured scan = Measure(3, [&] { rows = Scan(view, figure.model); });
    std::printf("%-18s %lld rows; gone through in the table in %.1f ms\n", "", static_cast<long long>(rows),
                scan.wall.PercentileMs(50));
    std::fflush(stdout);
  }
  MeasureCasesBehind(view);
  MeasureInYears(figures, layout, database, memory);
  const std::string goal = "< " + std::to_string(static_cast<int>(kGoalMs));
  bench::PrintRatio("figure_cpu_p99_ms", worst_cpu_ms, goal);
  bench::PrintRatio("figure_p99_ms", worst_ms, goal);
  const auto [flowing_ms, flowing_cpu_ms] = MeasureWhileEventsFlow(figures, layout, database, memory);
  bench::PrintRatio("figure_cpu_p99_ms_while_events_flow", flowing_cpu_ms, goal);
  bench::PrintRatio("figure_p99_ms_while_events_flow", flowing_ms, goal);
  return 0;
}
