// Reading what a figure is asked about.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_REQUEST_H_
#define PRAKSIS_SERVICES_DASHBOARDS_REQUEST_H_

#include <string>
#include <vector>

#include "libs/base/refusal.h"
#include "libs/codelists/codelists.h"
#include "libs/readmodels/cells.h"
#include "praksis/v1/dashboards.pb.h"

namespace praksis::services {

enum class About { kCases, kPlacements };

// The selection, adding to `violations` everything that is wrong with it, under paths that begin with
// `field`. Where something is, what is returned is of no use.
readmodels::CellSelection ReadSelection(const v1::Selection& selection, About about,
                                        const codelists::Codelists& codelists,
                                        std::vector<base::FieldViolation>& violations,
                                        const std::string& field = "selection");

// Whose reasons or belief, where a figure asks; what is left out has its default. Likewise, under "voice" and
// "rater".
v1::Voice ReadVoice(v1::Voice voice, std::vector<base::FieldViolation>& violations);
v1::BeliefAssessed::Rater ReadRater(v1::BeliefAssessed::Rater rater,
                                    std::vector<base::FieldViolation>& violations);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_REQUEST_H_
