// What became of facts handed in: counted, listed, and kept in a file.
#ifndef PRAKSIS_SERVICES_CLI_RECORD_REPORT_H_
#define PRAKSIS_SERVICES_CLI_RECORD_REPORT_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>

#include "praksis/v1/journal.pb.h"
#include "services/cli/context.h"
#include "services/cli/progress.h"

namespace praksis::cli {

// Thread-safe.
class RecordReport {
 public:
  // Refusals listed on stderr; the others are counted, and in the file.
  static constexpr int64_t kMostListed = 50;

  // `verb`: "recorded", or "acceptable" for a check.
  RecordReport(const Context& context, std::string verb);

  // Refused facts go to this file, too, one JSON object a line. False (with errno) where it cannot be
  // written.
  bool KeepRefusals(const std::string& path);

  void Accepted(int64_t line, const v1::Event& fact, const v1::RecordResponse& response);
  // `fact`: in JSON, or whatever stood there instead.
  void Refused(int64_t line, const std::string& fact, bool is_json, const Problem& problem);
  void MadeEventId();

  void ShowProgress(double share);
  // Prints the sums. `interrupted`: the rest was left. Returns the exit code.
  int Finish(bool interrupted);

 private:
  struct CloseFile {
    void operator()(FILE* file) const { std::fclose(file); }
  };

  const Context& context_;
  const std::string verb_;
  std::mutex mutex_;
  Progress progress_;  // this and the rest guarded by mutex_
  std::unique_ptr<FILE, CloseFile> refusals_;
  std::string refusals_path_;
  int64_t accepted_ = 0;
  int64_t repeats_ = 0;
  int64_t refused_ = 0;
  int64_t made_ids_ = 0;
  std::string only_;  // about the only accepted fact
};

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_RECORD_REPORT_H_
