// The placements that learning cases are chosen from: one row per placement that has ended, by municipality,
// ending and last day, and a fingerprint per municipality, ending and month that changes whenever one of its
// rows does (what pool_reader.h recognises decoded rows by).
#ifndef PRAKSIS_LIBS_READMODELS_POOL_H_
#define PRAKSIS_LIBS_READMODELS_POOL_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/base/date.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "libs/projection/projection.h"
#include "libs/projection/read_model.h"

namespace praksis::readmodels {

// Thread-safe, lives for ever.
const projection::CaseModel& PoolModel();

// How a placement ended. Stored: numbers keep their meaning.
enum class PoolEnding : uint8_t { kInterrupted = 1, kCompleted = 2 };

// How the caseworkers' belief that the person gets a job went, up to the end of a placement†: their scores
// assessed on or before its last day, in the order of assessment. RISING where the last is higher than the
// first, FALLING where it is lower; else STEADY_HIGH at 4 or 5, STEADY_LOW at 1 to 3. One score alone is
// steady. Stored.
enum class BeliefTrajectory : uint8_t {
  kNotAssessed = 0,
  kRising = 1,
  kFalling = 2,
  kSteadyLow = 3,
  kSteadyHigh = 4
};
BeliefTrajectory BeliefTrajectoryUntil(const domain::cases::CaseState& state, base::Day last_day);
// "RISING", …, "NOT_ASSESSED".
std::string_view NameOf(BeliefTrajectory trajectory);

// Who held the case as PRIMARY worker on `day`; "" where nobody did. Of two (one takes over from the other on
// that day) the later assigned.
std::string_view PrimaryWorkerOn(const domain::cases::CaseState& state, base::Day day);

// Last day on which a consent of purpose LEARNING_INTERVIEW holds, going by what stands now: kNoConsent where
// none stands, kConsentWithoutEnd where one has no end.
inline constexpr base::Day kNoConsent = INT32_MIN;
inline constexpr base::Day kConsentWithoutEnd = INT32_MAX;
base::Day LearningConsentUntil(const domain::cases::CaseState& state);

// It ran at least one calendar month: start plus one month, clamped at the month's end, is not after the last
// day.
bool RanACalendarMonth(base::Day start, base::Day last_day);
// How many whole calendar months it ran, counted likewise; 255 of more.
uint8_t CalendarMonths(base::Day start, base::Day last_day);

// "0-27", "28-55", "56-90", "91-181" or "182+": days from the start to the last day†.
std::string_view DurationBand(int32_t days);

// Names a placement towards those who may not see it: the first 8 bytes (big endian) of the SHA-256 of the
// stream's name, a zero byte and the placement's identifier.
uint64_t PseudonymOf(std::string_view stream, std::string_view placement_id);

// One row. What it points to lives as long as the row's key and value do.
struct PoolRow {
  std::string_view municipality;
  PoolEnding ending = PoolEnding::kInterrupted;
  base::Day last_day = 0;
  std::string_view stream;
  std::string_view placement_id;

  base::Day start = 0;
  std::string_view placement_type;  // "TRAINEESHIP", …; "" where not known
  BeliefTrajectory belief = BeliefTrajectory::kNotAssessed;
  base::Day consent_until = kNoConsent;
  uint64_t pseudonym = 0;
  std::string_view reason_citizen;
  std::string_view reason_company;
  std::string_view reason_job_centre;
  std::string_view industry_section;
  std::string_view target_group;
  // Primary worker on the last day.
  std::string_view caseworker;
};
PoolRow ReadPoolRow(std::string_view key, std::string_view value);

// A month's rows of one municipality and ending.
struct PoolChunkId {
  std::string municipality;
  PoolEnding ending = PoolEnding::kInterrupted;
  // First day of the month.
  base::Day month = 0;
  friend auto operator<=>(const PoolChunkId&, const PoolChunkId&) = default;
};
// Of all rows of a chunk: equal for equal rows, and different for different ones but for chance (2^-80).
struct PoolFingerprint {
  int64_t low = 0;
  int64_t high = 0;
  friend bool operator==(const PoolFingerprint&, const PoolFingerprint&) = default;
};
struct PoolChunkEntry {
  PoolChunkId id;
  PoolFingerprint fingerprint = {};
  friend bool operator==(const PoolChunkEntry&, const PoolChunkEntry&) = default;
};

// The chunks of a municipality and ending that may hold days of the period, by month; only those that have
// rows.
absl::StatusOr<std::vector<PoolChunkEntry>> ListPoolChunks(const projection::View& view,
                                                           std::string_view municipality, PoolEnding ending,
                                                           std::optional<base::Day> from,
                                                           std::optional<base::Day> to);

// The rows of a chunk, in order. Must not outlive the view.
class PoolChunkRows {
 public:
  // From the chunk's first row, or from the row with key `from` where given.
  PoolChunkRows(const projection::View& view, const PoolChunkId& id, std::string_view from = {});
  bool Valid() const { return cursor_->Valid(); }
  void Next() { cursor_->Next(); }
  // Both live until Next.
  std::string_view key() const { return cursor_->key(); }
  PoolRow row() const { return ReadPoolRow(cursor_->key(), cursor_->value()); }
  absl::Status status() const { return cursor_->status(); }

 private:
  std::unique_ptr<store::Cursor> cursor_;
};

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_POOL_H_
