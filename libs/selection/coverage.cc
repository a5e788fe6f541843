#include "libs/selection/coverage.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "libs/base/check.h"
#include "libs/selection/ranked_agreement.h"

namespace praksis::selection {
namespace {

// So many entries' columns stay within the first cache while candidates are compared with them in turn.
constexpr size_t kTileEntries = 2048;

bool Differ(const Nearness& before, const Nearness& after, size_t at) {
  return std::memcmp(&before[at], &after[at], kLanes) != 0;
}

// The entries, `changes` of them, whose nearness differs.
ChangedEntries Collect(const Columns& columns, const Nearness& before, const Nearness& after,
                       size_t changes) {
  const size_t size = (changes + kLanes - 1) / kLanes * kLanes;
  ChangedEntries changed(before.get_allocator().resource());
  for (ChangedEntries::Column& column : changed.values) column.resize(size, 0);
  for (auto* column : {&changed.weight, &changed.before, &changed.after}) column->resize(size, 0);
  size_t next = 0;
  // Run by run: first which entries, then column by column.
  std::array<uint32_t, kMaxRunEntries + 1> entries{};
  for (const Run& run : columns.runs()) {
    size_t count = 0;
    for (uint32_t at = run.begin; at < run.end; at += kLanes) {
      if (!Differ(before, after, at)) continue;
      for (uint32_t entry = at; entry < at + kLanes; ++entry) {
        // Without a branch: they are as good as random.
        entries[count] = entry;
        count += before[entry] != after[entry] ? 1 : 0;
      }
    }
    const auto copy = [&](const uint8_t* from, ChangedEntries::Column& to) {
      for (size_t i = 0; i < count; ++i) to[next + i] = from[entries[i]];
    };
    for (const size_t feature : columns.core()) {
      std::fill_n(changed.values[feature].data() + next, count, run.core[feature]);
    }
    for (const size_t feature : columns.others()) copy(columns.feature(feature), changed.values[feature]);
    copy(columns.weight(), changed.weight);
    copy(before.data(), changed.before);
    copy(after.data(), changed.after);
    next += count;
  }
  return changed;
}

// What Coverage notes about kLanes entries. How many of them have changed; each loop is one that is
// vectorised.
uint32_t Note(const uint8_t* __restrict before, const uint8_t* __restrict after,
              const uint8_t* __restrict weight, uint32_t number, uint32_t* __restrict nearest,
              uint64_t& agreements) {
  uint32_t added = 0;
  uint32_t changes = 0;
  for (size_t i = 0; i < kLanes; ++i) added += static_cast<uint32_t>(after[i] - before[i]) * weight[i];
  for (size_t i = 0; i < kLanes; ++i) nearest[i] = after[i] != before[i] ? number : nearest[i];
  for (size_t i = 0; i < kLanes; ++i) changes += after[i] != before[i] ? 1 : 0;
  agreements += added;
  return changes;
}

}  // namespace

void AddedAgreements(const Columns& columns, const Likeness& likeness, const Nearness& nearness,
                     std::span<const CanonicalFeatures> candidates, std::span<uint32_t> added) {
  PRAKSIS_CHECK(likeness.IsCounted() && nearness.size() == columns.size() &&
                added.size() == candidates.size());
  std::fill(added.begin(), added.end(), 0);
  std::vector<FeatureValues> values;
  values.reserve(candidates.size());
  for (const CanonicalFeatures& candidate : candidates) values.push_back(ComparedValues(candidate));
  // Tile by tile, so that columns are read from memory once for all candidates.
  const std::vector<Run>& runs = columns.runs();
  for (size_t first = 0, end = 0; first < runs.size(); first = end) {
    for (end = first + 1; end < runs.size() && runs[end].end - runs[first].begin <= kTileEntries;) ++end;
    AddInRuns(columns, likeness, nearness.data(), first, end, values, added);
  }
}

void AddedMicros(const Columns& columns, const Likeness& likeness, const Nearness& nearness,
                 std::span<const CanonicalFeatures> candidates, std::span<int64_t> added) {
  PRAKSIS_CHECK(nearness.size() == columns.size() && added.size() == candidates.size());
  if (likeness.IsCounted()) {
    std::vector<uint32_t> agreements(candidates.size());
    AddedAgreements(columns, likeness, nearness, candidates, agreements);
    for (size_t i = 0; i < added.size(); ++i) added[i] = likeness.part_micros() * agreements[i];
    return;
  }
  std::vector<FeatureValues> values;
  values.reserve(candidates.size());
  for (const CanonicalFeatures& candidate : candidates) values.push_back(ComparedValues(candidate));
  std::fill(added.begin(), added.end(), 0);
  AddRanked(columns, likeness, nearness, values, added);
}

void AddPick(const Columns& columns, const Likeness& likeness, const CanonicalFeatures& pick,
             Nearness& nearness) {
  const FeatureValues values = ComparedValues(pick);
  if (likeness.IsCounted()) return RaiseNearness(columns, likeness, values, nearness.data());
  ForEachAgreed(columns, values, [&](size_t entry, uint8_t agreed) {
    nearness[entry] = std::max(nearness[entry], likeness.RankOf(agreed));
  });
}

void Coverage::Add(const CanonicalFeatures& pick, uint32_t number) {
  if (!likeness_.IsCounted()) return AddRanked(pick, number);
  const Nearness before(nearness_, nearness_.get_allocator());
  AddPick(columns_, likeness_, pick, nearness_);
  size_t changes = 0;
  uint64_t added = 0;
  for (size_t at = 0; at < columns_.size(); at += kLanes) {
    if (!Differ(before, nearness_, at)) continue;
    changes += Note(&before[at], &nearness_[at], columns_.weight() + at, number, &nearest_[at], added);
  }
  micros_ += static_cast<int64_t>(added) * likeness_.part_micros();
  changed_.reset();
  if (changes <= columns_.size() / 4) changed_ = Collect(columns_, before, nearness_, changes);
}

void Coverage::AddRanked(const CanonicalFeatures& pick, uint32_t number) {
  ForEachAgreed(columns_, ComparedValues(pick), [&](size_t entry, uint8_t agreed) {
    const uint8_t rank = likeness_.RankOf(agreed);
    uint8_t& nearness = nearness_[entry];
    if (rank <= nearness) return;
    micros_ += int64_t{likeness_.MicrosOf(rank) - likeness_.MicrosOf(nearness)} * columns_.weight()[entry];
    nearest_[entry] = number;
    nearness = rank;
  });
}

}  // namespace praksis::selection
