// What all server programs do as processes: their signals and what they say on stderr.
#ifndef PRAKSIS_SERVICES_PRAKSISD_PROCESS_H_
#define PRAKSIS_SERVICES_PRAKSISD_PROCESS_H_

#include <csignal>
#include <string>

namespace praksis::services {

// SIGTERM and SIGINT, for AwaitSignal: blocked in every thread started after this.
sigset_t BlockStopSignals();

// Blocks until one of them comes; its name.
std::string AwaitSignal(const sigset_t& signals);

// From now on a second signal ends the process at once, with the exit code.
void EndAtNextSignal(const sigset_t& signals, int code);

// Where spdlog writes, for the whole process. `level`: "debug", "info", "warning", "error".
void LogTo(const std::string& name, const std::string& level);

// Ends the process, not through main's return, which would run destructors of statics beneath the thread that
// awaits the next signal.
[[noreturn]] void EndProcess(int code);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_PRAKSISD_PROCESS_H_
