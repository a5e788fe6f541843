#include "libs/readmodels/return_to_work.h"

#include <algorithm>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/status.h"

namespace praksis::readmodels {
namespace {

using domain::cases::CaseState;
using ObtainedBy = v1::OccupationStarted::ObtainedBy;

constexpr std::string_view kName = "return-to-work";
constexpr uint8_t kLeastSatisfied = 4;
constexpr uint8_t kMostSatisfied = 5;

bool IsWork(const CaseState& state, const CaseState::Occupation& occupation) {
  switch (occupation.kind()) {
    case v1::OccupationStarted::ORDINARY:
    case v1::OccupationStarted::SUBSIDISED:
    case v1::OccupationStarted::SELF_EMPLOYED:
      return occupation.start() >= state.opened_on();
    default:
      return false;
  }
}

// Keys of return-to-work.counts (parts as in keys.h), with the number of cases:
//   key          := text(municipality) day(opened) text(target group) tag satisfaction closed work
//   satisfaction := the last one reported, 0 where there was none (1 byte)
//   closed       := 0 | 1 day(closed)                  0: open
//   work         := 0 | 1 obtained_by(1 byte) day(first) last
//   last         := 0 | 1 day(last)                    0: going on
// Days are dates: what they are at some time (waiting, ongoing) follows when that time is asked for.
class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }
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

std::optional<base::Day> ReadDay(KeyReader& key) {
  if (key.Byte() == 0) return std::nullopt;
  return key.Day();
}

std::optional<WorkSpell> ReadWork(KeyReader& key) {
  if (key.Byte() == 0) return std::nullopt;
  WorkSpell work;
  work.obtained_by = static_cast<ObtainedBy>(key.Byte());
  work.first_day = key.Day();
  work.last_day = ReadDay(key);
  return work;
}

// How long the work has lasted by the end of `as_of`.
void AddLasting(const WorkSpell& work, base::Day as_of, int64_t cases, uint32_t person,
                ReturnToWorkFigure& figure) {
  const bool has_ended = work.last_day && *work.last_day <= as_of;
  const int32_t days = (has_ended ? *work.last_day : as_of) - work.first_day;
  if (days + 1 >= kSustainedDays) {
    figure.sustained.Add(cases, person);
  } else {
    (has_ended ? figure.ended : figure.ongoing)[std::max(days, 0)].Add(cases, person);
  }
}

void Add(Cell& cell, base::Day as_of, ReturnToWorkFigure& figure) {
  const int64_t cases = CounterValue(cell.value);
  if (cases <= 0) return;
  const uint32_t person = cell.rest.Number();
  const uint8_t satisfaction = cell.rest.Byte();
  const std::optional<base::Day> closed = ReadDay(cell.rest);
  const std::optional<WorkSpell> work = ReadWork(cell.rest);
  PRAKSIS_CHECK(cell.rest.done(), "something follows in a key of ", kName);

  const bool returned = work && work->first_day <= as_of;
  if (returned) {
    figure.returned[work->obtained_by][work->first_day - cell.day].Add(cases, person);
    AddLasting(*work, as_of, cases, person, figure);
  } else if (closed && *closed <= as_of) {
    figure.exited[std::max(*closed - cell.day, 0)].Add(cases, person);
  } else {
    figure.waiting[std::max(as_of - cell.day, 0)].Add(cases, person);
  }
  const auto answer = satisfaction == 0                 ? ReturnToWorkFigure::kUnanswered
                      : satisfaction >= kLeastSatisfied ? ReturnToWorkFigure::kSatisfied
                                                        : ReturnToWorkFigure::kNotSatisfied;
  (returned ? figure.answers_with_work : figure.answers_without_work)[answer].Add(cases, person);
}

}  // namespace

std::optional<WorkSpell> FirstWorkSpell(const CaseState& state) {
  std::vector<const CaseState::Occupation*> works;
  for (const auto& occupation : state.occupations()) {
    if (IsWork(state, occupation)) works.push_back(&occupation);
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
  ReturnToWorkFigure figure;
  RETURN_IF_ERROR(ScanCells(view.snapshot(), view.Counts(kName), selection, [&](Cell& cell) {
    if (!selection.AdmitsTargetGroup(cell.rest.Text())) return;
    Add(cell, as_of, figure);
  }));
  return figure;
}

}  // namespace praksis::readmodels
