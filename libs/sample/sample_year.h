// Invented casework at seven job centres, over a year or several, to look at, to learn on and to test with.
// Everything in it is made up, and says so: source_system "sample", identifiers "sample-…", companies of
// scheme SAMPLE. The municipalities are those of the practices praksis is built on, with no real event of
// theirs; the shares, hazards and texts are ours†.
//
// Whatever the seed, the number of cases and of years, it contains the situations of the acceptance stories:
//   A2  Placements that ended early at Lolland (DK-360) and Guldborgsund (DK-376) in the first 90 days: a
//   selection of
//       5 + 5 over those days finds exactly 5 candidates at DK-360 (one that ran exactly one calendar month,
//       one whose informants can only be interviewed anonymised because consent is missing), leaves out one
//       that ran a day less, and has 7 candidates at DK-376, where one without consent is like no other.
//       Others there ended in their first weeks.
//   A4  20 persons coached at Flen (SE-0482), begun in the first 30 days: 12 found an occupation themselves
//   by day 84
//       of the coaching, one of them on day 84; one on day 85; one was found a job by the job centre. 7,200
//       minutes of coaching between them.
//   And one case at Odder where everything is reported wrongly once.
// Other cases of Flen open on day 90 or later, and other placements at Lolland and Guldborgsund do not end in
// those days once they have run for a month, so that they do not blur those stories.
//
// At Lolland and Guldborgsund more placements end in their first weeks than elsewhere, until a measure of the
// first learning cycle comes into use†; what those of the second change, in later years, is in
// measures_in_use.h. learning_cycles.h tells of both.
//
// Pure: the same options give the same facts, byte for byte. Cases do not depend on how many there are: the
// first 1,000 of 5,000 are the 1,000.
#ifndef PRAKSIS_LIBS_SAMPLE_SAMPLE_YEAR_H_
#define PRAKSIS_LIBS_SAMPLE_SAMPLE_YEAR_H_

#include <cstdint>
#include <functional>
#include <string>

#include "libs/base/date.h"
#include "praksis/v1/event.pb.h"

namespace praksis::sample {

inline constexpr base::Day kDefaultFirstDay = 20089;  // 2025-01-01
// Of the first year, whatever the calendar says.
inline constexpr int kDays = 365;
inline constexpr int kMostYears = 5;

struct Options {
  // Over all years; at least kMinimumCases: fewer are taken for that many.
  int cases = 1'000;
  uint64_t seed = 1;
  // All facts are reported from it on and up to LastDay (planned ends may lie beyond).
  base::Day first_day = kDefaultFirstDay;
  // 1 … kMostYears. Courses go on from one year to the next.
  int years = 1;
};

// Of the year `year`, from 0: the first day's anniversaries.
base::Day FirstDayOfYear(const Options& options, int year);
// Of all years.
base::Day LastDay(const Options& options);

// What should become of a fact, if the facts are reported in the order in which they are emitted.
struct Expectation {
  enum class Outcome {
    kAccepted,
    // Refused with `reason`. Sent once more after all others, it is refused again, if perhaps for another
    // reason.
    kRefused,
    // The same fact as one before.
    kRepeat,
  };
  Outcome outcome = Outcome::kAccepted;
  std::string reason;

  friend bool operator==(const Expectation&, const Expectation&) = default;
};

// The cases that the acceptance stories need.
inline constexpr int kFlenCohort = 20;
inline constexpr int kLollandCohort = 7;
inline constexpr int kGuldborgsundCohort = 9;
inline constexpr int kMinimumCases = kFlenCohort + kLollandCohort + kGuldborgsundCohort + 1;

// Calls `emit` for every fact, in the order of their reporting. `emit` may return false to stop.
void GenerateCasework(const Options& options,
                      const std::function<bool(const v1::Event&, const Expectation&)>& emit);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_SAMPLE_YEAR_H_
