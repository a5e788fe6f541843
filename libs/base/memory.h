// What the allocator does with memory that is freed.
#ifndef PRAKSIS_LIBS_BASE_MEMORY_H_
#define PRAKSIS_LIBS_BASE_MEMORY_H_

namespace praksis::base {

// Has glibc's allocator keep up to 256 MiB of what is freed at the end of each arena, and blocks of up to 32
// MiB, where it would give them back to the system at once and have them faulted in again, page by page, for
// the next query. Does nothing with another C library. For a server's main, before there are threads.
void KeepFreedMemory();

}  // namespace praksis::base

#endif  // PRAKSIS_LIBS_BASE_MEMORY_H_
