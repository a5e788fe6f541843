// What one answer may not show because of what the answers about other selections show: of everything that
// the grid (grid.h) answers together, no small group may follow by adding and subtracting. DESIGN.md,
// "Between answers".
//
//   1. A sum over more than one municipality, or over all, goes before its parts, as it is asked for more
//      often than what it is made of; an answer without a condition before those with one.
//   2. Along a target group or a section, and across municipalities, those that do not show a number by
//      themselves are none, or two or more that would show it together; else the smallest that shows it
//      joins them.
//   3. Of several municipalities, or conditions, is shown what each of them shows.
//   4. In time, a selection's border is invisible for a number if the nearest unit before or after it that
//      has something to count would not show it. A number is shown where both borders are visible.
// Curves, whose days differ from answer to answer, are shown about all time without another condition only.
//
// What is hidden is looked up where it has been found out beforehand (Keep), by asking the figure thousands
// of times about parts; elsewhere the first question finds out what it needs itself.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_BETWEEN_ANSWERS_H_
#define PRAKSIS_SERVICES_DASHBOARDS_BETWEEN_ANSWERS_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "libs/base/clock.h"
#include "libs/base/stepping_back.h"
#include "libs/codelists/codelists.h"
#include "libs/log/position.h"
#include "libs/projection/view.h"
#include "services/dashboards/asked_figure.h"
#include "services/dashboards/between_rule.h"
#include "services/dashboards/figures.h"
#include "services/dashboards/found_out_file.h"
#include "services/dashboards/grid.h"
#include "services/dashboards/hidden_grid.h"

namespace praksis::services {

// Thread-safe. What the constructor and Keep take must outlive it.
class BetweenAnswers {
 public:
  // `quick`, of processor time and one figure: rows of units are all found out beforehand where that takes no
  // longer, and what is not known yet is found out by the question where finding out took no longer.
  BetweenAnswers(Periods periods, const base::Clock& clock, const codelists::Codelists& codelists,
                 absl::Duration quick = absl::Seconds(1));
  // Ends finding out, within about the time that a figure takes to answer once.
  ~BetweenAnswers();

  // From now on finds out beforehand what is hidden, on a thread of its own: of all figures as they are asked
  // by default, and of those that were asked otherwise in the last ten minutes; today's, with the threshold
  // `k`. Anew as soon as the projection has moved, but for no more than a twentieth of a processor, and not
  // while its counters are awaited (View::cells_awaited). What was found out is kept in `file`, if one is
  // named, and known at once by the next that keeps it there for the log of that name. Once at most. Nothing
  // where the periods are free.
  void Keep(projection::ViewSource& views, const absl::TimeZone& time_zone, int64_t k,
            std::string_view log_id = "", const std::string& file = "");

  // Withholds in `answer`, the figure's own to the question (whose selection passes CheckFineness), what must
  // not be shown beside other answers, and estimates next to such counts. `known_at`: the position that
  // the view stands at, "" for now.
  absl::Status Withhold(const NamedFigure& figure, const projection::View& view, const Question& question,
                        std::string_view known_at, google::protobuf::Message& answer);

  // Of one figure as it is asked by default.
  struct Statistics {
    std::string_view figure;
    // Since what is hidden was found out, if anything has been projected since; else zero.
    absl::Duration age;
    // Processor time that finding out took.
    absl::Duration took;
    size_t bytes = 0;
  };
  // Of what has been found out beforehand.
  std::vector<Statistics> statistics() const;

  // Finds out what is hidden of a figure as Keep does, of what `views` gives: in single units of time, in all
  // time, and in rows of units; where the latter are not quick, in `rows` only (first and last days,
  // clamped). Errors: of views, of the figure, of `pause`.
  using NewView = std::function<absl::StatusOr<std::shared_ptr<const projection::View>>()>;
  absl::StatusOr<std::shared_ptr<const HiddenGrid>> FindOut(const NamedFigure& figure,
                                                            const Question& question, const NewView& views,
                                                            const PeriodRows& rows,
                                                            const BetweenRule::Pause& pause) const;

 private:
  absl::StatusOr<GridAxes> AxesOf(const NamedFigure& figure, base::Day today,
                                  const projection::View& view) const;
  std::shared_ptr<AskedFigure> AskedOf(const NamedFigure& figure, const Question& question,
                                       std::string_view known_at);
  void Run(projection::ViewSource& views, absl::TimeZone time_zone, const FoundOutTerms& terms,
           const std::string& file);
  FoundOutOfFigures AllFoundOut() const;
  absl::Status Refresh(AskedFigure& asked, projection::ViewSource& views, base::Day today,
                       absl::Duration took_by_all);
  std::vector<std::shared_ptr<AskedFigure>> AllAsked() const;
  absl::Status Going() const;

  const Periods periods_;
  const base::Clock& clock_;
  const std::vector<std::string> target_groups_;
  const std::vector<std::string> sections_;
  const absl::Duration quick_;
  const base::BackgroundJob job_{&base::Attention::OfProcess()};
  mutable std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;  // guarded by mutex_
  // By figure and what is asked beside the selection.
  absl::flat_hash_map<std::string, std::shared_ptr<AskedFigure>> asked_;  // guarded by mutex_
  std::thread keeper_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_BETWEEN_ANSWERS_H_
