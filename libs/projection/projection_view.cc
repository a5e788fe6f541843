#include "libs/projection/projection_view.h"

#include <algorithm>
#include <string>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/encoding.h"
#include "libs/base/status.h"

namespace praksis::projection {

ProjectionView::ProjectionView(std::shared_ptr<const store::Database> database,
                               std::shared_ptr<const Layout> layout, int partition_count,
                               std::shared_ptr<const CellMemory::All> cells, bool cells_awaited)
    : database_(std::move(database)),
      layout_(std::move(layout)),
      snapshot_(database_->MakeSnapshot()),
      cells_(std::move(cells)),
      cells_awaited_(cells_awaited) {
  for (int i = 0; i < partition_count; ++i) {
    const PartitionId partition(i);
    const auto next = snapshot_->Get(Layout::Meta(), NextOffsetKey(partition));
    if (!next.ok() || !next->has_value()) continue;
    PRAKSIS_CHECK((*next)->size() == sizeof(uint64_t), "partition ", i);
    position_.Advance(partition, Offset(static_cast<int64_t>(base::ReadBigEndian64((*next)->data()))));
  }
}

absl::StatusOr<std::optional<domain::cases::CaseState>> ProjectionView::Case(const StreamId& stream) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> stored, snapshot_->Get(Layout::States(), stream.value()));
  if (!stored.has_value()) return std::nullopt;
  std::optional<domain::cases::CaseState> state(std::in_place);
  if (!state->ParseFromString(*stored)) return StateDamaged(stream.value());
  return state;
}

absl::Status ProjectionView::VisitCases(
    std::string_view after, absl::FunctionRef<bool(const domain::cases::CaseState& state)> visit) const {
  constexpr std::string_view kCases = "case/";
  const std::string begin(std::max(after, kCases));
  const auto cursor = snapshot_->Scan(Layout::States(), begin, store::PrefixEnd(kCases));
  domain::cases::CaseState state;  // One for all: most of its memory is used again.
  for (; cursor->Valid(); cursor->Next()) {
    const std::string_view stored = cursor->value();
    if (cursor->key() == after) continue;
    if (!state.ParseFromArray(stored.data(), static_cast<int>(stored.size()))) {
      return StateDamaged(cursor->key());
    }
    if (!visit(state)) break;
  }
  return cursor->status();
}

store::Table ProjectionView::Counts(std::string_view model) const {
  const std::optional<store::Table> table = layout_->FindCounts(model);
  PRAKSIS_CHECK(table.has_value(), "no case model is named ", model);
  return *table;
}

const Cells* ProjectionView::CellsOf(std::string_view model) const {
  if (cells_ == nullptr) return nullptr;
  for (size_t i = 0; i < cells_->size(); ++i) {
    if (layout_->case_models()[i]->name() == model) return (*cells_)[i].get();
  }
  return nullptr;
}

store::Table ProjectionView::Rows(std::string_view model) const {
  const std::optional<store::Table> table = layout_->FindRows(model);
  PRAKSIS_CHECK(table.has_value(), "no model is named ", model);
  return *table;
}

}  // namespace praksis::projection
