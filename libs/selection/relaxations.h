// What would help where fewer qualify than a quota asks.
#ifndef PRAKSIS_LIBS_SELECTION_RELAXATIONS_H_
#define PRAKSIS_LIBS_SELECTION_RELAXATIONS_H_

#include <vector>

#include "libs/selection/selection.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

// What each relaxation would add at the site of a quota by itself, most helpful first; those that add nothing
// are left out.
std::vector<SiteReport::Relaxation> Relaxations(const Universe& universe, const Parameters& parameters,
                                                const SiteReport& site);

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_RELAXATIONS_H_
