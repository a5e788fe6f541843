// What one answer may not show because of what the answers about other selections show: of everything that
// the grid (grid.h) answers together, no small group may follow by adding and subtracting. DESIGN.md,
// "Between answers".
//
//   1. A sum over more than one municipality, or over all, goes before its parts, as it is asked for more
//   often than what
//      it is made of; an answer without a condition before those with one.
//   2. Along a target group or a section, and across municipalities, those that do not show a number by
//   themselves are
//      none, or two or more that would show it together; else the smallest that shows it joins them.
//   3. Of several municipalities, or conditions, is shown what each of them shows.
//   4. In time, a selection's border is invisible for a number if the nearest unit before or after it that
//   has something
//      to count would not show it. A number is shown where both borders are visible.
// Curves, whose days differ from answer to answer, are shown about all time without another condition only.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_BETWEEN_ANSWERS_H_
#define PRAKSIS_SERVICES_DASHBOARDS_BETWEEN_ANSWERS_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "libs/base/clock.h"
#include "libs/codelists/codelists.h"
#include "libs/projection/view.h"
#include "services/dashboards/figures.h"
#include "services/dashboards/grid.h"

namespace praksis::services {

// Thread-safe. What the constructor takes must outlive it.
class BetweenAnswers {
 public:
  BetweenAnswers(Periods periods, const base::Clock& clock, const codelists::Codelists& codelists);
  ~BetweenAnswers();

  // Withholds in `answer`, the figure's own to the question (whose selection passes CheckFineness), what must
  // not be shown beside other answers, and estimates next to such counts. What that is, is found out by
  // asking the figure some hundred times about parts, and kept for a minute. `known_at`: the position that
  // the view stands at, "" for now.
  absl::Status Withhold(const NamedFigure& figure, const projection::View& view, const Question& question,
                        std::string_view known_at, google::protobuf::Message& answer);

 private:
  class Rule;
  struct Kept;

  std::shared_ptr<Kept> KeptFor(const NamedFigure& figure, const Question& question,
                                std::string_view known_at);

  const Periods periods_;
  const base::Clock& clock_;
  const std::vector<std::string> target_groups_;
  absl::Mutex mutex_;
  // By figure and what is asked beside the selection.
  absl::flat_hash_map<std::string, std::shared_ptr<Kept>> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_BETWEEN_ANSWERS_H_
