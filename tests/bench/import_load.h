// Load of an import: prepared facts through RecordMany, as quickly as they are answered.
#ifndef PRAKSIS_TESTS_BENCH_IMPORT_LOAD_H_
#define PRAKSIS_TESTS_BENCH_IMPORT_LOAD_H_

#include <cstddef>
#include <cstdint>

namespace praksis::bench {

struct ImportOptions {
  int64_t records = 0;
  // Cases from here on must be new; about a twentieth of the records open one.
  int64_t first_case = 0;
  // What the log will keep of a note.
  int64_t bytes = 300;
  int64_t calls = 4;
  // Items of a call that are unanswered at most, but for the rest of a message.
  size_t window = 4'096;
  // Items in a message; 1: each is sent, and answered, by itself.
  size_t together = 1;
};

struct Imported {
  int64_t records = 0;
  int64_t bytes = 0;  // as the log keeps them, of all
  double seconds = 0;
  double load_seconds = 0;  // of processor, that sending and reading answers took here
};

// Imports into the server at 127.0.0.1:port. Aborts where an item is refused, or answers are out of order.
Imported Import(int port, const ImportOptions& options);

}  // namespace praksis::bench

#endif  // PRAKSIS_TESTS_BENCH_IMPORT_LOAD_H_
