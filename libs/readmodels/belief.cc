#include "libs/readmodels/belief.h"

#include <algorithm>
#include <optional>
#include <span>

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
  // What cells are sorted by first, so that a rater's are together, the closed cases before them.
  uint8_t rater;      // 0 for kClosed
  uint8_t score : 4;  // 0: not assessed
  Part part : 4;
  CodeNumber target_group;
  base::Day day;
  uint32_t person;
  // kOpen: the day assessed. kQuarter: NumberOfQuarter. kInWork, kNotInWork: 365 days after.
  int32_t when;
  int32_t count;

  // The same for cells that differ in nothing else than target group, day, person, when and count.
  uint32_t section() const {
    return static_cast<uint32_t>(rater) << 8 | static_cast<uint32_t>(part) << 4 | score;
  }

  template <typename Visit>
  static void Read(KeyReader& rest, Visit visit) {
    BeliefCell cell = {};
    cell.target_group = NumberOfCode(rest.Text());
    cell.person = rest.Number();
    const auto entry = static_cast<Entry>(rest.Byte());
    if (entry == Entry::kCase) return ReadCase(rest, cell, visit);
    cell.rater = rest.Byte();
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
      cell.rater = static_cast<uint8_t>(rater);
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

  // Sorted.
  void Add(std::span<const BeliefCell> cells) {
    const BeliefCell* cell = cells.data();
    const BeliefCell* const end = cell + cells.size();
    while (cell != end && cell->rater <= rater_) {
      cell = cell->rater == 0 || cell->rater == rater_ ? AddSection(cell, end) : BeginOfRater(cell, end);
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
  // Places among tallies_; those with a score, 1 … kScores, are added to. Nobody reads kNowhere.
  enum : size_t {
    kNowhere,
    kCases,
    kNotAssessed,
    kScored,
    kInWork = kScored + kScores + 1,
    kNotInWork = kInWork + kScores + 1,
    kTallies = kNotInWork + kScores + 1
  };

  const BeliefCell* BeginOfRater(const BeliefCell* cell, const BeliefCell* end) const {
    return std::partition_point(cell, end, [&](const BeliefCell& one) { return one.rater < rater_; });
  }

  // Calls `visit(cell, count)` for those of the section of `cell`; returns the first that is not.
  template <typename Visit>
  static const BeliefCell* ForSection(const BeliefCell* cell, const BeliefCell* end, Visit visit) {
    const uint32_t section = cell->section();
    for (; cell != end && cell->section() == section; ++cell) visit(*cell, std::max(cell->count, 0));
    return cell;
  }

  const BeliefCell* AddSection(const BeliefCell* cell, const BeliefCell* end) {
    const uint32_t score = cell->score;
    const auto is_over = [&](const BeliefCell& one) { return one.when < today_; };
    switch (cell->part) {
      case Part::kClosed:
        return AddTo(kCases, kNowhere, kNowhere, cell, end, [](const BeliefCell&) { return true; });
      case Part::kOpen:
        return AddTo(kCases, score != 0 ? kScored + score : kNotAssessed, kNotAssessed, cell, end,
                     [&](const BeliefCell& one) { return today_ - one.when <= kBeliefAgeDays; });
      case Part::kQuarter:
        return ForSection(cell, end, [&](const BeliefCell& one, int32_t count) { AddQuarter(one, count); });
      case Part::kInWork:
        return AddTo(kNowhere, kInWork + score, kNowhere, cell, end, is_over);
      case Part::kNotInWork:
        return AddTo(kNowhere, kNotInWork + score, kNowhere, cell, end, is_over);
    }
    return end;
  }

  // Adds a section to the tally `all`, and those of whom `is(cell)` to `some`, the others to `others`. Once
  // no more persons are told apart in these, two sums will do.
  template <typename Is>
  const BeliefCell* AddTo(size_t all, size_t some, size_t others, const BeliefCell* cell,
                          const BeliefCell* end, Is is) {
    if (!tallies_.IsFull(all) || !tallies_.IsFull(some) || !tallies_.IsFull(others)) {
      return ForSection(cell, end, [&](const BeliefCell& one, int32_t count) {
        if (count == 0) return;
        tallies_.Add(all, count, one.person);
        tallies_.Add(is(one) ? some : others, count, one.person);
      });
    }
    int64_t sum = 0;
    int64_t sum_of_some = 0;
    const BeliefCell* const after = ForSection(cell, end, [&](const BeliefCell& one, int32_t count) {
      sum += count;
      sum_of_some += is(one) ? count : 0;
    });
    tallies_.AddToFull(all, sum);
    tallies_.AddToFull(some, sum_of_some);
    tallies_.AddToFull(others, sum - sum_of_some);
    return after;
  }

  void AddQuarter(const BeliefCell& cell, int32_t count) {
    if (count == 0) return;
    // Days are within kFirstDay … kLastDay (date.h).
    const auto quarter = static_cast<size_t>(std::max(cell.when - first_quarter_, 0));
    const size_t at = quarter * 2 + (cell.score >= kHighScore ? 1 : 0);
    if (at >= quarters_.size()) quarters_.Resize((quarter + 1) * 2);
    quarters_.Add(at, count, cell.person);
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
  RETURN_IF_ERROR(ForEachSpan<BeliefCell>(view, kName, selection,
                                          [&](std::span<const BeliefCell> cells) { summing.Add(cells); }));
  return summing.Finish();
}

base::Day QuarterOf(base::Day day) { return FirstDayOfQuarter(NumberOfQuarter(day)); }

}  // namespace praksis::readmodels
