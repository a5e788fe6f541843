// A month's placements, decoded into columns. Immutable once made. Internal to libs/readmodels.
#ifndef PRAKSIS_LIBS_READMODELS_POOL_CHUNK_H_
#define PRAKSIS_LIBS_READMODELS_POOL_CHUNK_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "libs/readmodels/pool.h"
#include "libs/selection/selection.h"

namespace praksis::readmodels {

// Texts by small numbers, in the order of their first use.
class Vocabulary {
 public:
  explicit Vocabulary(uint32_t limit) : limit_(limit) { Index(""); }
  // 0 for "", and for a text beyond the limit (which codelists never reach): it then counts as not known.
  uint32_t Index(std::string_view text);
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  uint32_t limit_;
  std::vector<std::string> texts_;
  absl::flat_hash_map<std::string, uint32_t> index_;
};

struct PoolChunk {
  // selection::Pool takes no more.
  static constexpr uint32_t kFeatureValues = 255;

  // By Feature; entries of `features` are indexes into them.
  std::array<std::vector<std::string>, selection::kFeatureCount> values;
  std::vector<std::string> caseworkers;

  // Column by column; row i of the chunk in key order is entry i of each.
  std::vector<selection::FeatureValues> features;
  std::vector<uint32_t> caseworker;
  std::vector<base::Day> last_day;
  std::vector<int32_t> days;
  std::vector<base::Day> consent_until;
  std::vector<uint64_t> pseudonym;
  std::vector<uint8_t> months;
  // Keys of the rows 0, kKeyEvery, 2 * kKeyEvery, …: to find a row again without reading all before it.
  static constexpr size_t kKeyEvery = 128;
  std::vector<std::string> keys;

  size_t size() const { return features.size(); }
  size_t bytes() const;
};

// Decodes all rows of a chunk.
absl::StatusOr<std::shared_ptr<const PoolChunk>> DecodePoolChunk(const projection::View& view,
                                                                 const PoolChunkId& id);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_POOL_CHUNK_H_
