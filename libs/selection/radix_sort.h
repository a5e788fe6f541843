// Sorting rows by a number of few bits: the pool's rows by their features, candidates by their pseudonyms.
#ifndef PRAKSIS_LIBS_SELECTION_RADIX_SORT_H_
#define PRAKSIS_LIBS_SELECTION_RADIX_SORT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace praksis::selection {

// Sorts `rows` by bits first_bit … first_bit + bits - 1 of key(row) (a uint64_t), least significant digit
// first. Stable.
template <typename Row, typename Key>
void RadixSort(std::vector<Row>& rows, int first_bit, int bits, const Key& key) {
  constexpr int kMaxDigit = 11;
  const int passes = (bits + kMaxDigit - 1) / kMaxDigit;
  if (passes == 0 || rows.size() < 2) return;
  const int digit = (bits + passes - 1) / passes;
  const uint64_t mask = (uint64_t{1} << digit) - 1;
  std::vector<Row> other(rows.size());
  for (int pass = 0; pass < passes; ++pass) {
    const int shift = first_bit + pass * digit;
    std::array<size_t, size_t{1} << kMaxDigit> begin = {};
    for (const Row& row : rows) ++begin[(key(row) >> shift) & mask];
    size_t next = 0;
    for (size_t& count : begin) {
      const size_t here = next;
      next += count;
      count = here;
    }
    for (const Row& row : rows) other[begin[(key(row) >> shift) & mask]++] = row;
    rows.swap(other);
  }
}

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_RADIX_SORT_H_
