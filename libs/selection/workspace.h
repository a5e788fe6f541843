// Memory that choices work in and leave to the next one. A choice among a million placements takes some 40
// MB and gives it back; where that goes back to the system each time, the next one waits for 10,000 page
// faults.
#ifndef PRAKSIS_LIBS_SELECTION_WORKSPACE_H_
#define PRAKSIS_LIBS_SELECTION_WORKSPACE_H_

#include <cstddef>
#include <list>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <type_traits>

namespace praksis::selection {

// Where SelectCases takes its large arrays from. Blocks that are given back are kept for the next that asks
// for one of about that size, up to a bound; of more, those go first that were not asked for longest. Small
// blocks are not kept.
//
// Thread-safe. Everything taken from it must be given back before it ends.
class Workspace final : public std::pmr::memory_resource {
 public:
  // `most_bytes`: kept at most, of what nobody uses.
  explicit Workspace(size_t most_bytes) : most_bytes_(most_bytes) {}
  ~Workspace() override;
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  // Bytes kept now.
  size_t kept_bytes() const;

 private:
  struct Block {
    void* memory;
    size_t bytes;
  };

  void* do_allocate(size_t bytes, size_t alignment) override;
  void do_deallocate(void* memory, size_t bytes, size_t alignment) override;
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }

  const size_t most_bytes_;
  mutable std::mutex mutex_;
  std::list<Block> kept_;  // guarded by mutex_; the one given back last comes first
  size_t kept_bytes_ = 0;  // guarded by mutex_
};

// An array whose numbers mean nothing until they are written: unlike a vector, it writes none by itself.
template <typename T>
class Buffer {
 public:
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
  Buffer(size_t size, std::pmr::memory_resource* memory)
      : memory_(memory),
        size_(size),
        data_(static_cast<T*>(memory->allocate(size * sizeof(T), alignof(T)))) {}
  ~Buffer() { memory_->deallocate(data_, size_ * sizeof(T), alignof(T)); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  T* data() { return data_; }
  T& operator[](size_t i) { return data_[i]; }
  size_t size() const { return size_; }
  std::pmr::memory_resource* memory() const { return memory_; }

 private:
  std::pmr::memory_resource* const memory_;
  const size_t size_;
  T* const data_;
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_WORKSPACE_H_
