// The options of commands that show a history: in which of the two times, and from which position on.
#ifndef PRAKSIS_SERVICES_CLI_HISTORY_TIMES_H_
#define PRAKSIS_SERVICES_CLI_HISTORY_TIMES_H_

#include <string>

#include "CLI/CLI.hpp"
#include "absl/time/time.h"
#include "libs/base/date.h"
#include "services/cli/context.h"

namespace praksis::cli {

struct HistoryTimes {
  std::string known_at;
  std::string happened_by;
  std::string at_least;

  void AddTo(CLI::App& command) {
    command.add_option("--known-at", known_at, "As we knew it then: a time, or a day (its end, local time)")
        ->type_name("TIME");
    command.add_option("--happened-by", happened_by, "Only what had happened by the end of this day")
        ->type_name("DATE");
    command.add_option("--at-least", at_least, "Wait until this position (of an earlier answer) is read")
        ->type_name("POSITION");
  }

  // Into a GetCaseRequest or a GetStreamRequest; what is wrong with them, "" where nothing is.
  template <typename Request>
  std::string Read(Request& request) const {
    request.set_at_least(at_least);
    if (!known_at.empty()) {
      const auto moment = ParseMoment(known_at);
      if (!moment) return "--known-at: write 2025-03-14 or 2025-03-14T12:00:00Z";
      const timespec time = absl::ToTimespec(*moment);
      request.mutable_known_at()->set_seconds(time.tv_sec);
      request.mutable_known_at()->set_nanos(static_cast<int32_t>(time.tv_nsec));
    }
    if (happened_by.empty()) return "";
    if (!base::ParseDay(happened_by)) return "--happened-by: write 2025-03-14";
    request.set_happened_by(happened_by);
    return "";
  }
};

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_HISTORY_TIMES_H_
