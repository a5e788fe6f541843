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
  base::Day day;
  uint32_t person;
  CodeNumber target_group;
  uint8_t satisfaction;
  uint8_t obtained_by;
  uint16_t has_closed;
  uint8_t has_work;
  uint8_t has_ended;
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
  explicit Summing(base::Day as_of) : as_of_(as_of) {}

  void Add(const ReturnCell& cell) {
    const bool returned = cell.has_work != 0 && cell.first_day <= as_of_;
    if (returned) {
      if (cell.obtained_by >= returned_.size()) returned_.resize(cell.obtained_by + size_t{1});
      returned_[cell.obtained_by][cell.first_day - cell.day].Add(cell.count, cell.person);
      AddLasting(cell);
    } else if (cell.has_closed != 0 && cell.closed <= as_of_) {
      exited_[cell.closed - cell.day].Add(cell.count, cell.person);
    } else {
      waiting_[as_of_ - cell.day].Add(cell.count, cell.person);
    }
    const auto answer = cell.satisfaction == 0                 ? ReturnToWorkFigure::kUnanswered
                        : cell.satisfaction >= kLeastSatisfied ? ReturnToWorkFigure::kSatisfied
                                                               : ReturnToWorkFigure::kNotSatisfied;
    (returned ? figure_.answers_with_work : figure_.answers_without_work)[answer].Add(cell.count,
                                                                                      cell.person);
  }

  ReturnToWorkFigure Finish() {
    figure_.waiting = TakeDays(waiting_);
    figure_.exited = TakeDays(exited_);
    figure_.ended = TakeDays(ended_);
    figure_.ongoing = TakeDays(ongoing_);
    for (size_t by = 0; by < returned_.size(); ++by) {
      ReturnToWorkFigure::ByDay days = TakeDays(returned_[by]);
      if (!days.empty()) figure_.returned[static_cast<ObtainedBy>(by)] = std::move(days);
    }
    return std::move(figure_);
  }

 private:
  // How long the work has lasted by the end of as_of_.
  void AddLasting(const ReturnCell& cell) {
    const bool has_ended = cell.has_ended != 0 && cell.last_day <= as_of_;
    const int32_t days = (has_ended ? cell.last_day : as_of_) - cell.first_day;
    if (days + 1 >= kSustainedDays) {
      figure_.sustained.Add(cell.count, cell.person);
    } else {
      (has_ended ? ended_ : ongoing_)[days].Add(cell.count, cell.person);
    }
  }

  const base::Day as_of_;
  ReturnToWorkFigure figure_;
  PerDay<Tally> waiting_;
  PerDay<Tally> exited_;
  std::vector<PerDay<Tally>> returned_;  // by who obtained the work
  PerDay<Tally> ended_;
  PerDay<Tally> ongoing_;
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
                                                    const CellSelection& selection, base::Day as_of) {
  Summing summing(as_of);
  RETURN_IF_ERROR(
      ForEachCell<ReturnCell>(view, kName, selection, [&](const ReturnCell& cell) { summing.Add(cell); }));
  return summing.Finish();
}

}  // namespace praksis::readmodels
