#include "libs/projection/chunk_memory.h"

#include <algorithm>
#include <cstring>

namespace praksis::projection {

std::string_view ChunkMemory::Copy(std::string_view bytes) {
  if (bytes.empty()) return {};
  char* const copy = Allocate(bytes.size());
  std::memcpy(copy, bytes.data(), bytes.size());
  return {copy, bytes.size()};
}

void ChunkMemory::Clear() {
  blocks_.resize(std::min(blocks_.size(), std::max<size_t>(2 * used_blocks_, 1)));
  large_.clear();
  used_blocks_ = 0;
  next_ = nullptr;
  left_ = 0;
}

char* ChunkMemory::Allocate(size_t bytes) {
  bytes = (bytes + kAlignment - 1) / kAlignment * kAlignment;
  if (bytes > kBlockBytes) {
    return large_.emplace_back(std::make_unique_for_overwrite<char[]>(bytes)).get();
  }
  if (bytes > left_) {
    if (used_blocks_ == blocks_.size()) {
      blocks_.push_back(std::make_unique_for_overwrite<char[]>(kBlockBytes));
    }
    next_ = blocks_[used_blocks_++].get();
    left_ = kBlockBytes;
  }
  char* const allocated = next_;
  next_ += bytes;
  left_ -= bytes;
  return allocated;
}

}  // namespace praksis::projection
