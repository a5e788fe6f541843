#include "libs/readmodels/coaching_outcomes.h"

#include <algorithm>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/readmodels/follow_up.h"

namespace praksis::readmodels {
namespace {

using domain::cases::CaseState;

constexpr std::string_view kName = "coaching-outcomes";

// By the end of day 84, whether or not that day is over. Stored: numbers keep their meaning.
enum class Outcome : uint8_t { kSelfObtained = 0, kNotObtained = 1, kLost = 2 };

Outcome OutcomeOf(const CaseState& state, const CaseState::Coaching& coaching) {
  const base::Day last_day = coaching.start() + kTwelveWeeks;
  bool obtained_otherwise = false;
  for (const auto& occupation : state.occupations()) {
    if (occupation.start() < coaching.start() || occupation.start() > last_day) continue;
    if (occupation.obtained_by() == v1::OccupationStarted::SELF) return Outcome::kSelfObtained;
    obtained_otherwise = true;
  }
  return obtained_otherwise || !ClosedOn(state, last_day) ? Outcome::kNotObtained : Outcome::kLost;
}

// Keys of coaching-outcomes.counts (parts as in keys.h), with the number of episodes:
//   key     := text(municipality) day(start) text(target group) method tag outcome(1 byte) number(minutes)
//   method  := text(code) text(revision)                           minutes: direct ones
class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }
  void Contribute(const CaseState& state, projection::Contributions& out) const override {
    for (const auto& coaching : state.coachings()) {
      KeyWriter key;
      key.Text(state.municipality())
          .Day(coaching.start())
          .Text(state.target_group())
          .Text(coaching.method())
          .Text(coaching.method_revision())
          .Number(PersonTag(state))
          .Byte(static_cast<uint8_t>(OutcomeOf(state, coaching)))
          .Number(static_cast<uint32_t>(std::max(coaching.direct_minutes(), 0)));
      out.Count(key.key(), 1);
    }
  }
};

void Add(Cell& cell, base::Day today, CoachingOutcomesFigure& figure) {
  const int64_t episodes = CounterValue(cell.value);
  if (episodes <= 0) return;
  std::string method(cell.rest.Text());
  std::string revision(cell.rest.Text());
  auto& group = figure.groups[{std::move(method), std::move(revision)}];
  const uint32_t person = cell.rest.Number();
  const auto outcome = static_cast<Outcome>(cell.rest.Byte());
  PRAKSIS_CHECK(outcome <= Outcome::kLost, "an unknown outcome in a key of ", kName);
  if (today <= cell.day + kTwelveWeeks || outcome == Outcome::kLost) {
    group.unknown.Add(episodes, person);
    return;
  }
  (outcome == Outcome::kSelfObtained ? group.self_obtained : group.not_obtained).Add(episodes, person);
  group.minutes.Add(episodes * int64_t{cell.rest.Number()}, person);
}

}  // namespace

const projection::CaseModel& CoachingOutcomesModel() {
  static const Model model;
  return model;
}

absl::StatusOr<CoachingOutcomesFigure> ReadCoachingOutcomes(const projection::View& view,
                                                            const CellSelection& selection, base::Day today) {
  CoachingOutcomesFigure figure;
  RETURN_IF_ERROR(ScanCells(view.snapshot(), view.Counts(kName), selection, [&](Cell& cell) {
    if (selection.AdmitsTargetGroup(cell.rest.Text())) Add(cell, today, figure);
  }));
  return figure;
}

}  // namespace praksis::readmodels
