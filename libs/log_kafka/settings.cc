#include "libs/log_kafka/settings.h"

#include <fstream>
#include <iterator>
#include <string_view>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"

namespace praksis::log {
namespace {

constexpr std::string_view kFileSuffix = ".file";

absl::Status Invalid(const std::string& path, std::string_view what) {
  return base::Refuse(absl::StatusCode::kInvalidArgument, "KAFKA_SETTINGS_UNREADABLE",
                      base::StrCat(path, ": ", what), {{"file", path}});
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> ReadKafkaSettings(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Invalid(path, "cannot be read");
  std::map<std::string, std::string> settings;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const std::string_view text = Trimmed(line);
    if (text.empty() || text.front() == '#') continue;
    const size_t equals = text.find('=');
    const std::string_view name = Trimmed(text.substr(0, equals));
    if (equals == std::string_view::npos || name.empty()) {
      return Invalid(path, base::StrCat("line ", number, " is not NAME = VALUE"));
    }
    const std::string value(Trimmed(text.substr(equals + 1)));
    if (!name.ends_with(kFileSuffix)) {
      settings[std::string(name)] = value;
      continue;
    }
    std::ifstream secret(value);
    if (!secret)
      return Invalid(value, base::StrCat("cannot be read (named in ", path, ", line ", number, ")"));
    std::string content(std::istreambuf_iterator<char>(secret), {});
    while (!content.empty() && (content.back() == '\n' || content.back() == '\r')) content.pop_back();
    settings[std::string(name.substr(0, name.size() - kFileSuffix.size()))] = content;
  }
  return settings;
}

}  // namespace praksis::log
