#include "libs/readmodels/coaching_outcomes.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/readmodels/cell_scan.h"
#include "libs/readmodels/codes.h"
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
struct CoachingCell {
  base::Day day;
  uint32_t person;
  CodeNumber target_group;
  CodeNumber method;
  CodeNumber revision;
  uint16_t outcome;
  int32_t minutes;
  int32_t count;

  static CoachingCell Read(KeyReader& rest) {
    CoachingCell cell = {};
    cell.target_group = NumberOfCode(rest.Text());
    cell.method = NumberOfCode(rest.Text());
    cell.revision = NumberOfCode(rest.Text());
    cell.person = rest.Number();
    cell.outcome = rest.Byte();
    PRAKSIS_CHECK(cell.outcome <= static_cast<uint8_t>(Outcome::kLost), "an unknown outcome in a key of ",
                  kName);
    cell.minutes = static_cast<int32_t>(rest.Number());
    return cell;
  }

  bool is(Outcome other) const { return outcome == static_cast<uint8_t>(other); }
};

class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }
  const projection::CellFormat* cell_format() const override { return FormatFor<CoachingCell>(); }
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

using Groups = absl::flat_hash_map<std::pair<CodeNumber, CodeNumber>, CoachingOutcomesFigure::Group>;

void Add(const CoachingCell& cell, base::Day today, Groups& groups) {
  CoachingOutcomesFigure::Group& group = groups[{cell.method, cell.revision}];
  if (today <= cell.day + kTwelveWeeks || cell.is(Outcome::kLost)) {
    group.unknown.Add(cell.count, cell.person);
    return;
  }
  (cell.is(Outcome::kSelfObtained) ? group.self_obtained : group.not_obtained).Add(cell.count, cell.person);
  group.minutes.Add(int64_t{cell.count} * cell.minutes, cell.person);
}

}  // namespace

const projection::CaseModel& CoachingOutcomesModel() {
  static const Model model;
  return model;
}

absl::StatusOr<CoachingOutcomesFigure> ReadCoachingOutcomes(const projection::View& view,
                                                            const CellSelection& selection, base::Day today) {
  Groups groups;
  RETURN_IF_ERROR(ForEachCell<CoachingCell>(view, kName, selection,
                                            [&](const CoachingCell& cell) { Add(cell, today, groups); }));
  CoachingOutcomesFigure figure;
  for (auto& [method, group] : groups) {
    figure.groups[{std::string(TextOfCode(method.first)), std::string(TextOfCode(method.second))}] =
        std::move(group);
  }
  return figure;
}

}  // namespace praksis::readmodels
