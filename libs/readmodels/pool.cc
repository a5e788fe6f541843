#include "libs/readmodels/pool.h"

#include <algorithm>

#include "absl/time/civil_time.h"
#include "libs/base/check.h"
#include "libs/base/encoding.h"
#include "libs/base/strings.h"
#include "libs/readmodels/cells.h"
#include "libs/readmodels/industry.h"
#include "libs/readmodels/keys.h"
#include "libs/store/counter_value.h"

namespace praksis::readmodels {
namespace {

using domain::cases::CaseState;

constexpr std::string_view kName = "pool";

// Rows of pool.rows (parts as in keys.h):
//   key   := text(municipality) ending(1 byte: PoolEnding) day(last day) text(stream) text(placement id)
//   value := type(1 byte: PlacementOffered.Type) belief(1 byte: BeliefTrajectory) day(start) day(consent
//   until)
//            pseudonym(8 bytes, big endian) text(citizen's reason) text(company's) text(job centre's)
//            text(industry section) text(target group) text(primary worker)
// Counters of pool.counts:
//   key   := text(municipality) ending(1 byte) day(first of the month) half(1 byte: 0, 1)
//   value := sum over the rows of the month: bits 0-39 (half 0) or 40-79 (half 1) of the row's SHA-256
// 40 bits, so that the sum of eight million rows still fits a counter.

base::Day FirstOfMonth(base::Day day) {
  const absl::CivilDay civil = absl::CivilDay(1970, 1, 1) + day;
  return day - (civil.day() - 1);
}

KeyWriter KeyOf(std::string_view municipality, PoolEnding ending, base::Day day) {
  KeyWriter key;
  key.Text(municipality).Byte(static_cast<uint8_t>(ending)).Day(day);
  return key;
}

std::string ValueOf(const CaseState& state, const CaseState::Placement& placement) {
  KeyWriter value;
  const uint64_t pseudonym = PseudonymOf(state.stream(), placement.placement_id());
  value.Byte(static_cast<uint8_t>(placement.terms().type()))
      .Byte(static_cast<uint8_t>(BeliefTrajectoryUntil(state, placement.last_day())))
      .Day(placement.start())
      .Day(LearningConsentUntil(state))
      .Number(static_cast<uint32_t>(pseudonym >> 32))
      .Number(static_cast<uint32_t>(pseudonym))
      .Text(placement.reason_citizen())
      .Text(placement.reason_company())
      .Text(placement.reason_job_centre())
      .Text(IndustrySection(placement.terms().industry()))
      .Text(state.target_group())
      .Text(PrimaryWorkerOn(state, placement.last_day()));
  return value.key();
}

// Bytes 5 * half … 5 * half + 4 of a digest.
int64_t FortyBits(const std::string& digest, size_t half) {
  int64_t bits = 0;
  for (size_t i = 0; i < 5; ++i) bits = (bits << 8) | static_cast<unsigned char>(digest[5 * half + i]);
  return bits;
}

void ContributePlacement(const CaseState& state, const CaseState::Placement& placement, PoolEnding ending,
                         projection::Contributions& out) {
  const std::string key = KeyOf(state.municipality(), ending, placement.last_day())
                              .Text(state.stream())
                              .Text(placement.placement_id())
                              .key();
  const std::string value = ValueOf(state, placement);
  out.Row(key, value);
  const std::string digest = base::Sha256(base::StrCat(key, value));
  for (const size_t half : {0, 1}) {
    out.Count(KeyOf(state.municipality(), ending, FirstOfMonth(placement.last_day()))
                  .Byte(static_cast<uint8_t>(half))
                  .key(),
              FortyBits(digest, half));
  }
}

class Model final : public projection::CaseModel {
 public:
  std::string_view name() const override { return kName; }
  int revision() const override { return 1; }
  void Contribute(const CaseState& state, projection::Contributions& out) const override {
    for (const auto& placement : state.placements()) {
      if (!placement.has_start() || !placement.has_last_day()) continue;
      if (placement.state() == v1::CaseSummary::Placement::INTERRUPTED) {
        ContributePlacement(state, placement, PoolEnding::kInterrupted, out);
      } else if (placement.state() == v1::CaseSummary::Placement::COMPLETED) {
        ContributePlacement(state, placement, PoolEnding::kCompleted, out);
      }
    }
  }
};

std::string_view TypeName(uint8_t type) {
  switch (type) {
    case v1::PlacementOffered::TRAINEESHIP:
      return "TRAINEESHIP";
    case v1::PlacementOffered::WAGE_SUBSIDY:
      return "WAGE_SUBSIDY";
    case v1::PlacementOffered::HYBRID:
      return "HYBRID";
    default:
      return "";
  }
}

}  // namespace

const projection::CaseModel& PoolModel() {
  static const Model model;
  return model;
}

BeliefTrajectory BeliefTrajectoryUntil(const CaseState& state, base::Day last_day) {
  const CaseState::Belief* first = nullptr;
  const CaseState::Belief* last = nullptr;
  for (const auto& belief : state.beliefs()) {
    if (belief.rater() != v1::BeliefAssessed::CASEWORKER || belief.assessed_on() > last_day) continue;
    // Among those of one day the order of recording decides.
    if (first == nullptr || belief.assessed_on() < first->assessed_on()) first = &belief;
    if (last == nullptr || belief.assessed_on() >= last->assessed_on()) last = &belief;
  }
  if (first == nullptr) return BeliefTrajectory::kNotAssessed;
  if (last->score() > first->score()) return BeliefTrajectory::kRising;
  if (last->score() < first->score()) return BeliefTrajectory::kFalling;
  return last->score() >= 4 ? BeliefTrajectory::kSteadyHigh : BeliefTrajectory::kSteadyLow;
}

std::string_view NameOf(BeliefTrajectory trajectory) {
  switch (trajectory) {
    case BeliefTrajectory::kNotAssessed:
      return "NOT_ASSESSED";
    case BeliefTrajectory::kRising:
      return "RISING";
    case BeliefTrajectory::kFalling:
      return "FALLING";
    case BeliefTrajectory::kSteadyLow:
      return "STEADY_LOW";
    case BeliefTrajectory::kSteadyHigh:
      return "STEADY_HIGH";
  }
  return "";
}

std::string_view PrimaryWorkerOn(const CaseState& state, base::Day day) {
  const CaseState::Assignment* primary = nullptr;
  for (const auto& assignment : state.assignments()) {
    if (assignment.role() != v1::CaseworkerAssigned::PRIMARY || assignment.from() > day) continue;
    if (assignment.has_to() && assignment.to() < day) continue;
    if (primary == nullptr || assignment.from() >= primary->from()) primary = &assignment;
  }
  return primary == nullptr ? std::string_view() : primary->worker();
}

base::Day LearningConsentUntil(const CaseState& state) {
  base::Day until = kNoConsent;
  for (const auto& consent : state.consents()) {
    if (consent.purpose() != v1::ConsentGiven::LEARNING_INTERVIEW || !consent.standing()) continue;
    until = std::max(until, consent.has_valid_until() ? consent.valid_until() : kConsentWithoutEnd);
  }
  return until;
}

bool RanACalendarMonth(base::Day start, base::Day last_day) { return base::AddMonths(start, 1) <= last_day; }

uint8_t CalendarMonths(base::Day start, base::Day last_day) {
  // No month is longer than 31 days, so that so many months it ran at least.
  int months = std::max(0, (last_day - start) / 31);
  while (months < 255 && base::AddMonths(start, months + 1) <= last_day) ++months;
  return static_cast<uint8_t>(std::min(months, 255));
}

std::string_view DurationBand(int32_t days) {
  if (days < 28) return "0-27";
  if (days < 56) return "28-55";
  if (days < 91) return "56-90";
  if (days < 182) return "91-181";
  return "182+";
}

uint64_t PseudonymOf(std::string_view stream, std::string_view placement_id) {
  std::string named(stream);
  named.push_back('\0');
  named.append(placement_id);
  return base::ReadBigEndian64(base::Sha256(named).data());
}

PoolRow ReadPoolRow(std::string_view key, std::string_view value) {
  PoolRow row;
  KeyReader from_key(key);
  row.municipality = from_key.Text();
  row.ending = static_cast<PoolEnding>(from_key.Byte());
  row.last_day = from_key.Day();
  row.stream = from_key.Text();
  row.placement_id = from_key.Text();
  KeyReader from_value(value);
  row.placement_type = TypeName(from_value.Byte());
  row.belief = static_cast<BeliefTrajectory>(from_value.Byte());
  row.start = from_value.Day();
  row.consent_until = from_value.Day();
  row.pseudonym = uint64_t{from_value.Number()} << 32;
  row.pseudonym |= from_value.Number();
  row.reason_citizen = from_value.Text();
  row.reason_company = from_value.Text();
  row.reason_job_centre = from_value.Text();
  row.industry_section = from_value.Text();
  row.target_group = from_value.Text();
  row.caseworker = from_value.Text();
  return row;
}

absl::StatusOr<std::vector<PoolChunkEntry>> ListPoolChunks(const projection::View& view,
                                                           std::string_view municipality, PoolEnding ending,
                                                           std::optional<base::Day> from,
                                                           std::optional<base::Day> to) {
  const base::Day first = FirstOfMonth(from.value_or(base::kFirstDay));
  const base::Day last = FirstOfMonth(to.value_or(base::kLastDay));
  const auto cursor = view.snapshot().Scan(view.Counts(kName), KeyOf(municipality, ending, first).key(),
                                           KeyOf(municipality, ending, last + 1).key());
  std::vector<PoolChunkEntry> chunks;
  for (; cursor->Valid(); cursor->Next()) {
    KeyReader key(cursor->key());
    key.Text();
    key.Byte();
    const base::Day month = key.Day();
    const uint8_t half = key.Byte();
    const int64_t sum = store::CounterValue(cursor->value());
    if (sum == 0) continue;
    if (chunks.empty() || chunks.back().id.month != month) {
      chunks.push_back({.id = {std::string(municipality), ending, month}});
    }
    (half == 0 ? chunks.back().fingerprint.low : chunks.back().fingerprint.high) = sum;
  }
  if (!cursor->status().ok()) return cursor->status();
  return chunks;
}

PoolChunkRows::PoolChunkRows(const projection::View& view, const PoolChunkId& id, std::string_view from)
    : cursor_(view.snapshot().Scan(
          view.Rows(kName),
          from.empty() ? KeyOf(id.municipality, id.ending, id.month).key() : std::string(from),
          KeyOf(id.municipality, id.ending, base::AddMonths(id.month, 1)).key())) {}

}  // namespace praksis::readmodels
