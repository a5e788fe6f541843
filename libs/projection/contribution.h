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

// A case's contributions to all models, without the values of rows. In memory only:
//   contribution := entry*
//   entry        := model(1 byte) 'c' key_length(4 bytes) key amount(8 bytes)
//                 | model(1 byte) 'r' key_length(4 bytes) key                    (numbers as the machine has
//                 them)
using Contribution = std::string;

// The changes of one chunk. Not thread-safe.
class ContributionChanges {
 public:
  explicit ContributionChanges(const Layout& layout);

  // What `state` contributes. Writes nothing.
  Contribution Of(const domain::cases::CaseState& state) const;

  // The case contributed `contribution` and now contributes what `state` says: puts and deletes its rows in
  // `batch`, adds to the sums what changed, and replaces `contribution`.
  void Replace(const domain::cases::CaseState& state, Contribution& contribution, store::Batch& batch);

  // Moves the sums into `batch`.
  void Finish(store::Batch& batch);
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
