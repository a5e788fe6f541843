// The view that a Projection gives out: a snapshot and the position found in it.
#ifndef PRAKSIS_LIBS_PROJECTION_PROJECTION_VIEW_H_
#define PRAKSIS_LIBS_PROJECTION_PROJECTION_VIEW_H_

#include <memory>

#include "libs/log/position.h"
#include "libs/projection/cell_memory.h"
#include "libs/projection/layout.h"
#include "libs/projection/projection.h"
#include "libs/store/database.h"

namespace praksis::projection {

// Keeps the database open as long as it lives.
class ProjectionView final : public View {
 public:
  // The database as it is now. Where it cannot be read, position() covers nothing, and whoever reads rows is
  // told why.
  // `cells` are of the same moment, or null.
  ProjectionView(std::shared_ptr<const store::Database> database, std::shared_ptr<const Layout> layout,
                 int partition_count, std::shared_ptr<const CellMemory::All> cells, bool cells_awaited);

  const log::Position& position() const override { return position_; }
  const store::Snapshot& snapshot() const override { return *snapshot_; }
  absl::StatusOr<std::optional<domain::cases::CaseState>> Case(const StreamId& stream) const override;
  absl::Status VisitCases(
      std::string_view after,
      absl::FunctionRef<bool(const domain::cases::CaseState& state)> visit) const override;
  store::Table Counts(std::string_view model) const override;
  store::Table Rows(std::string_view model) const override;
  const Cells* CellsOf(std::string_view model) const override;
  bool cells_awaited() const override { return cells_awaited_; }
  const Layout& layout() const { return *layout_; }

 private:
  // In this order: the snapshot must go before the database.
  const std::shared_ptr<const store::Database> database_;
  const std::shared_ptr<const Layout> layout_;
  const std::unique_ptr<store::Snapshot> snapshot_;
  const std::shared_ptr<const CellMemory::All> cells_;
  const bool cells_awaited_;
  log::Position position_;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_PROJECTION_VIEW_H_
