// What a server program says on stderr: lines of text, or of JSON for who collects them.
//
//   text   2026-11-26T18:37:17.123+01:00 info stopped
//          … debug call refused method=praksis.v1.Journal/Record code=ABORTED reason=CONCURRENT_CHANGE …
//   json   {"time":"2026-11-26T17:37:17.123Z","level":"info","program":"praksisd","message":"stopped"}
//          {…,"message":"call refused","method":"praksis.v1.Journal/Record","code":"ABORTED",…}
//
// A line never has anything of what was asked or recorded: no stream, no field, no text of a refusal. A
// client that names its call (x-correlation-id) finds the name in the line.
#ifndef PRAKSIS_SERVICES_PRAKSISD_LOGGING_H_
#define PRAKSIS_SERVICES_PRAKSISD_LOGGING_H_

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/log/traces.h"
#include "libs/rpc/call.h"

namespace praksis::services {

enum class LogFormat { kText, kJson };

// From now on spdlog's default logger is the program's; once per process. `level`: "debug", "info",
// "warning", "error".
void LogTo(const std::string& program, const std::string& level, LogFormat format);

enum class LogLevel { kDebug, kInfo };

// A line with fields behind its message. Values that would be empty are left out. Thread-safe.
using LogFields = std::vector<std::pair<std::string_view, std::string>>;
void LogLine(LogLevel level, std::string_view message, const LogFields& fields);

// One line of JSON, without its end; for tests.
std::string JsonLine(std::string_view time, std::string_view level, std::string_view program,
                     std::string_view message, const LogFields& fields);

// Writes down calls and traces, at most kLinesPerSecond of them: what clients send must not fill a disk.
// Thread-safe.
class CallLog {
 public:
  static constexpr int64_t kLinesPerSecond = 100;

  // A call that was refused (debug), or that failed for a reason that is not its client's (info).
  void Refused(const rpc::EndedCall& call);
  // A call whose client records its trace (debug).
  void Traced(const rpc::EndedCall& call);
  // An event that came with such a call is projected (debug).
  void Projected(std::string_view projection, const log::Traces::Traced& traced);

 private:
  void Write(LogLevel level, std::string_view message, const LogFields& fields);

  std::mutex mutex_;
  int64_t second_ = 0;    // guarded by mutex_
  int64_t lines_ = 0;     // guarded by mutex_; in that second
  int64_t left_out_ = 0;  // guarded by mutex_
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_PRAKSISD_LOGGING_H_
