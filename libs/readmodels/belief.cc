#include "libs/readmodels/belief.h"

#include <optional>

#include "absl/time/civil_time.h"
#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/readmodels/cell_scan.h"
#include "libs/readmodels/codes.h"
#include "libs/readmodels/follow_up.h"

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

// By one rater, by day of assessment; of several on one day the one recorded last.
std::map<base::Day, const CaseState::Belief*> AssessmentsBy(const CaseState& state, Rater::Rater rater) {
  std::map<base::Day, const CaseState::Belief*> by_day;
  for (const auto& belief : state.beliefs()) {
    if (belief.rater() != rater || belief.score() < 1 || belief.score() > kScores) continue;
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
  for (const auto& [day, belief] : AssessmentsBy(state, rater)) {
    if (belief->horizon_days() != kBeliefHorizonDays) continue;
    const base::Day later = day + kBeliefHorizonDays;
    const auto in_work = KnownToBeInWorkOn(state, later);
    if (!in_work) return;
    KeyWriter key = Begin(state, Entry::kOutcome);
    key.Byte(static_cast<uint8_t>(rater))
        .Byte(static_cast<uint8_t>(belief->score()))
        .Day(later)
        .Byte(*in_work ? 1 : 0);
    return out.Count(key.key(), 1);
  }
}

struct BeliefCell {
  base::Day day;
  uint32_t person;
  CodeNumber target_group;
  uint8_t entry;
  uint8_t flag;   // open; in work
  uint8_t rater;  // but for kCase
  // Of the two raters; of `rater` the first.
  std::array<uint8_t, 2> scores;
  uint8_t zero;
  std::array<base::Day, 2> days;
  int32_t count;

  static BeliefCell Read(KeyReader& rest) {
    BeliefCell cell = {};
    cell.target_group = NumberOfCode(rest.Text());
    cell.person = rest.Number();
    cell.entry = rest.Byte();
    if (cell.is(Entry::kCase)) {
      cell.flag = rest.Byte();
      for (size_t i = 0; i < cell.scores.size(); ++i) {
        cell.scores[i] = rest.Byte();
        if (cell.scores[i] != 0) cell.days[i] = rest.Day();
      }
      return cell;
    }
    cell.rater = rest.Byte();
    cell.scores[0] = rest.Byte();
    cell.days[0] = rest.Day();
    if (cell.is(Entry::kOutcome)) cell.flag = rest.Byte();
    return cell;
  }

  bool is(Entry other) const { return entry == static_cast<uint8_t>(other); }
};

class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }
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

size_t IndexOf(uint8_t score) {
  PRAKSIS_CHECK(score >= 1 && score <= kScores, "score=", static_cast<int>(score));
  return score - 1U;
}

class Reader {
 public:
  Reader(Rater::Rater rater, base::Day today, BeliefFigure& figure)
      : rater_(static_cast<uint8_t>(rater)), today_(today), figure_(figure) {}

  void Add(const BeliefCell& cell) {
    if (cell.is(Entry::kCase)) return AddCase(cell);
    if (cell.rater != rater_) return;
    if (cell.is(Entry::kQuarter)) {
      auto& quarter = figure_.quarters[cell.days[0]];
      (cell.scores[0] >= kHighScore ? quarter.high : quarter.low).Add(cell.count, cell.person);
    } else if (today_ > cell.days[0]) {
      auto& outcome = figure_.outcomes[IndexOf(cell.scores[0])];
      (cell.flag == 1 ? outcome.in_work : outcome.not_in_work).Add(cell.count, cell.person);
    }
  }

 private:
  void AddCase(const BeliefCell& cell) {
    figure_.cases.Add(cell.count, cell.person);
    if (cell.flag == 0) return;
    const size_t rater = rater_ == static_cast<uint8_t>(kRaters[0]) ? 0 : 1;
    const uint8_t score = cell.scores[rater];
    const bool recent = score != 0 && today_ - cell.days[rater] <= kBeliefAgeDays;
    (recent ? figure_.scores[IndexOf(score)] : figure_.not_assessed).Add(cell.count, cell.person);
  }

  const uint8_t rater_;
  const base::Day today_;
  BeliefFigure& figure_;
};

}  // namespace

const projection::CaseModel& BeliefModel() {
  static const Model model;
  return model;
}

absl::StatusOr<BeliefFigure> ReadBelief(const projection::View& view, const CellSelection& selection,
                                        v1::BeliefAssessed::Rater rater, base::Day today) {
  PRAKSIS_CHECK(rater == Rater::CASEWORKER || rater == Rater::CITIZEN, "rater=", static_cast<int>(rater));
  BeliefFigure figure;
  Reader reader(rater, today, figure);
  RETURN_IF_ERROR(
      ForEachCell<BeliefCell>(view, kName, selection, [&](const BeliefCell& cell) { reader.Add(cell); }));
  return figure;
}

base::Day QuarterOf(base::Day day) {
  const absl::CivilDay epoch(1970, 1, 1);
  const absl::CivilMonth month(epoch + day);
  return static_cast<base::Day>(
      absl::CivilDay(absl::CivilMonth(month.year(), (month.month() - 1) / 3 * 3 + 1)) - epoch);
}

}  // namespace praksis::readmodels
