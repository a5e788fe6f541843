#include "libs/readmodels/belief.h"

#include <algorithm>
#include <optional>

#include "absl/time/civil_time.h"
#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/readmodels/cell_scan.h"
#include "libs/readmodels/codes.h"
#include "libs/readmodels/follow_up.h"
#include "libs/readmodels/tallies.h"

namespace praksis::readmodels {
namespace {

using domain::cases::CaseState;
using Rater = v1::BeliefAssessed;

constexpr std::string_view kName = "belief";
constexpr std::array kRaters = {Rater::CASEWORKER, Rater::CITIZEN};

// Stored: numbers keep their meaning.
enum class Entry : uint8_t { kCase = 0, kQuarter = 1, kOutcome = 2 };

// Keys of belief.counts (parts as in keys.h), with the number of cases:
//   key    := text(municipality) day(opened) text(target group) tag entry
//   entry  := 0 open(1 byte: 0, 1) latest(caseworker) latest(citizen)
//           | 1 rater score day(first of a quarter)                    the last score in it
//           | 2 rater score day(365 days after) in_work(1 byte: 0, 1)  of the first, where that is known
//   latest := 0 | score day(assessed)                                  0 where the case is closed, too
//   rater  := 1 byte: BeliefAssessed.Rater        score := 1 byte: 1 … 5
KeyWriter Begin(const CaseState& state, Entry entry) {
  KeyWriter key;
  key.Text(state.municipality())
      .Day(state.opened_on())
      .Text(state.target_group())
      .Number(PersonTag(state))
      .Byte(static_cast<uint8_t>(entry));
  return key;
}

// By one rater, by day of assessment; of several on one day the one recorded last. With a horizon: of those
// that look so many days ahead.
std::map<base::Day, const CaseState::Belief*> AssessmentsBy(
    const CaseState& state, Rater::Rater rater, std::optional<int32_t> horizon_days = std::nullopt) {
  std::map<base::Day, const CaseState::Belief*> by_day;
  for (const auto& belief : state.beliefs()) {
    if (belief.rater() != rater || belief.score() < 1 || belief.score() > kScores) continue;
    if (horizon_days && belief.horizon_days() != *horizon_days) continue;
    by_day[belief.assessed_on()] = &belief;
  }
  return by_day;
}

// Whether the person was in work on `day`; nothing where that is not known.
std::optional<bool> KnownToBeInWorkOn(const CaseState& state, base::Day day) {
  if (InWorkOn(state, day)) return true;
  const auto closed = ClosedOn(state, day);
  if (!closed) return false;
  switch (*closed) {
    case v1::CaseClosed::JOB:
    case v1::CaseClosed::EDUCATION:
    case v1::CaseClosed::PENSION:
    case v1::CaseClosed::DECEASED:
      return false;
    default:
      return std::nullopt;
  }
}

void ContributeOutcome(const CaseState& state, Rater::Rater rater, projection::Contributions& out) {
  const auto forecasts = AssessmentsBy(state, rater, kBeliefHorizonDays);
  if (forecasts.empty()) return;
  const auto& [day, first] = *forecasts.begin();
  const base::Day later = day + kBeliefHorizonDays;
  const auto in_work = KnownToBeInWorkOn(state, later);
  if (!in_work) return;
  KeyWriter key = Begin(state, Entry::kOutcome);
  key.Byte(static_cast<uint8_t>(rater))
      .Byte(static_cast<uint8_t>(first->score()))
      .Day(later)
      .Byte(*in_work ? 1 : 0);
  out.Count(key.key(), 1);
}

// Quarters in a row: four times the year, and the quarter in it from 0 on.
int32_t NumberOfQuarter(base::Day day) {
  const absl::CivilMonth month(absl::CivilDay(1970, 1, 1) + day);
  return static_cast<int32_t>(month.year() * 4 + (month.month() - 1) / 3);
}
base::Day FirstDayOfQuarter(int32_t number) {
  const absl::CivilDay day(number / 4, number % 4 * 3 + 1, 1);
  return static_cast<base::Day>(day - absl::CivilDay(1970, 1, 1));
}

// What a counter says, taken apart by rater.
enum class Part : uint8_t {
  kClosed,     // a case
  kOpen,       // a case, as one rater sees it: once for each rater
  kQuarter,    // the last score in it
  kInWork,     // what came of the first
  kNotInWork,  // likewise
};

struct BeliefCell {
  Part part;
  uint8_t rater : 4;  // but for kClosed
  uint8_t score : 4;  // 0: not assessed
  CodeNumber target_group;
  base::Day day;
  uint32_t person;
  // kOpen: the day assessed. kQuarter: NumberOfQuarter. kInWork, kNotInWork: 365 days after.
  int32_t when;
  int32_t count;

