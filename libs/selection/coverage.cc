#include "libs/selection/coverage.h"

#include <algorithm>
#include <array>
#include <bit>

#include "libs/base/check.h"

namespace praksis::selection {
namespace {

// So many entries' columns stay within the first cache while candidates are compared with them in turn.
constexpr size_t kTileEntries = 2048;

struct Change {
  uint32_t entry;
  uint32_t run;
  uint8_t before;
};

ChangedEntries Collect(const Columns& columns, const std::vector<Change>& changes, const Nearness& nearness) {
  const size_t size = (changes.size() + kLanes - 1) / kLanes * kLanes;
  ChangedEntries changed;
  for (std::vector<uint8_t>& column : changed.values) column.resize(size, 0);
  for (auto* column : {&changed.weight, &changed.before, &changed.after}) column->resize(size, 0);
  for (size_t i = 0; i < changes.size(); ++i) {
    const size_t entry = changes[i].entry;
    const FeatureValues values = columns.ValuesOf(columns.runs()[changes[i].run], entry);
    for (size_t feature = 0; feature < kFeatureCount; ++feature) changed.values[feature][i] = values[feature];
    changed.weight[i] = columns.weight()[entry];
    changed.before[i] = changes[i].before;
    changed.after[i] = nearness[entry];
  }
  return changed;
}

}  // namespace

void AddedAgreements(const Columns& columns, const Nearness& nearness,
                     std::span<const CanonicalFeatures> candidates, std::span<uint32_t> added) {
  PRAKSIS_CHECK(nearness.size() == columns.size() && added.size() == candidates.size());
  std::fill(added.begin(), added.end(), 0);
  std::vector<FeatureValues> values;
  values.reserve(candidates.size());
  for (const CanonicalFeatures& candidate : candidates) values.push_back(ComparedValues(candidate));
  // Tile by tile, so that columns are read from memory once for all candidates.
  const std::vector<Run>& runs = columns.runs();
  for (size_t first = 0, end = 0; first < runs.size(); first = end) {
    for (end = first + 1; end < runs.size() && runs[end].end - runs[first].begin <= kTileEntries;) ++end;
    AddInRuns(columns, nearness.data(), first, end, values, added);
  }
}

void AddPick(const Columns& columns, const CanonicalFeatures& pick, Nearness& nearness) {
  const FeatureValues values = ComparedValues(pick);
  std::array<uint8_t, kLanes> before{};
  for (const Run& run : columns.runs()) {
    for (size_t at = run.begin; at < run.end; at += kLanes)
      RaiseNearness(columns, run, at, values, nearness.data(), before);
  }
}

void Coverage::Add(const CanonicalFeatures& pick, uint32_t number) {
  const FeatureValues values = ComparedValues(pick);
  const size_t most = columns_.size() / 4;
  std::vector<Change> changes;
  std::array<uint8_t, kLanes> before{};
  for (uint32_t index = 0; index < columns_.runs().size(); ++index) {
    const Run& run = columns_.runs()[index];
    for (size_t at = run.begin; at < run.end; at += kLanes) {
      uint32_t nearer = RaiseNearness(columns_, run, at, values, nearness_.data(), before);
      for (; nearer != 0; nearer &= nearer - 1) {
        const auto lane = static_cast<size_t>(std::countr_zero(nearer));
        const size_t entry = at + lane;
        nearest_[entry] = number;
        agreements_ += columns_.weight()[entry] * static_cast<uint32_t>(nearness_[entry] - before[lane]);
        if (changes.size() <= most) {
          changes.push_back({.entry = static_cast<uint32_t>(entry), .run = index, .before = before[lane]});
        }
      }
    }
  }
  changed_.reset();
  if (changes.size() <= most) changed_ = Collect(columns_, changes, nearness_);
}

}  // namespace praksis::selection
