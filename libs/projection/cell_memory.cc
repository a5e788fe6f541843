#include "libs/projection/cell_memory.h"

#include <utility>

#include "libs/base/status.h"
#include "libs/projection/read_model.h"

namespace praksis::projection {

CellMemory::CellMemory(const Layout& layout, const store::Database& database, size_t max_bytes)
    : layout_(layout),
      database_(database),
      max_bytes_(max_bytes),
      state_(max_bytes > 0 ? State::kAbsent : State::kEnded) {}

void CellMemory::Take(const ContributionChanges& changes) {
  const std::lock_guard lock(mutex_);
  if (state_ == State::kLoading) {
    missed_.push_back(changes.sums());
  } else if (state_ == State::kPresent) {
    AddLocked(changes.sums());
    KeepWithinLimitLocked();
  }
}

void CellMemory::AddLocked(const std::vector<Cells::Sums>& sums) {
  auto next = std::make_shared<All>(*all_);
  for (size_t model = 0; model < sums.size(); ++model) {
    if ((*next)[model] != nullptr && !sums[model].empty()) (*next)[model] = (*next)[model]->With(sums[model]);
  }
  all_ = std::move(next);
}

void CellMemory::KeepWithinLimitLocked() {
  size_t bytes = 0;
  for (const auto& cells : *all_) bytes += cells == nullptr ? 0 : cells->bytes();
  if (bytes <= max_bytes_) return;
  state_ = State::kEnded;
  all_ = nullptr;
}

void CellMemory::Drop() {
  const absl::WriterMutexLock alone(&publishing_);
  const std::lock_guard lock(mutex_);
  if (state_ == State::kEnded) return;
  state_ = State::kAbsent;
  all_ = nullptr;
  missed_.clear();
}

void CellMemory::End() {
  const absl::WriterMutexLock alone(&publishing_);
  const std::lock_guard lock(mutex_);
  state_ = State::kEnded;
  all_ = nullptr;
  missed_.clear();
}

std::shared_ptr<const CellMemory::All> CellMemory::Now() const {
  const std::lock_guard lock(mutex_);
  return all_;
}

bool CellMemory::awaited() const {
  const std::lock_guard lock(mutex_);
  return state_ == State::kAbsent || state_ == State::kLoading;
}

bool CellMemory::wanted() const {
  const std::lock_guard lock(mutex_);
  return state_ == State::kAbsent;
}

absl::Status CellMemory::Load() {
  std::unique_ptr<store::Snapshot> snapshot;
  {
    const absl::WriterMutexLock alone(&publishing_);
    const std::lock_guard lock(mutex_);
    if (state_ != State::kAbsent) return absl::OkStatus();
    state_ = State::kLoading;
    snapshot = database_.MakeSnapshot();
  }
  auto loaded = std::make_shared<All>(layout_.case_models().size());
  absl::Status status;
  for (size_t model = 0; model < loaded->size() && status.ok(); ++model) {
    const CellFormat* const format = layout_.case_models()[model]->cell_format();
    if (format == nullptr) continue;
    auto cells = Cells::Load(*format, *snapshot, layout_.CaseCounts(model));
    if (cells.ok()) {
      (*loaded)[model] = *std::move(cells);
    } else {
      status = cells.status();
    }
  }
  const absl::WriterMutexLock alone(&publishing_);
  const std::lock_guard lock(mutex_);
  // Dropped meanwhile: what was loaded lacks something.
  if (state_ != State::kLoading) return status;
  state_ = status.ok() ? State::kPresent : State::kAbsent;
  if (status.ok()) {
    all_ = std::move(loaded);
    for (const Chunk& chunk : missed_) AddLocked(chunk);
    KeepWithinLimitLocked();
  }
  missed_.clear();
  return status;
}

}  // namespace praksis::projection
