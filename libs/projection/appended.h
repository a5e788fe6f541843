// Values that grow by parts while a chunk is read, in the chunk's memory.
#ifndef PRAKSIS_LIBS_PROJECTION_APPENDED_H_
#define PRAKSIS_LIBS_PROJECTION_APPENDED_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "libs/projection/chunk_memory.h"

namespace praksis::projection {

struct AppendedPart {
  std::string_view bytes;
  AppendedPart* next;
};

// A chain of parts.
struct AppendedValue {
  AppendedPart* first = nullptr;
  AppendedPart* last = nullptr;

  // `bytes` must live as long as `memory` does.
  void Add(std::string_view bytes, ChunkMemory& memory) {
    auto* const part = memory.New<AppendedPart>(bytes, nullptr);
    (last == nullptr ? first : last->next) = part;
    last = part;
  }
};

// What one event model appends to one row of a stream.
struct StreamRow {
  size_t model = 0;
  int64_t segment = 0;
  AppendedValue value;
  // Of the same stream, in the order of their beginning.
  StreamRow* next = nullptr;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_APPENDED_H_
