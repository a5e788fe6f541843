// The rows of a chunk in the order in which they are written: RocksDB takes in faster what comes sorted.
#ifndef PRAKSIS_LIBS_PROJECTION_SORTED_ROWS_H_
#define PRAKSIS_LIBS_PROJECTION_SORTED_ROWS_H_

#include <algorithm>
#include <vector>

namespace praksis::projection {

// The entries of `rows` by key. They are `rows`' own and live until it changes.
template <typename Map>
std::vector<const typename Map::value_type*> SortedRows(const Map& rows) {
  std::vector<const typename Map::value_type*> sorted;
  sorted.reserve(rows.size());
  for (const auto& row : rows) sorted.push_back(&row);
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
  return sorted;
}

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_SORTED_ROWS_H_
