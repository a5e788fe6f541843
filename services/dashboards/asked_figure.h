// What a figure is asked, with what was found out of it that must not be shown beside other answers. Internal
// to BetweenAnswers.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_ASKED_FIGURE_H_
#define PRAKSIS_SERVICES_DASHBOARDS_ASKED_FIGURE_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "absl/time/time.h"
#include "libs/base/date.h"
#include "libs/log/position.h"
#include "libs/projection/view.h"
#include "libs/readmodels/cells.h"
#include "services/dashboards/between_rule.h"
#include "services/dashboards/figures.h"
#include "services/dashboards/hidden_grid.h"

namespace praksis::services {

// How long what was asked otherwise than by default, and which rows of units, are remembered.
inline constexpr absl::Duration kAskedFor = absl::Minutes(10);
// What was found out beforehand is served no longer, where the projection has moved.
inline constexpr absl::Duration kServedFor = absl::Minutes(30);
inline constexpr size_t kMostRows = 100;

// Rows of units of time: first and last days, clamped.
using PeriodRows = std::set<std::pair<std::optional<base::Day>, std::optional<base::Day>>>;

// What was found out beforehand of a figure.
struct FoundOut {
  std::shared_ptr<const HiddenGrid> grid;
  // Of the views: the first one.
  log::Position position;
  absl::Time at;
  base::Day today = 0;
  absl::Duration took;

  // Hardly more was there to be known in `view`.
  bool Fits(const projection::View& view) const {
    return view.position().covered() * 10 <= position.covered() * 11;
  }
};

// What a figure is asked beside the selection. Thread-safe.
class AskedFigure {
 public:
  AskedFigure(const NamedFigure& of, Question with, bool known, bool by_default)
      : figure(of), question(std::move(with)), is_known(known), is_default(by_default) {}

  const NamedFigure& figure;
  // But for the selection and, for now, today.
  const Question question;
  // Asked about what was known at a position.
  const bool is_known;
  const bool is_default;

  // Nothing where it has to be found out by the question.
  std::shared_ptr<const FoundOut> FoundFor(const projection::View& view, absl::Time now) const {
    const std::lock_guard lock(mutex_);
    if (found_ == nullptr || (moved_ && now - found_->at > kServedFor) || !found_->Fits(view)) return nullptr;
    return found_;
  }
  std::shared_ptr<const FoundOut> found() const {
    const std::lock_guard lock(mutex_);
    return found_;
  }
  bool moved() const {
    const std::lock_guard lock(mutex_);
    return moved_;
  }
  void Keep(std::shared_ptr<const FoundOut> found) {
    const std::lock_guard lock(mutex_);
    found_ = std::move(found);
    moved_ = false;
  }
  // Whether the projection has, since.
  void SetMoved(bool moved) {
    const std::lock_guard lock(mutex_);
    moved_ = moved;
  }

  // Until when finding out is not tried again.
  void WaitUntil(absl::Time time) {
    const std::lock_guard lock(mutex_);
    wait_until_ = time;
  }
  absl::Time wait_until() const {
    const std::lock_guard lock(mutex_);
    return wait_until_;
  }

  void Touch(absl::Time now) {
    const std::lock_guard lock(mutex_);
    last_ = now;
  }
  absl::Time last() const {
    const std::lock_guard lock(mutex_);
    return last_;
  }
  void TouchRow(const readmodels::CellSelection& row, absl::Time now) {
    const std::lock_guard lock(mutex_);
    if (rows_.size() < kMostRows || rows_.contains({row.from, row.to})) rows_[{row.from, row.to}] = now;
  }
  PeriodRows rows(absl::Time now) {
    const std::lock_guard lock(mutex_);
    std::erase_if(rows_, [now](const auto& row) { return now - row.second > kAskedFor; });
    PeriodRows rows;
    for (const auto& [row, last] : rows_) rows.insert(row);
    return rows;
  }

  // Forgets what questions found out themselves where that is too old; not while one is at it.
  void ForgetOld(absl::Time now) {
    const std::unique_lock lock(lazily_mutex, std::try_to_lock);
    if (lock.owns_lock() && (lazily_until <= now || now - last() > kAskedFor)) lazily.reset();
  }

  // What questions found out themselves. One at a time; taken before the others.
  std::mutex lazily_mutex;
  std::unique_ptr<BetweenRule> lazily;             // guarded by lazily_mutex
  absl::Time lazily_until = absl::InfinitePast();  // guarded by lazily_mutex

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const FoundOut> found_;              // guarded by mutex_
  bool moved_ = false;                                 // guarded by mutex_
  absl::Time wait_until_ = absl::InfinitePast();       // guarded by mutex_
  absl::Time last_ = absl::InfinitePast();             // guarded by mutex_
  std::map<PeriodRows::value_type, absl::Time> rows_;  // guarded by mutex_
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_ASKED_FIGURE_H_
