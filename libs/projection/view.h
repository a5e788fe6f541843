// The read models at one moment, and where to get them: what whoever answers questions knows of projections.
#ifndef PRAKSIS_LIBS_PROJECTION_VIEW_H_
#define PRAKSIS_LIBS_PROJECTION_VIEW_H_

#include <memory>
#include <optional>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/ids.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "libs/log/position.h"
#include "libs/projection/cells.h"
#include "libs/store/database.h"

namespace praksis::projection {

// Thread-safe. Cheap to make; not to be kept for long.
class View {
 public:
  virtual ~View() = default;
  // The position that every row of the view is true for.
  virtual const log::Position& position() const = 0;
  virtual const store::Snapshot& snapshot() const = 0;
  // Where the case `stream` stands; nothing where no event of it is projected. DATA_LOSS (PROJECTION_DAMAGED)
  // where what is kept of it cannot be read.
  virtual absl::StatusOr<std::optional<domain::cases::CaseState>> Case(const StreamId& stream) const = 0;
  // Calls `visit` with every case whose stream comes after `after` in the order of their names, until it
  // returns false. The state lives until `visit` returns. DATA_LOSS (PROJECTION_DAMAGED), and what reading
  // the disk gives.
  virtual absl::Status VisitCases(
      std::string_view after, absl::FunctionRef<bool(const domain::cases::CaseState& state)> visit) const = 0;
  // The tables of a model; aborts for a name that is not among the models.
  virtual store::Table Counts(std::string_view model) const = 0;
  virtual store::Table Rows(std::string_view model) const = 0;
  // The same counters as in Counts(model), packed in memory; null where they are not. Lives as long as the
  // view.
  virtual const Cells* CellsOf(std::string_view model) const { return nullptr; }
  // They are not in memory yet, but will be: the projection is far behind, or was a moment ago.
  virtual bool cells_awaited() const { return false; }
};

// What was known at an earlier position.
struct KeptView {
  std::shared_ptr<const View> view;
  // When the last of its events was recorded.
  absl::Time recorded;
};

// Gives out views: one projection, or whichever of several is serving. Thread-safe.
class ViewSource {
 public:
  using ViewDone = absl::AnyInvocable<void(absl::StatusOr<std::shared_ptr<const View>>) &&>;

  virtual ~ViewSource() = default;
  // Calls `done` once with a view that covers `at_least`, or with UNAVAILABLE (NOT_CAUGHT_UP) at `deadline`.
  // On the caller's thread where it is covered already, else on a projector's or timer's.
  virtual void When(const log::Position& at_least, absl::Time deadline, ViewDone done) = 0;
  // The read models at exactly `position`. FAILED_PRECONDITION (POSITION_NOT_KEPT) where no projection is
  // kept there.
  virtual absl::StatusOr<KeptView> KeptAt(const log::Position& position) const = 0;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_VIEW_H_
