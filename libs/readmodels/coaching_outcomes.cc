#include "libs/readmodels/coaching_outcomes.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/readmodels/cell_scan.h"
#include "libs/readmodels/codes.h"
#include "libs/readmodels/follow_up.h"
#include "libs/readmodels/tallies.h"

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
  CodeNumber method;
  CodeNumber revision;
  uint16_t outcome;
  CodeNumber target_group;
  base::Day day;
  uint32_t person;
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

class Summing {
 public:
  Summing(base::Day today, int64_t exact_below) : today_(today), tallies_(exact_below) {}

  void Add(const CoachingCell& cell) {
    const size_t group = GroupOf({cell.method, cell.revision});
    const bool unknown = today_ <= cell.day + kTwelveWeeks || cell.is(Outcome::kLost);
    const size_t part = unknown ? kUnknown : cell.is(Outcome::kSelfObtained) ? kSelfObtained : kNotObtained;
    tallies_.Add(group * kParts + part, cell.count, cell.person);
    if (!unknown) minutes_[group].Add(int64_t{cell.count} * cell.minutes, cell.person);
  }

  CoachingOutcomesFigure Finish() {
    CoachingOutcomesFigure figure;
    for (size_t i = 0; i < methods_.size(); ++i) {
      const auto [code, revision] = methods_[i];
      auto& group = figure.groups[{std::string(TextOfCode(code)), std::string(TextOfCode(revision))}];
      group.self_obtained = tallies_.At(i * kParts + kSelfObtained);
      group.not_obtained = tallies_.At(i * kParts + kNotObtained);
      group.unknown = tallies_.At(i * kParts + kUnknown);
      group.minutes = std::move(minutes_[i]);
    }
    return figure;
  }

 private:
  enum : size_t { kSelfObtained, kNotObtained, kUnknown, kParts };
  using Method = std::pair<CodeNumber, CodeNumber>;

  size_t GroupOf(const Method& method) {
    // Cells come sorted: most have the method of the one before.
    if (last_ < methods_.size() && methods_[last_] == method) return last_;
    last_ = static_cast<size_t>(std::find(methods_.begin(), methods_.end(), method) - methods_.begin());
    if (last_ == methods_.size()) {
      methods_.push_back(method);
      minutes_.emplace_back();
      tallies_.Resize(methods_.size() * kParts);
    }
    return last_;
  }

  const base::Day today_;
  std::vector<Method> methods_;
  size_t last_ = 0;
  Tallies tallies_;  // by method and part
  std::vector<PersonAmounts> minutes_;
};

}  // namespace

const projection::CaseModel& CoachingOutcomesModel() {
  static const Model model;
  return model;
}

absl::StatusOr<CoachingOutcomesFigure> ReadCoachingOutcomes(const projection::View& view,
                                                            const CellSelection& selection, base::Day today,
                                                            int64_t exact_below) {
  Summing summing(today, exact_below);
  RETURN_IF_ERROR(ForEachCell<CoachingCell>(view, kName, selection,
                                            [&](const CoachingCell& cell) { summing.Add(cell); }));
  return summing.Finish();
}

}  // namespace praksis::readmodels
