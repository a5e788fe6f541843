// Cumulative incidence as it may leave: the time until something ends, in one of several ways that compete
// with each other, with small numbers withheld and what would give them away. Pure; any thread.
//
// How the parts hang together, and what is therefore shown:
//   - all = censored + each competing ending + the events asked about: one table. Events = their codes:
//   another, shown only where events is.
//   - Cumulative incidence at two days differs by what happened between them. So the days of a row are those
//   at which runs of its intervals end (withholding.h), and the curve's days lie at least k persons apart.
//   - The incidences of all codes add up to that of the events on every day. A code's row is shown on the
//   same days as the whole or not at all, and rows not shown must together be safe between any two days.
//   - at_risk falls by everything that left, for whatever reason. It is shown where no cell is small in the
//   finest table of endings and days that could be put together from all rows.
//   - Nothing is shown for a day that fewer than k persons reached.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_INCIDENCE_H_
#define PRAKSIS_SERVICES_DASHBOARDS_INCIDENCE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/readmodels/tally.h"
#include "praksis/v1/dashboards.pb.h"
#include "services/dashboards/cells_out.h"

namespace praksis::services {

// Whom an incidence is about, by how many days each was followed.
struct Followed {
  using ByDay = std::map<int32_t, readmodels::Tally>;

  // By what the answer calls them. Next to small ones parts are withheld in this order, the least missed
  // first: the censored, then these as they stand, then the events.
  std::vector<std::pair<std::string_view, ByDay>> competing;
  ByDay censored;
  // What the incidence is of, by code. A code with nobody is shown as such.
  std::map<std::string, ByDay> events;
};

// Which days are shown.
struct IncidenceDays {
  std::vector<int32_t> days;  // ascending
  size_t most_curve_points = 0;
};

struct ShownIncidence {
  struct Cause {
    std::string code;
    bool competing = false;
    v1::Count count;
    std::vector<v1::IncidencePoint> points;
  };
  v1::Count all;
  v1::Count events;
  v1::Count censored;
  std::vector<v1::IncidencePoint> overall;
  // Without at_risk.
  std::vector<v1::IncidencePoint> curve;
  // The events' codes, none where events is withheld; then the competing endings.
  std::vector<Cause> causes;
};

// Withheld cells are counted in `out`. Nothing where nothing may be shown (SELECTION_TOO_NARROW).
std::optional<ShownIncidence> ShowIncidence(const Followed& followed, const IncidenceDays& days, int64_t k,
                                            CellsOut& out);

// The points of `from` in an answer's own message, which has the fields of IncidencePoint.
template <typename Points>
void PutPoints(const std::vector<v1::IncidencePoint>& from, Points& points) {
  for (const v1::IncidencePoint& point : from) {
    auto& added = *points.Add();
    added.set_day(point.day());
    *added.mutable_incidence() = point.incidence();
    if (point.has_at_risk()) *added.mutable_at_risk() = point.at_risk();
  }
}

template <typename Causes>
void PutCauses(const std::vector<ShownIncidence::Cause>& from, Causes& causes) {
  for (const ShownIncidence::Cause& cause : from) {
    auto& added = *causes.Add();
    added.set_code(cause.code);
    added.set_competing(cause.competing);
    *added.mutable_count() = cause.count;
    PutPoints(cause.points, *added.mutable_points());
  }
}

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_INCIDENCE_H_
