// Ctrl-C, asked for rather than suffered: the first is an instruction to finish, the second ends the process.
#ifndef PRAKSIS_SERVICES_CLI_INTERRUPT_H_
#define PRAKSIS_SERVICES_CLI_INTERRUPT_H_

namespace praksis::cli {

// While one lives, SIGINT and SIGTERM are caught. At most one at a time. Thread-safe.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  bool requested() const;
  // As if the user had.
  void Request();
  // Waits until `file_descriptor` can be read, at most `timeout_ms` (negative: without end); false where an
  // interrupt came first or the time is over. A negative descriptor waits for the interrupt alone.
  bool WaitReadable(int file_descriptor, int timeout_ms) const;
};

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_INTERRUPT_H_
