#include "libs/readmodels/interruptions.h"

#include <algorithm>
#include <array>
#include <functional>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/readmodels/by_day.h"
#include "libs/readmodels/cell_scan.h"
#include "libs/readmodels/codes.h"
#include "libs/readmodels/industry.h"

namespace praksis::readmodels {
namespace {

using domain::cases::CaseState;

constexpr std::string_view kName = "interruptions";

// Stored: numbers keep their meaning.
enum class Ending : uint8_t { kRunning = 0, kCompleted = 1, kInterrupted = 2 };

// Keys of interruptions.counts (parts as in keys.h), with the number of placements:
//   key    := text(municipality) day(start) text(target group) text(industry section) tag ending
//   ending := 0                       running
//           | 1 number(days)          completed
//           | 2 number(days) text(citizen's code) text(company's) text(job centre's)     interrupted
// Days are those from the start to the last day. A running placement has none: they grow with today.
void Contribute(const CaseState& state, const CaseState::Placement& placement,
                projection::Contributions& out) {
  KeyWriter key;
  key.Text(state.municipality())
      .Day(placement.start())
      .Text(state.target_group())
      .Text(IndustrySection(placement.terms().industry()))
      .Number(PersonTag(state));
  const auto days = static_cast<uint32_t>(
      placement.has_last_day() ? std::max(placement.last_day() - placement.start(), 0) : 0);
  switch (placement.state()) {
    case v1::CaseSummary::Placement::RUNNING:
      key.Byte(static_cast<uint8_t>(Ending::kRunning));
      break;
    case v1::CaseSummary::Placement::COMPLETED:
      key.Byte(static_cast<uint8_t>(Ending::kCompleted)).Number(days);
      break;
    case v1::CaseSummary::Placement::INTERRUPTED:
      key.Byte(static_cast<uint8_t>(Ending::kInterrupted))
          .Number(days)
          .Text(placement.reason_citizen())
          .Text(placement.reason_company())
          .Text(placement.reason_job_centre());
      break;
    default:
      return;
  }
  out.Count(key.key(), 1);
}

struct PlacementCell {
  uint16_t ending;
  // Of citizen, company and job centre; 0 where that voice gave none.
  std::array<CodeNumber, 3> codes;
  CodeNumber target_group;
  CodeNumber industry_section;
  int32_t days;
  base::Day day;
  uint32_t person;
  int32_t count;

  static PlacementCell Read(KeyReader& rest) {
    PlacementCell cell = {};
    cell.target_group = NumberOfCode(rest.Text());
    cell.industry_section = NumberOfCode(rest.Text());
    cell.person = rest.Number();
    cell.ending = rest.Byte();
    PRAKSIS_CHECK(cell.ending <= static_cast<uint8_t>(Ending::kInterrupted), "an unknown ending in a key of ",
                  kName);
    if (cell.is(Ending::kRunning)) return cell;
    cell.days = static_cast<int32_t>(rest.Number());
    if (cell.is(Ending::kInterrupted)) {
      for (CodeNumber& code : cell.codes) code = NumberOfCode(rest.Text());
    }
    return cell;
  }

  bool is(Ending other) const { return ending == static_cast<uint8_t>(other); }
};

class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }
  const projection::CellFormat* cell_format() const override { return FormatFor<PlacementCell>(); }
  void Contribute(const CaseState& state, projection::Contributions& out) const override {
    for (const auto& placement : state.placements()) {
      if (placement.has_start()) readmodels::Contribute(state, placement, out);
    }
  }
};

// Index of `voice` among a key's three codes.
size_t VoiceIndex(v1::Voice voice) {
  PRAKSIS_CHECK(voice >= v1::CITIZEN && voice <= v1::JOB_CENTRE, "voice=", static_cast<int>(voice));
  return static_cast<size_t>(voice - v1::CITIZEN);
}

class Summing {
 public:
  Summing(size_t voice, base::Day as_of, int64_t exact_below)
      : voice_(voice),
        as_of_(as_of),
        exact_below_(exact_below),
        running_(exact_below),
        completed_(exact_below),
        got_job_(exact_below) {}

  void Add(const PlacementCell& cell) {
    if (cell.is(Ending::kRunning)) {
      running_.Add(as_of_ - cell.day, cell.count, cell.person);
    } else if (cell.is(Ending::kCompleted)) {
      completed_.Add(cell.days, cell.count, cell.person);
    } else if (std::find(cell.codes.begin(), cell.codes.end(), got_job_code_) != cell.codes.end()) {
      got_job_.Add(cell.days, cell.count, cell.person);
    } else {
      const CodeNumber code = cell.codes[voice_];
      while (code >= interrupted_.size()) interrupted_.emplace_back(exact_below_);
      interrupted_[code].Add(cell.days, cell.count, cell.person);
    }
  }

  InterruptionsFigure Finish() {
    InterruptionsFigure figure;
    figure.running = running_.Days();
    figure.completed = completed_.Days();
    figure.got_job = got_job_.Days();
    for (size_t code = 0; code < interrupted_.size(); ++code) {
      InterruptionsFigure::ByDay days = interrupted_[code].Days();
      if (days.empty()) continue;
      const std::string_view text = code == 0 ? kNotStated : TextOfCode(static_cast<CodeNumber>(code));
      figure.interrupted[std::string(text)] = std::move(days);
    }
    return figure;
  }

 private:
  const size_t voice_;
  const base::Day as_of_;
  const CodeNumber got_job_code_ = NumberOfCode(kGotJob);
  const int64_t exact_below_;
  TalliesPerDay running_;
  TalliesPerDay completed_;
  TalliesPerDay got_job_;
  std::vector<TalliesPerDay> interrupted_;  // by code
};

}  // namespace

const projection::CaseModel& InterruptionsModel() {
  static const Model model;
  return model;
}

absl::StatusOr<InterruptionsFigure> ReadInterruptions(const projection::View& view,
                                                      const CellSelection& selection, v1::Voice voice,
                                                      base::Day as_of, int64_t exact_below) {
  const size_t index = VoiceIndex(voice);
  Summing summing(index, as_of, exact_below);
  RETURN_IF_ERROR(ForEachCell<PlacementCell>(view, kName, selection,
                                             [&](const PlacementCell& cell) { summing.Add(cell); }));
  return summing.Finish();
}

absl::Status VisitInterrupted(const projection::View& view, const CellSelection& selection,
                              const std::function<void(const InterruptedPlacements&)>& visit) {
  return ForEachCell<PlacementCell>(view, kName, selection, [&](const PlacementCell& cell) {
    if (!cell.is(Ending::kInterrupted)) return;
    visit({.count = cell.count, .person = cell.person, .codes = cell.codes});
  });
}

}  // namespace praksis::readmodels
