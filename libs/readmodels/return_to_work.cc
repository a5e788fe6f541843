#include "libs/readmodels/return_to_work.h"

#include <algorithm>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/readmodels/by_day.h"
#include "libs/readmodels/cell_scan.h"
#include "libs/readmodels/codes.h"
#include "libs/readmodels/follow_up.h"

namespace praksis::readmodels {
namespace {

using domain::cases::CaseState;
using ObtainedBy = v1::OccupationStarted::ObtainedBy;

constexpr std::string_view kName = "return-to-work";
constexpr uint8_t kLeastSatisfied = 4;
constexpr uint8_t kMostSatisfied = 5;

// Keys of return-to-work.counts (parts as in keys.h), with the number of cases:
//   key          := text(municipality) day(opened) text(target group) tag satisfaction closed work
//   satisfaction := the last one reported, 0 where there was none (1 byte)
//   closed       := 0 | 1 day(closed)                  0: open
//   work         := 0 | 1 obtained_by(1 byte) day(first) last
//   last         := 0 | 1 day(last)                    0: going on
// Days are dates: what they are at some time (waiting, ongoing) follows when that time is asked for.
struct ReturnCell {
  uint8_t has_work;
  uint8_t has_closed;
  uint8_t has_ended;
  uint8_t obtained_by;
  uint16_t satisfaction;
  CodeNumber target_group;
  base::Day day;
  uint32_t person;
  base::Day closed;
  base::Day first_day;
  base::Day last_day;
  int32_t count;

  static ReturnCell Read(KeyReader& rest) {
    ReturnCell cell = {};
    cell.target_group = NumberOfCode(rest.Text());
    cell.person = rest.Number();
    cell.satisfaction = rest.Byte();
    cell.has_closed = rest.Byte();
    if (cell.has_closed != 0) cell.closed = rest.Day();
    cell.has_work = rest.Byte();
    if (cell.has_work != 0) {
      cell.obtained_by = rest.Byte();
      cell.first_day = rest.Day();
      cell.has_ended = rest.Byte();
      if (cell.has_ended != 0) cell.last_day = rest.Day();
    }
    PRAKSIS_CHECK(rest.done(), "something follows in a key of ", kName);
    return cell;
  }
};

class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }
  const projection::CellFormat* cell_format() const override { return FormatFor<ReturnCell>(); }
  void Contribute(const CaseState& state, projection::Contributions& out) const override {
    if (state.status() == v1::CaseSummary::STATUS_UNSPECIFIED) return;
    KeyWriter key;
    key.Text(state.municipality())
        .Day(state.opened_on())
        .Text(state.target_group())
        .Number(PersonTag(state))
        .Byte(static_cast<uint8_t>(std::clamp<int32_t>(state.satisfaction(), 0, kMostSatisfied)));
    Write(state.has_closed_on() ? std::optional<base::Day>(state.closed_on()) : std::nullopt, key);
    if (const auto work = FirstWorkSpell(state)) {
      key.Byte(1).Byte(static_cast<uint8_t>(work->obtained_by)).Day(work->first_day);
      Write(work->last_day, key);
    } else {
      key.Byte(0);
    }
    out.Count(key.key(), 1);
  }

 private:
  static void Write(const std::optional<base::Day>& day, KeyWriter& key) {
    key.Byte(day ? 1 : 0);
    if (day) key.Day(*day);
  }
};

class Summing {
 public:
  Summing(base::Day as_of, int64_t exact_below)
      : as_of_(as_of),
        exact_below_(exact_below),
        waiting_(exact_below),
        exited_(exact_below),
        ended_(exact_below),
        ongoing_(exact_below),
        sustained_(exact_below, 1),
        answers_(exact_below, 2 * kAnswers) {}

