// What the staff of a job centre did with its cases, worker by worker: the belief they rated, companies they
// visited, referrals they made. For looking at changes of practice by groups of staff (experiments); what is
// read here never leaves by worker.
//
//   practice.rows   key   := text(municipality) stream                 parts as in keys.h
//                   value := tag entry*                                one row per case that has an entry
//                   entry := kind(1 byte) day value(1 byte) text(worker)
//                   kind  := 0 belief, its value the score | 1 visit, the placements found
//                          | 2 referral, 1 where every resource is worded
//
// A case counts in the municipality that has it now, with all that was done for it before.
#ifndef PRAKSIS_LIBS_READMODELS_PRACTICE_H_
#define PRAKSIS_LIBS_READMODELS_PRACTICE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "libs/base/date.h"
#include "libs/projection/projection.h"
#include "libs/projection/read_model.h"

namespace praksis::readmodels {

// Thread-safe, lives for ever.
const projection::CaseModel& PracticeModel();

// Stored: numbers keep their meaning.
enum class PracticeKind : uint8_t { kBelief = 0, kVisit = 1, kReferral = 2 };

struct PracticeEntry {
  PracticeKind kind = PracticeKind::kBelief;
  base::Day day = 0;
  // kBelief: 1 … 5, a caseworker's. kVisit: placements found. kReferral: 1 where every resource is worded,
  // else 0.
  uint8_t value = 0;
  // Who rated, who visited, who had the case as PRIMARY worker when it was referred ("" where nobody did).
  std::string_view worker;
};

// What it points to lives until `visit` returns.
struct PracticeCase {
  std::string_view stream;
  // PersonTag (keys.h).
  uint32_t person = 0;
  // Of each kind in the order of recording.
  std::vector<PracticeEntry> entries;
};

// Calls `visit` with every case of `municipality` that has an entry. What reading the disk gives.
absl::Status VisitPractice(const projection::View& view, std::string_view municipality,
                           absl::FunctionRef<void(const PracticeCase& practice)> visit);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_PRACTICE_H_
