// Figures over a million cases: how long an answer takes, from the read models to what may leave.
//
//   figures_bench [cases]     1,000,000 unless said otherwise
//
// The cases are drawn as case states (ten years, 98 municipalities of very different sizes, three target
// groups) and contributed to the models as a projector would, so that nothing but the answering is measured.
// Yardstick: going through the same table's rows without looking at them.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/base/strings.h"
#include "libs/projection/cell_memory.h"
#include "libs/projection/layout.h"
#include "libs/projection/projection_view.h"
#include "libs/readmodels/all_models.h"
#include "libs/store/database.h"
#include "services/dashboards/figures.h"
#include "tests/bench/bench.h"

namespace {

using praksis::base::Day;
using praksis::domain::cases::CaseState;
using praksis::projection::Layout;
using praksis::readmodels::CellSelection;
namespace bench = praksis::bench;
namespace readmodels = praksis::readmodels;
namespace services = praksis::services;
namespace store = praksis::store;
namespace v1 = praksis::v1;

constexpr double kGoalMs = 20;
constexpr int kMunicipalities = 98;
constexpr int64_t kThreshold = 5;
constexpr int kCasesPerBatch = 5'000;

const Day kFirstDay = *praksis::base::ParseDay("2016-01-01");
const Day kToday = *praksis::base::ParseDay("2025-12-31");

std::string Municipality(int i) { return praksis::base::StrCat("DK-", 101 + i); }

class Cases {
 public:
  Cases() {
    std::vector<double> sizes;
    for (int i = 1; i <= kMunicipalities; ++i) sizes.push_back(std::pow(i, -0.6));
    municipality_ = {sizes.begin(), sizes.end()};
  }

  const CaseState& Next() {
    state_.Clear();
    const int number = number_++;
    state_.set_version(1);
    state_.set_stream(praksis::base::StrCat("case/", number));
    // Every twentieth person has a second case.
    state_.set_person_ref(praksis::base::StrCat("p-", number % 20 == 0 ? number / 20 * 19 : number));
    state_.set_municipality(Municipality(municipality_(random_)));
    state_.set_target_group(std::array{"JOB_READY", "ACTIVITY_READY", "SICKNESS_BENEFIT"}[Below(3)]);
    state_.set_opened_on(kFirstDay + Below(kToday - kFirstDay));
    const bool closed = Below(10) < 7;
    state_.set_status(closed ? v1::CaseSummary::CLOSED : v1::CaseSummary::OPEN);
    if (closed) {
      state_.set_closed_on(std::min(state_.opened_on() + 30 + Below(700), kToday));
      state_.set_close_reason(v1::CaseClosed::JOB);
    }
    if (Below(10) < 8) AddReferral();
    for (int i = Below(3); i > 0; --i) AddPlacement();
    if (Below(10) < 4) AddOccupation();
    if (Below(10) < 3) AddCoaching();
    for (int i = Below(4); i > 0; --i) AddBelief();
    AddWorkers();
    AddDue();
    return state_;
  }

 private:
  int Below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  std::string Reason() {
    // Few are common.
    static constexpr std::array kReasons = {
        "ILLNESS",      "NO_SHOW",  "TASK_MISMATCH", "HOURS_TOO_HIGH",    "TRANSPORT",         "GOT_JOB",
        "PSYCHOSOCIAL", "PHYSICAL", "CARE_DUTIES",   "LACK_OF_FOLLOW_UP", "CONTRACT_CANCELLED"};
    return kReasons[std::min(Below(kReasons.size()), Below(kReasons.size()))];
  }

  void AddReferral() {
    auto& referral = *state_.add_referrals();
    referral.set_made_on(state_.opened_on() + Below(60));
    referral.set_resources_worded(Below(2) == 0);
    const int draw = Below(10);
    if (draw < 7) {
      referral.set_state(v1::CaseSummary::Referral::ACCEPTED);
      referral.set_was_accepted(true);
      referral.set_answered_on(referral.made_on() + Below(40));
    } else if (draw < 9) {
      referral.set_state(v1::CaseSummary::Referral::DECLINED);
      referral.set_answered_on(referral.made_on() + Below(40));
      referral.set_declined_by(static_cast<v1::ReferralDeclined::Decider>(1 + Below(3)));
      referral.set_decline_reason(std::array{"NO_CAPACITY", "NOT_SUITABLE", "OTHER"}[Below(3)]);
    } else {
      referral.set_state(v1::CaseSummary::Referral::MADE);
    }
  }

  void AddPlacement() {
    auto& placement = *state_.add_placements();
    placement.mutable_terms()->set_industry(
        std::array{"47.11", "56.10", "87.30", "41.20", "10.71"}[Below(5)]);
    placement.set_start(state_.opened_on() + 10 + Below(200));
    const int draw = Below(10);
    if (draw < 1) {
      placement.set_state(v1::CaseSummary::Placement::RUNNING);
      return;
    }
    placement.set_last_day(placement.start() + Below(182));
    if (draw < 7) {
      placement.set_state(v1::CaseSummary::Placement::COMPLETED);
      return;
    }
    placement.set_state(v1::CaseSummary::Placement::INTERRUPTED);
    placement.set_reason_job_centre(Reason());
    if (Below(2) == 0) placement.set_reason_citizen(Below(3) > 0 ? placement.reason_job_centre() : Reason());
    if (Below(2) == 0) placement.set_reason_company(Below(3) > 0 ? placement.reason_job_centre() : Reason());
  }

