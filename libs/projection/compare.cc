#include <algorithm>
#include <string>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/projection/projection.h"
#include "libs/projection/projection_view.h"

namespace praksis::projection {
namespace {

using Difference = std::function<void(std::string_view table, std::string_view key, std::string_view left,
                                      std::string_view right)>;

constexpr int64_t kRowsBetweenLooks = 10'000;

// A counter at 0 is as good as none, but may still be stored.
bool IsZero(std::string_view counter) {
  return std::all_of(counter.begin(), counter.end(), [](char byte) { return byte == 0; });
}

void SkipZeros(store::Cursor& cursor) {
  while (cursor.Valid() && IsZero(cursor.value())) cursor.Next();
}

// Walks both in the order of their keys.
absl::StatusOr<int64_t> CompareTable(const store::TableOptions& table, store::Cursor& left,
                                     store::Cursor& right, const Difference& difference,
                                     const std::function<bool(int64_t)>& go_on) {
  int64_t rows = 0;
  for (;; ++rows) {
    if (rows % kRowsBetweenLooks == 0 && go_on && !go_on(rows)) {
      return base::Refuse(absl::StatusCode::kCancelled, "COMPARISON_ENDED", "The comparison was ended.");
    }
    if (table.counters) {
      SkipZeros(left);
      SkipZeros(right);
    }
    if (!left.Valid() && !right.Valid()) break;
    const int order = !right.Valid() ? -1 : !left.Valid() ? 1 : left.key().compare(right.key());
    if (order == 0) {
      if (left.value() != right.value()) difference(table.name, left.key(), left.value(), right.value());
      left.Next();
      right.Next();
    } else if (order < 0) {
      difference(table.name, left.key(), left.value(), "");
      left.Next();
    } else {
      difference(table.name, right.key(), "", right.value());
      right.Next();
    }
  }
  RETURN_IF_ERROR(left.status());
  RETURN_IF_ERROR(right.status());
  return rows;
}

const ProjectionView& AsProjectionView(const View& view) {
  const auto* projection_view = dynamic_cast<const ProjectionView*>(&view);
  PRAKSIS_CHECK(projection_view != nullptr, "only a projection's own views can be compared");
  return *projection_view;
}

}  // namespace

absl::StatusOr<int64_t> Projection::Compare(const View& left_view, const View& right_view,
                                            const Difference& difference,
                                            const std::function<bool(int64_t)>& progress) {
  const ProjectionView& left = AsProjectionView(left_view);
  const ProjectionView& right = AsProjectionView(right_view);
  if (left.position() != right.position()) {
    return base::Refuse(absl::StatusCode::kFailedPrecondition, "POSITIONS_DIFFER",
                        "Two projections can only be compared at one position; let both catch up.");
  }
  int64_t rows = 0;
  for (size_t l = 0; l < left.layout().tables().size(); ++l) {
    const auto& theirs = right.layout().definitions();
    const auto same = std::find(theirs.begin(), theirs.end(), left.layout().definitions()[l]);
    if (same == theirs.end()) continue;
    const auto left_rows = left.snapshot().Scan(store::Table{static_cast<int>(l)}, "", "");
    const auto right_rows =
        right.snapshot().Scan(store::Table{static_cast<int>(same - theirs.begin())}, "", "");
    const auto go_on = [&](int64_t so_far) { return !progress || progress(rows + so_far); };
    ASSIGN_OR_RETURN(const int64_t compared,
                     CompareTable(left.layout().tables()[l], *left_rows, *right_rows, difference, go_on));
    rows += compared;
  }
  return rows;
}

}  // namespace praksis::projection