  template <typename Visit>
  static void Read(KeyReader& rest, Visit visit) {
    BeliefCell cell = {};
    cell.target_group = NumberOfCode(rest.Text());
    cell.person = rest.Number();
    const auto entry = static_cast<Entry>(rest.Byte());
    if (entry == Entry::kCase) return ReadCase(rest, cell, visit);
    cell.rater = rest.Byte() & 0xf;
    cell.ReadScore(rest);
    const base::Day day = rest.Day();
    const bool in_work = entry == Entry::kOutcome && rest.Byte() == 1;
    cell.part = entry == Entry::kQuarter ? Part::kQuarter : in_work ? Part::kInWork : Part::kNotInWork;
    cell.when = entry == Entry::kQuarter ? NumberOfQuarter(day) : day;
    visit(cell);
  }

 private:
  void ReadScore(KeyReader& rest) {
    const uint8_t stored = rest.Byte();
    PRAKSIS_CHECK(stored <= kScores, "score=", static_cast<int>(stored));
    score = stored & 0xf;
  }

  template <typename Visit>
  static void ReadCase(KeyReader& rest, BeliefCell cell, Visit visit) {
    if (rest.Byte() == 0) {
      cell.part = Part::kClosed;
      visit(cell);
      return;
    }
    cell.part = Part::kOpen;
    for (const Rater::Rater rater : kRaters) {
      cell.rater = static_cast<uint8_t>(rater) & 0xf;
      cell.ReadScore(rest);
      cell.when = cell.score != 0 ? rest.Day() : 0;
      visit(cell);
    }
  }
};

class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 2; }
  const projection::CellFormat* cell_format() const override { return FormatFor<BeliefCell>(); }
  void Contribute(const CaseState& state, projection::Contributions& out) const override {
    if (state.status() == v1::CaseSummary::STATUS_UNSPECIFIED) return;
    const bool open = state.status() == v1::CaseSummary::OPEN;
    KeyWriter key = Begin(state, Entry::kCase);
    key.Byte(open ? 1 : 0);
    for (const Rater::Rater rater : kRaters) {
      const auto assessments = AssessmentsBy(state, rater);
      if (!open || assessments.empty()) {
        key.Byte(0);
      } else {
        const auto& [day, belief] = *assessments.rbegin();
        key.Byte(static_cast<uint8_t>(belief->score())).Day(day);
      }
      std::map<base::Day, int32_t> quarters;
      for (const auto& [day, belief] : assessments) quarters[QuarterOf(day)] = belief->score();
      for (const auto& [quarter, score] : quarters) {
        KeyWriter in_quarter = Begin(state, Entry::kQuarter);
        in_quarter.Byte(static_cast<uint8_t>(rater)).Byte(static_cast<uint8_t>(score)).Day(quarter);
        out.Count(in_quarter.key(), 1);
      }
      ContributeOutcome(state, rater, out);
    }
    out.Count(key.key(), 1);
  }
};

