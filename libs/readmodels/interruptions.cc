#include "libs/readmodels/interruptions.h"

#include <algorithm>
#include <array>
#include <functional>

#include "libs/base/check.h"
#include "libs/base/status.h"
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

class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }
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

std::array<std::string_view, 3> ReadCodes(KeyReader& key) {
  std::array<std::string_view, 3> codes;
  for (std::string_view& code : codes) code = key.Text();
  return codes;
}

// The placements of the selection, up to what stands in their keys about the person.
absl::Status ScanPlacements(const projection::View& view, const CellSelection& selection,
                            const std::function<void(Cell&)>& visit) {
  return ScanCells(view.snapshot(), view.Counts(kName), selection, [&](Cell& cell) {
    if (!selection.AdmitsTargetGroup(cell.rest.Text())) return;
    if (!selection.AdmitsIndustrySection(cell.rest.Text())) return;
    visit(cell);
  });
}

void Add(Cell& cell, size_t voice, base::Day as_of, InterruptionsFigure& figure) {
  const int64_t placements = CounterValue(cell.value);
  if (placements <= 0) return;
  const uint32_t person = cell.rest.Number();
  switch (static_cast<Ending>(cell.rest.Byte())) {
    case Ending::kRunning:
      figure.running[std::max(as_of - cell.day, 0)].Add(placements, person);
      return;
    case Ending::kCompleted:
      figure.completed[static_cast<int32_t>(cell.rest.Number())].Add(placements, person);
      return;
    case Ending::kInterrupted: {
      const auto days = static_cast<int32_t>(cell.rest.Number());
      const auto codes = ReadCodes(cell.rest);
      if (std::find(codes.begin(), codes.end(), kGotJob) != codes.end()) {
        figure.got_job[days].Add(placements, person);
      } else {
        const std::string_view code = codes[voice].empty() ? kNotStated : codes[voice];
        figure.interrupted[std::string(code)][days].Add(placements, person);
      }
      return;
    }
  }
  PRAKSIS_CHECK(false, "an unknown ending in a key of ", kName);
}

}  // namespace

const projection::CaseModel& InterruptionsModel() {
  static const Model model;
  return model;
}

absl::StatusOr<InterruptionsFigure> ReadInterruptions(const projection::View& view,
                                                      const CellSelection& selection, v1::Voice voice,
                                                      base::Day as_of) {
  const size_t index = VoiceIndex(voice);
  InterruptionsFigure figure;
  RETURN_IF_ERROR(ScanPlacements(view, selection, [&](Cell& cell) { Add(cell, index, as_of, figure); }));
  return figure;
}

absl::Status VisitInterrupted(const projection::View& view, const CellSelection& selection,
                              const std::function<void(const InterruptedPlacements&)>& visit) {
  return ScanPlacements(view, selection, [&](Cell& cell) {
    InterruptedPlacements found;
    found.count = CounterValue(cell.value);
    found.person = cell.rest.Number();
    if (found.count <= 0 || static_cast<Ending>(cell.rest.Byte()) != Ending::kInterrupted) return;
    cell.rest.Number();
    found.codes = ReadCodes(cell.rest);
    visit(found);
  });
}

}  // namespace praksis::readmodels
