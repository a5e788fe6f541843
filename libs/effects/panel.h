// Sites by months, some with a measure from some month on: what difference-in-differences and stepped wedges
// have in common. Weighted regression on sites and months (Hussey & Hughes 2007, with fixed sites), with the
// small-sample standard error for few sites. Pure functions; any thread.
#ifndef PRAKSIS_LIBS_EFFECTS_PANEL_H_
#define PRAKSIS_LIBS_EFFECTS_PANEL_H_

#include <cstdint>
#include <optional>
#include <span>

#include "libs/effects/effect.h"

namespace praksis::effects {

// The figure of a site in a month.
struct PanelCell {
  // 0, 1, …; numbers may be left out.
  int32_t site = 0;
  // Of the calendar, in any count that goes on by one.
  int32_t month = 0;
  double value = 0;
  // Of how many cases, > 0.
  int64_t count = 0;
  bool with_measure = false;
};

// Model: y = site + month + effect · with_measure + u, weighted by MonthWeight(count); what is left over at
// one site may be correlated in any way, at two sites it is not.
//
// Variance: CR2 (Bell & McCaffrey 2002), degrees by Satterthwaite's approximation: the fewest of those under
// three working models: months alike and independent, months as good as their count, and sites that wander
// off month by month.
//
// Nothing where the effect cannot be told from sites and months, or hangs on one site: where leaving out any
// one of them (the only one with the measure, the only one to compare with) would leave no effect to be told,
// by how much sites differ cannot be seen, and every standard error is a guess. Nothing, too, where nothing
// is left over to judge it by.
std::optional<Effect> EstimatePanelEffect(std::span<const PanelCell> cells, double confidence);

}  // namespace praksis::effects

#endif  // PRAKSIS_LIBS_EFFECTS_PANEL_H_