  void AddCoaching() {
    auto& coaching = *state_.add_coachings();
    coaching.set_start(state_.opened_on() + Below(100));
    coaching.set_method(std::array{"STRENGTHENING_DIALOGUE", "MOTIVATIONAL_INTERVIEW", "OTHER"}[Below(3)]);
    coaching.set_direct_minutes(60 * Below(12));
  }

  void AddBelief() {
    auto& belief = *state_.add_beliefs();
    belief.set_rater(static_cast<v1::BeliefAssessed::Rater>(1 + Below(2)));
    belief.set_score(1 + Below(5));
    belief.set_assessed_on(state_.opened_on() + Below(400));
    belief.set_horizon_days(365);
  }

  // One after the other; a worker has about thirty cases. Every eighth case is nobody's at the end.
  void AddWorkers() {
    Day from = state_.opened_on() + Below(5);
    for (int left = 1 + Below(3); left > 0; --left) {
      auto& assignment = *state_.add_assignments();
      assignment.set_role(v1::CaseworkerAssigned::PRIMARY);
      assignment.set_worker(praksis::base::StrCat("worker-", state_.municipality(), "-", Below(100)));
      assignment.set_from(from);
      from += 30 + Below(300);
      if (left > 1 || Below(8) == 0) assignment.set_to(from - 1);
    }
  }

  void AddDue() {
    state_.set_last_contact_on(std::min(state_.opened_on() + Below(3'000), kToday - Below(40)));
    if (state_.referrals_size() > 0) state_.mutable_referrals(0)->set_respond_by(state_.opened_on() + 60);
    if (Below(5) > 0) return;
    auto& flag = *state_.add_flags();
    flag.set_due(state_.opened_on() + Below(1'000));
    flag.set_cleared(Below(2) == 0);
  }

  void AddOccupation() {
    auto& occupation = *state_.add_occupations();
    occupation.set_kind(static_cast<v1::OccupationStarted::Kind>(1 + Below(4)));
    occupation.set_obtained_by(static_cast<v1::OccupationStarted::ObtainedBy>(1 + Below(3)));
    occupation.set_start(state_.opened_on() + Below(400));
    if (Below(3) == 0) occupation.set_last_day(occupation.start() + Below(300));
  }

  std::mt19937_64 random_{20251231};
  std::discrete_distribution<int> municipality_;
  CaseState state_;
  int number_ = 0;
};

// Adds what a case contributes to one model to a batch.
class IntoBatch final : public praksis::projection::Contributions {
 public:
  IntoBatch(store::Table counts, store::Table rows, store::Batch& batch)
      : counts_(counts), rows_(rows), batch_(batch) {}
  void Count(std::string_view key, int64_t amount) override { batch_.Add(counts_, key, amount); }
  void Row(std::string_view key, std::string_view value) override { batch_.Put(rows_, key, value); }

 private:
  const store::Table counts_;
  const store::Table rows_;
  store::Batch& batch_;
};

std::vector<const praksis::projection::CaseModel*> Models() {
  std::vector<const praksis::projection::CaseModel*> models = readmodels::AllCaseModels();
  // The pool is no figure.
  std::erase_if(models, [](const auto* model) { return model->name() == "pool"; });
  return models;
}

void Fill(int64_t cases, const Layout& layout, store::Database& database) {
  Cases made;
  store::Batch batch;
  for (int64_t i = 0; i < cases; ++i) {
    const CaseState& state = made.Next();
    for (size_t m = 0; m < layout.case_models().size(); ++m) {
      IntoBatch into(layout.CaseCounts(m), layout.CaseRows(m), batch);
      layout.case_models()[m]->Contribute(state, into);
    }
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

}  // namespace

int main(int argc, char** argv) {
  const int64_t cases = bench::NumberArgument(argc, argv, 1, 1'000'000);
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
  praksis::projection::CellMemory memory(*layout, *database, size_t{1} << 30);
  const int64_t start = bench::NowNs();
  PRAKSIS_CHECK(memory.Load().ok());
  const double load_ms = static_cast<double>(bench::NowNs() - start) / 1e6;
  const praksis::projection::ProjectionView view(database, layout, 0, memory.Now());
  const praksis::projection::ProjectionView from_tables(database, layout, 0, nullptr);

  CellSelection year;
  year.from = *praksis::base::ParseDay("2025-01-01");
  year.to = kToday;
  CellSelection largest;
  largest.municipalities = {Municipality(0)};
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
  for (const Figure& figure : kFigures) {
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
  const std::string goal = "< " + std::to_string(static_cast<int>(kGoalMs));
  bench::PrintRatio("figure_cpu_p99_ms", worst_cpu_ms, goal);
  bench::PrintRatio("figure_p99_ms", worst_ms, goal);
  return 0;
}
