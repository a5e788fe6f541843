// Sorting rows by a number of few bits: the pool's rows by their features, candidates by their pseudonyms.
#ifndef PRAKSIS_LIBS_SELECTION_RADIX_SORT_H_
#define PRAKSIS_LIBS_SELECTION_RADIX_SORT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "libs/selection/workspace.h"

namespace praksis::selection {

// Sorts rows by bits first_bit … first_bit + bits - 1 of key(row) (a uint64_t), least significant digit
// first; where the sorted rows lie: in `rows` or in `other`, which is as large. Stable.
template <typename Row, typename Key>
Row* RadixSort(Buffer<Row>& rows, Buffer<Row>& other, int first_bit, int bits, const Key& key) {
  constexpr int kMaxDigit = 11;
  const int passes = (bits + kMaxDigit - 1) / kMaxDigit;
  const size_t size = rows.size();
  Row* from = rows.data();
  Row* to = other.data();
  if (passes == 0 || size < 2) return from;
  const int digit = (bits + passes - 1) / passes;
  const uint64_t mask = (uint64_t{1} << digit) - 1;
  // By pass, digit: how many rows, then where the next of them goes.
  std::vector<std::array<uint32_t, size_t{1} << kMaxDigit>> next(static_cast<size_t>(passes));
  for (size_t i = 0; i < size; ++i) {
    uint64_t left = key(from[i]) >> first_bit;
    for (auto& of_pass : next) {
      ++of_pass[left & mask];
      left >>= digit;
    }
  }
  int shift = first_bit;
  for (auto& of_pass : next) {
    uint32_t place = 0;
    for (uint32_t& here : of_pass) {
      const uint32_t count = here;
      here = place;
      place += count;
    }
    for (size_t i = 0; i < size; ++i) to[of_pass[(key(from[i]) >> shift) & mask]++] = from[i];
    std::swap(from, to);
    shift += digit;
  }
  return from;
}

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_RADIX_SORT_H_
