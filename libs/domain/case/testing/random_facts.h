// Single random facts of a case.
#ifndef PRAKSIS_LIBS_DOMAIN_CASE_TESTING_RANDOM_FACTS_H_
#define PRAKSIS_LIBS_DOMAIN_CASE_TESTING_RANDOM_FACTS_H_

#include <array>
#include <string_view>

#include "libs/base/date.h"
#include "libs/domain/case/testing/random.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "praksis/v1/event.pb.h"

namespace praksis::domain::cases::testing {

inline constexpr std::array<std::string_view, 7> kMunicipalities = {"DK-360", "DK-376", "DK-740", "DK-540",
                                                                    "DK-727", "DK-147", "SE-0482"};

// Gives `event` a body that might come next in the case. Refers to what the case has, so that most facts can
// follow; now and then to what it has not. New things take their identifiers from `next_id`.
void FillWithRandomFact(Random& random, const CaseState& state, base::Day today, int& next_id,
                        v1::Event& event);

}  // namespace praksis::domain::cases::testing

#endif  // PRAKSIS_LIBS_DOMAIN_CASE_TESTING_RANDOM_FACTS_H_
