#include "libs/projection/cells.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <tuple>
#include <utility>

#include "libs/base/strings.h"
#include "libs/store/counter_value.h"

namespace praksis::projection {
namespace {

using Run = Cells::Run;

int32_t CountOf(const char* cell, size_t width) {
  int32_t count = 0;
  std::memcpy(&count, cell + width - sizeof(count), sizeof(count));
  return count;
}

void SetCount(char* cell, size_t width, int64_t count) {
  const auto stored = static_cast<int32_t>(count);
  std::memcpy(cell + width - sizeof(stored), &stored, sizeof(stored));
}

// Of all `cells` from `begin` on.
void SetCounts(std::vector<char>& cells, size_t begin, size_t width, int64_t count) {
  for (size_t at = begin; at < cells.size(); at += width) SetCount(cells.data() + at, width, count);
}

// Cells in any order, and what becomes of them: sorted, equal ones added up, those of 0 left out.
class Gathering {
 public:
  explicit Gathering(size_t width) : width_(width) {}

  // `cells`: some, whatever their counts are.
  void Add(const std::vector<char>& cells, int64_t count) {
    const size_t begin = bytes_.size();
    bytes_.insert(bytes_.end(), cells.begin(), cells.end());
    SetCounts(bytes_, begin, width_, count);
  }
  void Add(const char* cells, size_t bytes) { bytes_.insert(bytes_.end(), cells, cells + bytes); }

  // Merged with those of `run`, which are sorted.
  Run FinishWith(const Run& run) {
    const std::vector<const char*> added = Sorted();
    Run merged;
    merged.reserve(run.size() + bytes_.size());
    const char* at = run.data();
    const char* const end = run.data() + run.size();
    for (size_t i = 0; i < added.size();) {
      const char* const first = added[i];
      const char* const equal_or_later = LowerBound(at, end, first);
      merged.insert(merged.end(), at, equal_or_later);
      at = equal_or_later;
      int64_t sum = 0;
      for (; i < added.size() && Compare(added[i], first) == 0; ++i) sum += CountOf(added[i], width_);
      if (at != end && Compare(at, first) == 0) {
        sum += CountOf(at, width_);
        at += width_;
      }
      if (sum == 0) continue;
      merged.insert(merged.end(), first, first + width_);
      SetCount(merged.data() + merged.size() - width_, width_, sum);
    }
    merged.insert(merged.end(), at, end);
    merged.shrink_to_fit();
    bytes_.clear();
    return merged;
  }
  bool empty() const { return bytes_.empty(); }

 private:
  int Compare(const char* a, const char* b) const { return std::memcmp(a, b, width_ - sizeof(int32_t)); }

  std::vector<const char*> Sorted() const {
    std::vector<const char*> cells;
    cells.reserve(bytes_.size() / width_);
    for (size_t at = 0; at < bytes_.size(); at += width_) cells.push_back(bytes_.data() + at);
    std::sort(cells.begin(), cells.end(), [&](const char* a, const char* b) { return Compare(a, b) < 0; });
    return cells;
  }

  // The first of the cells from `begin` to `end` that is not before `cell`.
  const char* LowerBound(const char* begin, const char* end, const char* cell) const {
    size_t left = static_cast<size_t>(end - begin) / width_;
    while (left > 0) {
      const char* const middle = begin + left / 2 * width_;
      if (Compare(middle, cell) < 0) {
        begin = middle + width_;
        left -= left / 2 + 1;
      } else {
        left /= 2;
      }
    }
    return begin;
  }

  const size_t width_;
  std::vector<char> bytes_;
};

// One change of a counter, packed.
struct Change {
  std::string_view group;
  int32_t run = 0;
  // Where its cells are.
  size_t begin = 0;
  size_t end = 0;
};

}  // namespace

int32_t Cells::RunOf(base::Day day) { return day >= 0 ? day / kDaysPerRun : -((-day - 1) / kDaysPerRun) - 1; }

absl::StatusOr<std::shared_ptr<const Cells>> Cells::Load(const CellFormat& format,
                                                         const store::Snapshot& snapshot,
                                                         store::Table table) {
  std::shared_ptr<Cells> cells(new Cells(format));
  Gathering gathering(format.width());
  std::string group;
  int32_t run = 0;
  auto groups = std::map<std::string, std::shared_ptr<Group>, std::less<>>();
  const auto finish = [&] {
    if (gathering.empty()) return;
    auto finished = std::make_shared<const Run>(gathering.FinishWith({}));
    if (finished->empty()) return;
    cells->bytes_ += finished->size();
    std::shared_ptr<Group>& into = groups[group];
    if (into == nullptr) into = std::make_shared<Group>();
    (*into)[run] = std::move(finished);
  };
  std::vector<char> packed;
  const auto cursor = snapshot.Scan(table, "", "");
  for (; cursor->Valid(); cursor->Next()) {
    packed.clear();
    const CellFormat::Place place = format.Pack(cursor->key(), packed);
    if (place.group != group || RunOf(place.day) != run) {
      finish();
      group = place.group;
      run = RunOf(place.day);
    }
    gathering.Add(packed, store::CounterValue(cursor->value()));
  }
  finish();
  if (!cursor->status().ok()) return cursor->status();
  for (auto& [name, runs] : groups) cells->groups_.emplace(name, std::move(runs));
  return cells;
}

std::shared_ptr<const Cells> Cells::With(const Sums& sums) const {
  std::vector<char> packed;
  std::vector<Change> changes;
  changes.reserve(sums.size());
  for (const auto& [key, sum] : sums) {
    if (sum == 0) continue;
    const size_t begin = packed.size();
    const CellFormat::Place place = format_.Pack(key, packed);
    SetCounts(packed, begin, format_.width(), sum);
    changes.push_back({.group = place.group, .run = RunOf(place.day), .begin = begin, .end = packed.size()});
  }
  std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
    return std::tie(a.group, a.run) < std::tie(b.group, b.run);
  });

  const Run none;
  Gathering gathering(format_.width());
  std::shared_ptr<Cells> next(new Cells(*this));
  for (size_t i = 0; i < changes.size();) {
    const std::string_view group_name = changes[i].group;
    const auto found = next->groups_.find(group_name);
    auto group =
        found == next->groups_.end() ? std::make_shared<Group>() : std::make_shared<Group>(*found->second);
    while (i < changes.size() && changes[i].group == group_name) {
      const int32_t run = changes[i].run;
      std::shared_ptr<const Run>& cells = (*group)[run];
      for (; i < changes.size() && changes[i].group == group_name && changes[i].run == run; ++i) {
        gathering.Add(packed.data() + changes[i].begin, changes[i].end - changes[i].begin);
      }
      if (cells != nullptr) next->bytes_ -= cells->size();
      cells = std::make_shared<const Run>(gathering.FinishWith(cells == nullptr ? none : *cells));
      next->bytes_ += cells->size();
      if (cells->empty()) group->erase(run);
    }
    if (group->empty()) {
      if (found != next->groups_.end()) next->groups_.erase(found);
    } else {
      next->groups_.insert_or_assign(std::string(group_name), std::move(group));
    }
  }
  return next;
}

}  // namespace praksis::projection
