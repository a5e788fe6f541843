#include "libs/projection/cells.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <tuple>
#include <utility>

#include "libs/base/strings.h"

namespace praksis::projection {
namespace {

using Run = Cells::Run;

int32_t CountOf(const char* cell, size_t width) {
  int32_t count = 0;
  std::memcpy(&count, cell + width - sizeof(count), sizeof(count));
  return count;
}

// Cells in any order, and what becomes of them: sorted, equal ones added up, those of 0 left out.
class Gathering {
 public:
  explicit Gathering(size_t width) : width_(width) {}

  // The place of one more cell, without its count. Valid until the next call.
  char* Add() {
    bytes_.resize(bytes_.size() + width_);
    return bytes_.data() + bytes_.size() - width_;
  }
  void SetCount(char* cell, int64_t count) const {
    const auto stored = static_cast<int32_t>(count);
    std::memcpy(cell + width_ - sizeof(stored), &stored, sizeof(stored));
  }
  void AddAll(const Run& run) { bytes_.insert(bytes_.end(), run.begin(), run.end()); }

  Run Finish() {
    std::vector<const char*> cells;
    cells.reserve(bytes_.size() / width_);
    for (size_t at = 0; at < bytes_.size(); at += width_) cells.push_back(bytes_.data() + at);
    std::sort(cells.begin(), cells.end(), [&](const char* a, const char* b) { return Compare(a, b) < 0; });
    Run run;
    run.reserve(bytes_.size());
    for (size_t i = 0; i < cells.size();) {
      int64_t sum = 0;
      const char* const first = cells[i];
      for (; i < cells.size() && Compare(cells[i], first) == 0; ++i) sum += CountOf(cells[i], width_);
      if (sum == 0) continue;
      run.insert(run.end(), first, first + width_);
      SetCount(run.data() + run.size() - width_, sum);
    }
    run.shrink_to_fit();
    bytes_.clear();
    return run;
  }
  bool empty() const { return bytes_.empty(); }

 private:
  int Compare(const char* a, const char* b) const { return std::memcmp(a, b, width_ - sizeof(int32_t)); }

  const size_t width_;
  std::vector<char> bytes_;
};

int64_t StoredCounter(std::string_view value) {
  int64_t count = 0;
  // As libs/store keeps it: little endian, like every machine this runs on.
  std::memcpy(&count, value.data(), std::min(value.size(), sizeof(count)));
  return count;
}

// One change of a counter, packed.
struct Change {
  std::string_view group;
  int32_t run = 0;
  size_t at = 0;
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
    auto finished = std::make_shared<const Run>(gathering.Finish());
    if (finished->empty()) return;
    cells->bytes_ += finished->size();
    std::shared_ptr<Group>& into = groups[group];
    if (into == nullptr) into = std::make_shared<Group>();
    (*into)[run] = std::move(finished);
  };
  std::vector<char> packed(format.width());
  const auto cursor = snapshot.Scan(table, "", "");
  for (; cursor->Valid(); cursor->Next()) {
    const CellFormat::Place place = format.Pack(cursor->key(), packed.data());
    if (place.group != group || RunOf(place.day) != run) {
      finish();
      group = place.group;
      run = RunOf(place.day);
    }
    char* const cell = gathering.Add();
    std::copy(packed.begin(), packed.end(), cell);
    gathering.SetCount(cell, StoredCounter(cursor->value()));
  }
  finish();
  if (!cursor->status().ok()) return cursor->status();
  for (auto& [name, runs] : groups) cells->groups_.emplace(name, std::move(runs));
  return cells;
}

std::shared_ptr<const Cells> Cells::With(const Sums& sums) const {
  const size_t width = format_.width();
  std::vector<char> packed(sums.size() * width);
  std::vector<Change> changes;
  changes.reserve(sums.size());
  Gathering gathering(width);
  for (const auto& [key, sum] : sums) {
    if (sum == 0) continue;
    char* const cell = packed.data() + changes.size() * width;
    const CellFormat::Place place = format_.Pack(key, cell);
    gathering.SetCount(cell, sum);
    changes.push_back({.group = place.group, .run = RunOf(place.day), .at = changes.size() * width});
  }
  std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
    return std::tie(a.group, a.run) < std::tie(b.group, b.run);
  });

  std::shared_ptr<Cells> next(new Cells(*this));
  for (size_t i = 0; i < changes.size();) {
    const std::string_view group_name = changes[i].group;
    const auto found = next->groups_.find(group_name);
    auto group =
        found == next->groups_.end() ? std::make_shared<Group>() : std::make_shared<Group>(*found->second);
    while (i < changes.size() && changes[i].group == group_name) {
      const int32_t run = changes[i].run;
      std::shared_ptr<const Run>& cells = (*group)[run];
      if (cells != nullptr) {
        next->bytes_ -= cells->size();
        gathering.AddAll(*cells);
      }
      for (; i < changes.size() && changes[i].group == group_name && changes[i].run == run; ++i) {
        std::copy_n(packed.data() + changes[i].at, width, gathering.Add());
      }
      cells = std::make_shared<const Run>(gathering.Finish());
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
