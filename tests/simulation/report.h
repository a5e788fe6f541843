// What happened in a run: the last of it in words, all of it as a digest, and the first broken promise.
#ifndef PRAKSIS_TESTS_SIMULATION_REPORT_H_
#define PRAKSIS_TESTS_SIMULATION_REPORT_H_

#include <cstdint>
#include <deque>
#include <string>

#include "libs/base/strings.h"

namespace praksis::simulation {

class Report {
 public:
  template <typename... Args>
  void Note(const Args&... args) {
    std::string line = base::StrCat(args...);
    // FNV-1a: two runs of one seed must agree in every word.
    for (const char c : line) digest_ = (digest_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    lines_.push_back(std::move(line));
    if (lines_.size() > kLinesKept) lines_.pop_front();
  }

  template <typename... Args>
  void Fail(const Args&... args) {
    Note("BROKEN: ", args...);
    if (failure_.empty()) {
      failure_ = base::StrCat(args...);
      for (const std::string& line : lines_) failure_ += "\n  " + line;
    }
  }

  // The first broken promise and what came before it; "" while there is none.
  const std::string& failure() const { return failure_; }
  bool failed() const { return !failure_.empty(); }
  uint64_t digest() const { return digest_; }

 private:
  static constexpr size_t kLinesKept = 80;

  std::deque<std::string> lines_;
  std::string failure_;
  uint64_t digest_ = 0xcbf29ce484222325U;
};

}  // namespace praksis::simulation

#endif  // PRAKSIS_TESTS_SIMULATION_REPORT_H_
