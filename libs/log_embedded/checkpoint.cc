#include "libs/log_embedded/checkpoint.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "libs/base/encoding.h"
#include "libs/base/strings.h"
#include "libs/log/crc32c.h"

namespace praksis::log::embedded {
namespace {

constexpr std::string_view kHeading = "praksis log checkpoint 1\n";

std::string CrcLine(std::string_view lines) {
  std::string bytes;
  base::AppendBigEndian32(Crc32c(lines), bytes);
  return base::StrCat("crc32c ", base::ToHex(bytes), "\n");
}

// Takes "<name> <value>\n" off the front of `text`.
std::optional<std::string_view> TakeLine(std::string_view name, std::string_view& text) {
  const size_t end = text.find('\n');
  if (end == std::string_view::npos || !text.starts_with(name)) return std::nullopt;
  if (end <= name.size() || text[name.size()] != ' ') return std::nullopt;
  const std::string_view value = text.substr(name.size() + 1, end - name.size() - 1);
  text.remove_prefix(end + 1);
  return value;
}

}  // namespace

std::string FormatCheckpoint(const Checkpoint& checkpoint) {
  std::string text = base::StrCat(kHeading, "id ", checkpoint.log_id, "\n");
  for (const Offset end : checkpoint.ends) text += base::StrCat("end ", end.value(), "\n");
  return text + CrcLine(text);
}

std::optional<Checkpoint> ParseCheckpoint(std::string_view text) {
  const size_t crc_at = text.rfind("crc32c ");
  if (!text.starts_with(kHeading) || crc_at == std::string_view::npos) return std::nullopt;
  if (text.substr(crc_at) != CrcLine(text.substr(0, crc_at))) return std::nullopt;
  text = text.substr(kHeading.size(), crc_at - kHeading.size());
  Checkpoint checkpoint;
  const auto id = TakeLine("id", text);
  if (!id) return std::nullopt;
  checkpoint.log_id = *id;
  while (!text.empty()) {
    const auto line = TakeLine("end", text);
    if (!line) return std::nullopt;
    int64_t end = 0;
    const auto [rest, error] = std::from_chars(line->data(), line->data() + line->size(), end);
    if (error != std::errc() || rest != line->data() + line->size()) return std::nullopt;
    checkpoint.ends.emplace_back(end);
  }
  return checkpoint;
}

std::optional<Checkpoint> ReadCheckpoint(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return ParseCheckpoint(text);
}

bool WriteCheckpoint(const Checkpoint& checkpoint, const std::string& path) {
  const std::string fresh = path + ".new";
  {
    std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
    file << FormatCheckpoint(checkpoint);
    if (!file.flush()) return false;
  }
  std::error_code error;
  std::filesystem::rename(fresh, path, error);
  return !error;
}

}  // namespace praksis::log::embedded
