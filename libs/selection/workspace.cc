#include "libs/selection/workspace.h"

#include <algorithm>
#include <bit>
#include <new>

#include "libs/base/check.h"

namespace praksis::selection {
namespace {

// Smaller ones the allocator keeps itself.
constexpr size_t kLeastBytes = size_t{64} << 10;
constexpr std::align_val_t kPage{4096};

// The size that a block of at least `bytes` has: an eighth more at most, so that sizes recur.
size_t SizeOf(size_t bytes) {
  const size_t step = std::bit_floor(bytes) / 8;
  return (bytes + step - 1) / step * step;
}

bool IsKept(size_t bytes) { return bytes >= kLeastBytes; }

}  // namespace

Workspace::~Workspace() {
  for (const Block& block : kept_) ::operator delete(block.memory, kPage);
}

size_t Workspace::kept_bytes() const {
  const std::lock_guard lock(mutex_);
  return kept_bytes_;
}

void* Workspace::do_allocate(size_t bytes, size_t alignment) {
  PRAKSIS_CHECK(alignment <= static_cast<size_t>(kPage), "alignment=", alignment);
  if (!IsKept(bytes)) return ::operator new(bytes, std::align_val_t(alignment));
  const size_t size = SizeOf(bytes);
  {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::find_if(kept_.begin(), kept_.end(), [&](const Block& block) { return block.bytes == size; });
    if (found != kept_.end()) {
      void* const memory = found->memory;
      kept_bytes_ -= size;
      kept_.erase(found);
      return memory;
    }
  }
  return ::operator new(size, kPage);
}

void Workspace::do_deallocate(void* memory, size_t bytes, size_t alignment) {
  if (!IsKept(bytes)) return ::operator delete(memory, std::align_val_t(alignment));
  const std::lock_guard lock(mutex_);
  kept_.push_front({.memory = memory, .bytes = SizeOf(bytes)});
  kept_bytes_ += kept_.front().bytes;
  while (kept_bytes_ > most_bytes_) {
    kept_bytes_ -= kept_.back().bytes;
    ::operator delete(kept_.back().memory, kPage);
    kept_.pop_back();
  }
}

}  // namespace praksis::selection
