// How referrals are answered: how many, by whom declined and why, how fast, how they were worded.
#ifndef PRAKSIS_LIBS_READMODELS_REFERRALS_H_
#define PRAKSIS_LIBS_READMODELS_REFERRALS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/base/date.h"
#include "libs/figures/observation.h"
#include "libs/projection/projection.h"
#include "libs/projection/read_model.h"
#include "libs/readmodels/cells.h"
#include "libs/readmodels/tally.h"
#include "praksis/v1/case.pb.h"

namespace praksis::readmodels {

// One counter per municipality, day, target group, answer and person. Thread-safe, lives for ever.
const projection::CaseModel& ReferralsModel();

struct ReferralsFigure {
  // Side and reason; the text is a code of codelist referral-decline-reason.
  using Refusal = std::pair<v1::ReferralDeclined::Decider, std::string>;

  // Every referral is in exactly one of these.
  Tally waiting;    // not answered yet
  Tally withdrawn;  // cancelled before it was answered
  Tally accepted;   // whatever became of it later
  std::map<Refusal, Tally> declined;

  // Every referral is in exactly one of these: all its resources have a text, or not.
  Tally worded;
  Tally not_worded;

  // Days from making to answer; cause 1 is an answer, waiting ones are censored at `today`. Without those
  // withdrawn: from the day of the cancellation on nobody waits, and that day is not known here.
  std::vector<figures::Observation> days_to_answer;
};

// The referrals of the selection; its days are those on which they were made. Industry sections do not apply.
// Persons are counted exactly below `exact_below` (tallies.h).
absl::StatusOr<ReferralsFigure> ReadReferrals(const projection::View& view, const CellSelection& selection,
                                              base::Day today, int64_t exact_below = Persons::kExactBelow);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_REFERRALS_H_