  void Add(const ReturnCell& cell) {
    const bool returned = cell.has_work != 0 && cell.first_day <= as_of_;
    if (returned) {
      while (cell.obtained_by >= returned_.size()) returned_.emplace_back(exact_below_);
      returned_[cell.obtained_by].Add(cell.first_day - cell.day, cell.count, cell.person);
      AddLasting(cell);
    } else if (cell.has_closed != 0 && cell.closed <= as_of_) {
      exited_.Add(cell.closed - cell.day, cell.count, cell.person);
    } else {
      waiting_.Add(as_of_ - cell.day, cell.count, cell.person);
    }
    const size_t answer = cell.satisfaction == 0                 ? ReturnToWorkFigure::kUnanswered
                          : cell.satisfaction >= kLeastSatisfied ? ReturnToWorkFigure::kSatisfied
                                                                 : ReturnToWorkFigure::kNotSatisfied;
    answers_.Add(answer + (returned ? 0 : kAnswers), cell.count, cell.person);
  }

  ReturnToWorkFigure Finish() {
    ReturnToWorkFigure figure;
    figure.waiting = waiting_.Days();
    figure.exited = exited_.Days();
    figure.ended = ended_.Days();
    figure.ongoing = ongoing_.Days();
    figure.sustained = sustained_.At(0);
    for (size_t by = 0; by < returned_.size(); ++by) {
      ReturnToWorkFigure::ByDay days = returned_[by].Days();
      if (!days.empty()) figure.returned[static_cast<ObtainedBy>(by)] = std::move(days);
    }
    for (size_t answer = 0; answer < kAnswers; ++answer) {
      figure.answers_with_work[answer] = answers_.At(answer);
      figure.answers_without_work[answer] = answers_.At(kAnswers + answer);
    }
    return figure;
  }

 private:
  static constexpr size_t kAnswers = std::tuple_size_v<decltype(ReturnToWorkFigure::answers_with_work)>;

  // How long the work has lasted by the end of as_of_.
  void AddLasting(const ReturnCell& cell) {
    const bool has_ended = cell.has_ended != 0 && cell.last_day <= as_of_;
    const int32_t days = (has_ended ? cell.last_day : as_of_) - cell.first_day;
    if (days + 1 >= kSustainedDays) {
      sustained_.Add(0, cell.count, cell.person);
    } else {
      (has_ended ? ended_ : ongoing_).Add(days, cell.count, cell.person);
    }
  }

  const base::Day as_of_;
  const int64_t exact_below_;
  TalliesPerDay waiting_;
  TalliesPerDay exited_;
  std::vector<TalliesPerDay> returned_;  // by who obtained the work
  TalliesPerDay ended_;
  TalliesPerDay ongoing_;
  Tallies sustained_;
  Tallies answers_;  // of those with work, then of those without
};

}  // namespace

std::optional<WorkSpell> FirstWorkSpell(const CaseState& state) {
  std::vector<const CaseState::Occupation*> works;
  for (const auto& occupation : state.occupations()) {
    if (IsWork(occupation) && occupation.start() >= state.opened_on()) works.push_back(&occupation);
  }
  if (works.empty()) return std::nullopt;
  std::stable_sort(works.begin(), works.end(),
                   [](const auto* first, const auto* second) { return first->start() < second->start(); });
  WorkSpell spell;
  spell.first_day = works.front()->start();
  spell.last_day = works.front()->start() - 1;
  spell.obtained_by = works.front()->obtained_by();
  for (const CaseState::Occupation* work : works) {
    if (!spell.last_day || work->start() > *spell.last_day + 1) break;
    if (work->has_last_day()) {
      spell.last_day = std::max(*spell.last_day, work->last_day());
    } else {
      spell.last_day.reset();
    }
  }
  return spell;
}

const projection::CaseModel& ReturnToWorkModel() {
  static const Model model;
  return model;
}

absl::StatusOr<ReturnToWorkFigure> ReadReturnToWork(const projection::View& view,
                                                    const CellSelection& selection, base::Day as_of,
                                                    int64_t exact_below) {
  Summing summing(as_of, exact_below);
  RETURN_IF_ERROR(
      ForEachCell<ReturnCell>(view, kName, selection, [&](const ReturnCell& cell) { summing.Add(cell); }));
  return summing.Finish();
}

}  // namespace praksis::readmodels
