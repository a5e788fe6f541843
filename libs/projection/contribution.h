// What cases contribute, as the projector keeps it: per case the list of what it contributes now, per chunk
// the sums of what changed.
#ifndef PRAKSIS_LIBS_PROJECTION_CONTRIBUTION_H_
#define PRAKSIS_LIBS_PROJECTION_CONTRIBUTION_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libs/projection/layout.h"
#include "libs/projection/read_model.h"
#include "libs/store/database.h"

namespace praksis::projection {

// A case's contributions to all models. In memory only:
//   contribution := entry*
//   entry        := model(1 byte) what(1 byte) key_length(4 bytes) value_length(4 bytes) key value
//   what         := 'c': the value is an amount(8 bytes) | 'r': a row                (numbers as the machine
//   has them)
using Contribution = std::string;

// The changes of one chunk. Not thread-safe.
class ContributionChanges {
 public:
  explicit ContributionChanges(const Layout& layout);

  // What `state` contributes. Writes nothing.
  Contribution Of(const domain::cases::CaseState& state) const;

  // The case contributed `contribution` and now contributes what `state` says: puts rows that are new or
  // changed into `batch`, deletes those that are gone, adds to the sums what changed, and replaces
  // `contribution`.
  void Replace(const domain::cases::CaseState& state, Contribution& contribution, store::Batch& batch);

  // Adds the sums to `batch`.
  void Finish(store::Batch& batch) const;
  // By case model: how much its counters change.
  const std::vector<absl::flat_hash_map<std::string, int64_t>>& sums() const { return sums_; }
  // Forgets the sums.
  void Clear();

 private:
  const Layout& layout_;
  // Per case model, by key.
  std::vector<absl::flat_hash_map<std::string, int64_t>> sums_;
  Contribution scratch_;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_CONTRIBUTION_H_
