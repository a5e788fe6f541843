#include "libs/selection/columns.h"

#include <algorithm>

namespace praksis::selection {

Columns::Columns(const Universe& universe, size_t max_numbers, size_t classes_per_cell,
                 std::pmr::memory_resource* memory)
    : values_(kFeatureCount, std::pmr::vector<uint8_t>(memory)), weight_(memory), entry_class_(memory) {
  ChooseCore(universe, max_numbers, classes_per_cell);
  Fill(universe);
}

void Columns::ChooseCore(const Universe& universe, size_t max_numbers, size_t classes_per_cell) {
  const auto value_count = [&](size_t feature) {
    return static_cast<size_t>(universe.value_count(static_cast<int>(feature)));
  };
  size_t slots = 1;
  for (size_t feature = 0; feature < kFeatureCount; ++feature) slots += value_count(feature);
  for (const size_t feature : universe.feature_order()) {
    const size_t values = value_count(feature);
    const bool fits = cells_ * values * (slots - values) <= max_numbers &&
                      cells_ * values * classes_per_cell <= universe.classes().size();
    if (others_.empty() && fits) {
      stride_[feature] = cells_;
      cells_ *= values;
      slots -= values;
      core_.push_back(feature);
    } else {
      others_.push_back(feature);
    }
  }
}

void Columns::Fill(const Universe& universe) {
  const std::pmr::vector<FeatureClass>& classes = universe.classes();
  // First where the runs lie, then what is in them, so that every column is written in one go.
  size_t size = 0;
  std::vector<uint32_t> entries;  // by run, without padding
  for (const FeatureClass& here : classes) {
    const auto cell = static_cast<uint32_t>(CellOf(here.features));
    for (uint32_t left = here.placements; left > 0; left -= std::min(left, kMaxWeight)) {
      if (runs_.empty() || cell != runs_.back().cell || entries.back() == kMaxRunEntries) {
        runs_.push_back({.cell = cell});
        for (const size_t feature : core_) runs_.back().core[feature] = here.features.values[feature];
        entries.push_back(0);
      }
      ++entries.back();
    }
  }
  for (size_t run = 0; run < runs_.size(); ++run) {
    runs_[run].begin = static_cast<uint32_t>(size);
    size += (entries[run] + kLanes - 1) / kLanes * kLanes;
    runs_[run].end = static_cast<uint32_t>(size);
  }

  for (const size_t feature : others_) values_[feature].resize(size);
  weight_.resize(size);
  entry_class_.resize(size);
  uint32_t index = 0;
  uint32_t left = classes.empty() ? 0 : classes[0].placements;
  for (size_t run = 0; run < runs_.size(); ++run) {
    size_t entry = runs_[run].begin;
    for (const size_t end = entry + entries[run]; entry < end; ++entry) {
      const uint32_t weight = std::min(left, kMaxWeight);
      weight_[entry] = static_cast<uint8_t>(weight);
      entry_class_[entry] = index;
      for (const size_t feature : others_) values_[feature][entry] = classes[index].features.values[feature];
      left -= weight;
      if (left == 0 && ++index < classes.size()) left = classes[index].placements;
    }
    for (; entry < runs_[run].end; ++entry) entry_class_[entry] = entry_class_[entry - 1];
  }
}

}  // namespace praksis::selection
