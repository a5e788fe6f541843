// What a measure's stream says about how it is to be judged.
#ifndef PRAKSIS_LIBS_MEASURES_PLAN_H_
#define PRAKSIS_LIBS_MEASURES_PLAN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/measures/calendar.h"
#include "libs/readmodels/learning_streams.h"
#include "praksis/v1/cycle.pb.h"

namespace praksis::measures {

struct PlannedSite {
  std::string site;
  // One to compare with, which never has the measure.
  bool comparison = false;
  std::optional<base::Day> planned_on = {};
  std::optional<base::Day> implemented_on = {};
  // First day without it: at the site, or altogether, whichever came first.
  std::optional<base::Day> stopped_on = {};
};

struct Plan {
  std::string measure;
  // Of the stream's last event.
  int64_t version = 0;
  v1::MeasureDecided decided;
  base::Day decided_on = 0;
  std::optional<base::Day> stopped_on = {};
  // Those of the measure as decided, then those to compare with.
  std::vector<PlannedSite> sites;
  // The latest last.
  std::vector<v1::MeasureEvaluated> evaluations;
  std::optional<base::Day> evaluated_on = {};

  // What its effect's interval leaves out is 1 - this.
  double confidence() const;
  int32_t confidence_percent() const;
};

// Nothing where no decision stands.
std::optional<Plan> ReadPlan(const readmodels::LearningStream& stream);

// A site's months before the measure, and with it. The month it came into use in, unless on its first day,
// is neither.
struct Periods {
  Months before;
  Months with;
};

// Nothing where it is not in use there.
std::optional<Periods> PeriodsOf(const Plan& plan, const PlannedSite& site);

// The first day on which all months of the site with the measure are known.
base::Day KnownFrom(const Plan& plan, const Periods& periods);

}  // namespace praksis::measures

#endif  // PRAKSIS_LIBS_MEASURES_PLAN_H_
