// A line on stderr that says how far something is: bar, count, rate, time left. Only where somebody looks.
#ifndef PRAKSIS_SERVICES_CLI_PROGRESS_H_
#define PRAKSIS_SERVICES_CLI_PROGRESS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "services/cli/terminal.h"

namespace praksis::cli {

struct ProgressState {
  // What is being done ("copying"); empty where that is plain.
  std::string_view label = {};
  // What is counted, one of it.
  std::string_view noun = "fact";
  int64_t done = 0;
  int64_t refused = 0;
  // 0 to 1; negative where the end is not known.
  double share = -1;
  absl::Duration elapsed;
};

// "█████▍      41 %  12,300 facts  2 refused  8,100/s  4 s left", at most `width` columns.
std::string RenderProgress(const ProgressState& state, int width);

// Not thread-safe.
class Progress {
 public:
  // Shows nothing unless `error_output` is interactive. `label` and `noun` as in ProgressState; they must
  // outlive it.
  Progress(const Terminal& error_output, const base::Clock& clock, std::string_view label = {},
           std::string_view noun = "fact");
  // Takes the line away.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Draws at most ten times a second.
  void Update(int64_t done, int64_t refused, double share);
  // Takes the line away so that something can be printed; the next Update draws it again.
  void Clear();

 private:
  const Terminal terminal_;
  const std::string_view label_;
  const std::string_view noun_;
  const base::Clock& clock_;
  const absl::Time begun_;
  absl::Time drawn_ = absl::InfinitePast();
  bool visible_ = false;
};

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_PROGRESS_H_
