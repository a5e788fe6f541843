// Where a projection keeps what: its tables, their keys, and its name.
//
//   projection.meta    "log"                                  -> EventLog::id()
//                      "partitions"                           -> count(4 bytes, big endian)
//                      "next/" partition(4 bytes, big endian) -> next offset(8 bytes, big endian)
//   projection.states  stream                                 -> CaseState (streams of cases)
//                                                             -> version(8 bytes, big endian) (all others)
//   <case model>.counts, <case model>.rows, <event model>.rows: as the model says; in the last also
//                      0x00 partition(4 bytes, big endian)    -> the model's partition state
#ifndef PRAKSIS_LIBS_PROJECTION_LAYOUT_H_
#define PRAKSIS_LIBS_PROJECTION_LAYOUT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "libs/base/ids.h"
#include "libs/projection/read_model.h"
#include "libs/store/database.h"

namespace praksis::projection {

// Counts what is not a model's: the layout above, how chunks are written. One more: every projection is built
// anew.
inline constexpr int kProjectorRevision = 2;

class Layout {
 public:
  // Aborts where two models share a name.
  Layout(std::vector<const CaseModel*> case_models, std::vector<const EventModel*> event_models);

  // "v-1a2b3c4d": the first 32 bits of the SHA-256 of all revisions.
  const std::string& name() const { return name_; }
  const std::vector<store::TableOptions>& tables() const { return tables_; }
  const std::vector<const CaseModel*>& case_models() const { return case_models_; }
  const std::vector<const EventModel*>& event_models() const { return event_models_; }

  static constexpr store::Table Meta() { return store::Table{0}; }
  static constexpr store::Table States() { return store::Table{1}; }
  // By index into case_models() or event_models().
  store::Table CaseCounts(size_t model) const { return At(2 + 2 * model); }
  store::Table CaseRows(size_t model) const { return At(3 + 2 * model); }
  store::Table EventRows(size_t model) const { return At(2 + 2 * case_models_.size() + model); }
  // By a model's name; nothing where there is none of it.
  std::optional<store::Table> FindCounts(std::string_view model) const;
  std::optional<store::Table> FindRows(std::string_view model) const;

  // Tables that mean the same wherever they are named the same: per table a text with its name and revision.
  const std::vector<std::string>& definitions() const { return definitions_; }

 private:
  static store::Table At(size_t index) { return store::Table{static_cast<int>(index)}; }

  const std::vector<const CaseModel*> case_models_;
  const std::vector<const EventModel*> event_models_;
  std::vector<store::TableOptions> tables_;
  std::vector<std::string> definitions_;
  std::string name_;
};

inline constexpr std::string_view kLogKey = "log";
inline constexpr std::string_view kPartitionsKey = "partitions";
std::string NextOffsetKey(PartitionId partition);
std::string PartitionStateKey(PartitionId partition);
// DATA_LOSS, PROJECTION_DAMAGED.
absl::Status StateDamaged(std::string_view stream);

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_LAYOUT_H_
