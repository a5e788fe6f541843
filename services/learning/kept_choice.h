// A choice as a cycle keeps it (CasesSelected): with everything it takes to make it again.
#ifndef PRAKSIS_SERVICES_LEARNING_KEPT_CHOICE_H_
#define PRAKSIS_SERVICES_LEARNING_KEPT_CHOICE_H_

#include "absl/status/statusor.h"
#include "libs/codelists/codelists.h"
#include "libs/projection/view.h"
#include "libs/readmodels/pool_reader.h"
#include "libs/selection/selection.h"
#include "praksis/v1/cycle.pb.h"

namespace praksis::services {

// The lists that features are codes of: "interruption-reason@1", …. Appended to `revisions`.
void AddCodelistRevisions(const codelists::Codelists& codelists,
                          google::protobuf::RepeatedPtrField<std::string>& revisions);

// As Explain (explanation.h) is given it. Without selection_id, position, criteria, configuration and
// codelists, which the choice was made by. Names every pick and twin, anonymised ones too: whoever interviews
// has to know whom. Counts below the threshold are left out. Where those that ended the other way were looked
// at, too, candidates_sha256 is that of both digests one after the other, and who has no twin is not among
// the excluded.
absl::StatusOr<v1::CasesSelected> Keep(const projection::View& view, const readmodels::Universe& universe,
                                       const readmodels::Universe* others,
                                       const selection::Parameters& parameters,
                                       const selection::Selection& selection);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_LEARNING_KEPT_CHOICE_H_
