#include "services/cli/interrupt.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>

#include "libs/base/check.h"

namespace praksis::cli {
namespace {

// A pipe that becomes readable, and stays so: whoever waits sees it.
int pipe_ends[2] = {-1, -1};
std::atomic<bool> interrupted = false;

void OnSignal(int signal_number) {
  if (interrupted.exchange(true)) {
    // Asked twice: die of the signal itself, so that the shell knows why.
    signal(signal_number, SIG_DFL);
    raise(signal_number);
    return;
  }
  const char byte = 0;
  (void)!write(pipe_ends[1], &byte, 1);
}

void Install(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

Interrupt::Interrupt() {
  interrupted = false;
  PRAKSIS_CHECK(pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) == 0);
  Install(OnSignal);
}

Interrupt::~Interrupt() {
  Install(SIG_DFL);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

void Interrupt::Request() {
  interrupted = true;
  const char byte = 0;
  (void)!write(pipe_ends[1], &byte, 1);
}

bool Interrupt::requested() const { return interrupted; }

bool Interrupt::WaitReadable(int file_descriptor, int timeout_ms) const {
  pollfd descriptors[2] = {{pipe_ends[0], POLLIN, 0}, {file_descriptor, POLLIN, 0}};
  while (poll(descriptors, file_descriptor < 0 ? 1 : 2, timeout_ms) < 0) {
    if (interrupted) return false;
  }
  return descriptors[0].revents == 0 && file_descriptor >= 0 && descriptors[1].revents != 0;
}

}  // namespace praksis::cli
