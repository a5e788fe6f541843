// A case model's counters in memory, packed so that a sum over millions of them takes milliseconds.
//
// The model says how (CellFormat): in which group (a municipality) and on which day a counter belongs, and
// which few bytes of its key matter. Counters whose cells are equal are one cell, so that a format may leave
// details out. A counter may have several cells, each with its count, where what it says can be added up from
// them.
//
//   cell := what matters of the key (CellFormat::width() - 4 bytes) count(4 bytes, as the machine has it)
//   run  := the cells of one group and of kDaysPerRun days, sorted by their bytes without the count
#ifndef PRAKSIS_LIBS_PROJECTION_CELLS_H_
#define PRAKSIS_LIBS_PROJECTION_CELLS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "libs/base/date.h"
#include "libs/store/database.h"

namespace praksis::projection {

// Thread-safe, lives for ever.
class CellFormat {
 public:
  struct Place {
    // Lives as long as the key.
    std::string_view group;
    base::Day day = 0;
  };

  virtual ~CellFormat() = default;
  // Bytes of a cell, the count among them.
  virtual size_t width() const = 0;
  // Appends the cells of the counter `key`, one or more: of each every byte but the count.
  virtual Place Pack(std::string_view key, std::vector<char>& cells) const = 0;
};

// The counters of one model at one moment. Immutable, thread-safe.
class Cells {
 public:
  static constexpr int32_t kDaysPerRun = 91;
  using Run = std::vector<char>;
  // By day / kDaysPerRun, rounded down.
  using Group = std::map<int32_t, std::shared_ptr<const Run>>;
  using Groups = std::map<std::string, std::shared_ptr<const Group>, std::less<>>;
  using Sums = absl::flat_hash_map<std::string, int64_t>;

  static int32_t RunOf(base::Day day);

  // Those in `table` of the snapshot; its errors.
  static absl::StatusOr<std::shared_ptr<const Cells>> Load(const CellFormat& format,
                                                           const store::Snapshot& snapshot,
                                                           store::Table table);

  // The cells after `sums` were added to the counters.
  std::shared_ptr<const Cells> With(const Sums& sums) const;

  const Groups& groups() const { return groups_; }
  // Of all runs.
  size_t bytes() const { return bytes_; }

 private:
  explicit Cells(const CellFormat& format) : format_(format) {}

  const CellFormat& format_;
  Groups groups_;
  size_t bytes_ = 0;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_CELLS_H_