class Summing {
 public:
  Summing(Rater::Rater rater, base::Day today, int64_t exact_below)
      : rater_(static_cast<uint8_t>(rater)),
        today_(today),
        tallies_(exact_below, kTallies),
        quarters_(exact_below) {}

  void Add(const BeliefCell& cell) {
    if (cell.part == Part::kClosed) return tallies_.Add(kCases, cell.count, cell.person);
    if (cell.rater != rater_) return;
    switch (cell.part) {
      case Part::kClosed:
        return;
      case Part::kOpen: {
        tallies_.Add(kCases, cell.count, cell.person);
        const bool recent = cell.score != 0 && today_ - cell.when <= kBeliefAgeDays;
        return tallies_.Add(recent ? kScored + cell.score : kNotAssessed, cell.count, cell.person);
      }
      case Part::kQuarter:
        return AddQuarter(cell);
      case Part::kInWork:
        if (today_ > cell.when) tallies_.Add(kInWork + cell.score, cell.count, cell.person);
        return;
      case Part::kNotInWork:
        if (today_ > cell.when) tallies_.Add(kNotInWork + cell.score, cell.count, cell.person);
        return;
    }
  }

  BeliefFigure Finish() {
    BeliefFigure figure;
    figure.cases = tallies_.At(kCases);
    figure.not_assessed = tallies_.At(kNotAssessed);
    for (size_t i = 0; i < kScores; ++i) {
      figure.scores[i] = tallies_.At(kScored + i + 1);
      figure.outcomes[i].in_work = tallies_.At(kInWork + i + 1);
      figure.outcomes[i].not_in_work = tallies_.At(kNotInWork + i + 1);
    }
    for (size_t i = 0; i < quarters_.size(); i += 2) {
      if (quarters_.count(i) == 0 && quarters_.count(i + 1) == 0) continue;
      figure.quarters[FirstDayOfQuarter(first_quarter_ + static_cast<int32_t>(i / 2))] = {
          .high = quarters_.At(i + 1), .low = quarters_.At(i)};
    }
    return figure;
  }

 private:
  // Places among tallies_; those with a score, 1 … kScores, are added to.
  enum : size_t {
    kCases,
    kNotAssessed,
    kScored,
    kInWork = kScored + kScores + 1,
    kNotInWork = kInWork + kScores + 1,
    kTallies = kNotInWork + kScores + 1
  };

  void AddQuarter(const BeliefCell& cell) {
    // Days are within kFirstDay … kLastDay (date.h).
    const auto quarter = static_cast<size_t>(std::max(cell.when - first_quarter_, 0));
    const size_t at = quarter * 2 + (cell.score >= kHighScore ? 1 : 0);
    if (at >= quarters_.size()) quarters_.Resize((quarter + 1) * 2);
    quarters_.Add(at, cell.count, cell.person);
  }

  const uint8_t rater_;
  const base::Day today_;
  Tallies tallies_;
  // From first_quarter_ on; of each low, high.
  const int32_t first_quarter_ = NumberOfQuarter(base::kFirstDay);
  Tallies quarters_;
};

}  // namespace

const projection::CaseModel& BeliefModel() {
  static const Model model;
  return model;
}

absl::StatusOr<BeliefFigure> ReadBelief(const projection::View& view, const CellSelection& selection,
                                        v1::BeliefAssessed::Rater rater, base::Day today,
                                        int64_t exact_below) {
  PRAKSIS_CHECK(rater == Rater::CASEWORKER || rater == Rater::CITIZEN, "rater=", static_cast<int>(rater));
  Summing summing(rater, today, exact_below);
  RETURN_IF_ERROR(
      ForEachCell<BeliefCell>(view, kName, selection, [&](const BeliefCell& cell) { summing.Add(cell); }));
  return summing.Finish();
}

base::Day QuarterOf(base::Day day) { return FirstDayOfQuarter(NumberOfQuarter(day)); }

}  // namespace praksis::readmodels
