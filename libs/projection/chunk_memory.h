// Memory for what lives as long as a chunk: given out piece by piece, taken back all at once.
#ifndef PRAKSIS_LIBS_PROJECTION_CHUNK_MEMORY_H_
#define PRAKSIS_LIBS_PROJECTION_CHUNK_MEMORY_H_

#include <cstddef>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace praksis::projection {

// Not thread-safe.
class ChunkMemory {
 public:
  ChunkMemory() = default;
  ChunkMemory(const ChunkMemory&) = delete;
  ChunkMemory& operator=(const ChunkMemory&) = delete;

  // A copy that lives until Clear.
  std::string_view Copy(std::string_view bytes);

  // An object that lives until Clear and is then not destroyed.
  template <typename T, typename... Arguments>
  T* New(Arguments&&... arguments) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= kAlignment);
    return new (Allocate(sizeof(T))) T{std::forward<Arguments>(arguments)...};
  }

  // Takes everything back. Keeps about as much memory as was in use.
  void Clear();

 private:
  static constexpr size_t kAlignment = alignof(void*);
  static constexpr size_t kBlockBytes = size_t{64} << 10;

  char* Allocate(size_t bytes);

  std::vector<std::unique_ptr<char[]>> blocks_;
  // Larger than a block, each.
  std::vector<std::unique_ptr<char[]>> large_;
  size_t used_blocks_ = 0;
  // Of the last block in use.
  char* next_ = nullptr;
  size_t left_ = 0;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_CHUNK_MEMORY_H_
