#include "libs/log_copy/unfinished.h"

#include <filesystem>
#include <fstream>

#include "libs/base/strings.h"

namespace praksis::log {
namespace {

std::filesystem::path FileOf(const std::string& data_directory) {
  return std::filesystem::path(data_directory) / "log-copy-unfinished";
}

}  // namespace

absl::Status MarkUnfinished(const std::string& data_directory) {
  std::ofstream file(FileOf(data_directory));
  file << "praksis log copy has begun to copy a log here. It removes this file when all is here.\n";
  file.close();
  if (file.good()) return absl::OkStatus();
  return absl::UnavailableError(base::StrCat("cannot write ", FileOf(data_directory).string()));
}

void MarkFinished(const std::string& data_directory) {
  std::error_code ignored;
  std::filesystem::remove(FileOf(data_directory), ignored);
}

bool IsUnfinished(const std::string& data_directory) {
  std::error_code ignored;
  return std::filesystem::exists(FileOf(data_directory), ignored);
}

}  // namespace praksis::log
