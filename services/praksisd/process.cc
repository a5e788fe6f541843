#include "services/praksisd/process.h"

#include <pthread.h>
#include <unistd.h>

#include <cstdio>
#include <thread>
#include <utility>

#include "spdlog/sinks/stdout_color_sinks.h"
#include "spdlog/spdlog.h"

namespace praksis::services {

sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A reader of our output that goes away is no reason to die.
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

std::string AwaitSignal(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
  return signal == SIGTERM ? "SIGTERM" : "SIGINT";
}

void EndAtNextSignal(const sigset_t& signals, int code) {
  std::thread impatient([signals, code] {
    // What was acknowledged is durable, so that ending here loses nothing; clients see a broken connection.
    spdlog::warn("{} again: ending at once", AwaitSignal(signals));
    _exit(code);
  });
  impatient.detach();
}

void LogTo(const std::string& name, const std::string& level) {
  auto logger = spdlog::stderr_color_mt(name);
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

void EndProcess(int code) {
  spdlog::shutdown();
  std::fflush(nullptr);
  _exit(code);
}

}  // namespace praksis::services
