// For tests: a reader who attacks an answer. He turns every published number back into the counts it is made
// of (which is more than shares and incidences allow), and puts all of them together: sums of cells that are
// known, and, because no count is negative, zeros wherever a sum does not grow. What follows from them by
// adding and subtracting he knows.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_TESTING_READER_H_
#define PRAKSIS_SERVICES_DASHBOARDS_TESTING_READER_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace praksis::services::testing {

class Reader {
 public:
  // Indices of the cells of the finest table.
  using Cells = std::set<size_t>;

  explicit Reader(size_t cells) : size_(cells) {}

  void Know(const Cells& cells, int64_t sum) { known_.emplace_back(cells, sum); }

  // What follows from sums that do not grow. To be called once, after all that is known.
  void FindZeros() {
    Know({}, 0);
    const auto known = known_;
    for (const auto& [larger, larger_sum] : known) {
      for (const auto& [smaller, smaller_sum] : known) {
        if (larger_sum != smaller_sum ||
            !std::includes(larger.begin(), larger.end(), smaller.begin(), smaller.end())) {
          continue;
        }
        for (const size_t cell : larger) {
          if (!smaller.contains(cell)) Eliminate(Vector({cell}));
        }
      }
    }
    for (const auto& [cells, sum] : known) Eliminate(Vector(cells));
  }

  bool Follows(const Cells& cells) const { return IsZero(Reduced(Vector(cells))); }

 private:
  using Numbers = std::vector<double>;
  Numbers Vector(const Cells& cells) const {
    Numbers vector(size_, 0);
    for (const size_t cell : cells) vector[cell] = 1;
    return vector;
  }
  static bool IsZero(const Numbers& vector) {
    return std::all_of(vector.begin(), vector.end(), [](double x) { return std::abs(x) < 1e-9; });
  }
  Numbers Reduced(Numbers vector) const {
    for (const auto& [pivot, basis] : basis_) {
      const double factor = vector[pivot];
      if (std::abs(factor) < 1e-9) continue;
      for (size_t i = 0; i < vector.size(); ++i) vector[i] -= factor * basis[i];
    }
    return vector;
  }
  void Eliminate(const Numbers& vector) {
    Numbers rest = Reduced(vector);
    size_t pivot = 0;
    for (size_t i = 0; i < rest.size(); ++i) {
      if (std::abs(rest[i]) > std::abs(rest[pivot])) pivot = i;
    }
    if (std::abs(rest[pivot]) < 1e-9) return;
    const double scale = rest[pivot];
    for (double& x : rest) x /= scale;
    for (auto& [other, basis] : basis_) {
      const double factor = basis[pivot];
      for (size_t i = 0; i < basis.size(); ++i) basis[i] -= factor * rest[i];
    }
    basis_.emplace_back(pivot, std::move(rest));
  }

  const size_t size_;
  std::vector<std::pair<Cells, int64_t>> known_;
  std::vector<std::pair<size_t, Numbers>> basis_;
};

// The same reader, where he knows the rules, too: he tries every table there can be, of `cells` cells that
// add up to at most `total`, and keeps those that would have been published as what he sees. Calls `found`
// with what is seen and the cell and its value wherever a small cell (1 … k-1) is the same in all of them.
// What is seen must tell the total, so that all tables that look alike are among those tried. Returns how
// many different things are seen.
inline size_t TryEveryTable(const std::function<std::string(const std::vector<int64_t>& table)>& publication,
                            size_t cells, int64_t total, int64_t k,
                            const std::function<void(const std::string&, size_t, int64_t)>& found) {
  std::map<std::string, std::vector<std::set<int64_t>>> possible;
  std::vector<int64_t> table;
  const std::function<void(int64_t)> fill = [&](int64_t left) {
    if (table.size() == cells) {
      auto& values = possible[publication(table)];
      values.resize(cells);
      for (size_t i = 0; i < cells; ++i) values[i].insert(table[i]);
      return;
    }
    for (int64_t value = 0; value <= left; ++value) {
      table.push_back(value);
      fill(left - value);
      table.pop_back();
    }
  };
  fill(total);
  for (const auto& [seen, values] : possible) {
    for (size_t i = 0; i < cells; ++i) {
      const int64_t value = *values[i].begin();
      if (values[i].size() == 1 && value > 0 && value < k) found(seen, i, value);
    }
  }
  return possible.size();
}

}  // namespace praksis::services::testing

#endif  // PRAKSIS_SERVICES_DASHBOARDS_TESTING_READER_H_
