// Comparing two projections of a set, which holds one of them still for a moment.
#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/projection/exclusive.h"
#include "libs/projection/projection_set_rep.h"

namespace praksis::projection {

absl::StatusOr<std::pair<std::shared_ptr<const View>, std::shared_ptr<const View>>>
ProjectionSet::Rep::ViewsAtOnePosition(const std::string& left, const std::string& right,
                                       absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::shared_ptr<Projection> first, CatchUp(left, deadline));
  ASSIGN_OR_RETURN(const std::shared_ptr<Projection> second, CatchUp(right, deadline));
  bool first_serves = false;
  bool kept = false;
  {
    const std::lock_guard lock(mutex);
    first_serves = serving->projection == first;
    for (const auto& entry : entries) {
      if (entry->projection == first || entry->projection == second) kept = kept || entry->until.has_value();
    }
  }
  // Where one stands for good, they are at one position or they are not.
  if (kept) return std::pair(first->Now(), second->Now());
  const std::shared_ptr<Projection>& serves = first_serves ? first : second;
  const std::shared_ptr<Projection>& other = first_serves ? second : first;
  const auto meet =
      [&]() -> absl::StatusOr<std::pair<std::shared_ptr<const View>, std::shared_ptr<const View>>> {
    const log::Position held = other->Pause();
    ASSIGN_OR_RETURN(const std::shared_ptr<const View> ahead, Await(*serves, held, deadline));
    other->ResumeUntil(ahead->position());
    ASSIGN_OR_RETURN(const std::shared_ptr<const View> behind, Await(*other, ahead->position(), deadline));
    return first_serves ? std::pair(ahead, behind) : std::pair(behind, ahead);
  };
  auto views = meet();
  other->Resume();
  return views;
}

absl::StatusOr<Comparison> ProjectionSet::Compare(const std::string& left, const std::string& right,
                                                  absl::Time deadline,
                                                  const std::function<bool(int64_t rows)>& progress) {
  if (left == right) {
    return base::Refuse(absl::StatusCode::kInvalidArgument, "PROJECTION_SAME",
                        base::StrCat("Projection ", left, " is the same as itself; name another one."),
                        {{"projection", left}});
  }
  std::pair<std::shared_ptr<const View>, std::shared_ptr<const View>> views;
  {
    Exclusive exclusive(rep_->mutex, rep_->operation);
    RETURN_IF_ERROR(exclusive.Begin(base::StrCat("compare ", left, " with ", right)));
    ASSIGN_OR_RETURN(views, rep_->ViewsAtOnePosition(left, right, deadline));
  }
  Comparison comparison;
  comparison.position = views.first->position();
  ASSIGN_OR_RETURN(
      comparison.rows,
      Projection::Compare(
          *views.first, *views.second,
          [&](std::string_view table, std::string_view key, std::string_view l, std::string_view r) {
            ++comparison.different;
            if (comparison.differences.size() >= kMaxDifferences) return;
            comparison.differences.push_back(
                {std::string(table), std::string(key), std::string(l), std::string(r)});
          },
          progress));
  return comparison;
}

}  // namespace praksis::projection
