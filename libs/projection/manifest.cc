// The file <directory>/manifest:
//
//   manifest := "praksis projections 1\n" entry*
//   entry    := name " " role " " created " " models " " until "\n"
//   role     := "serving" | "following" | "kept" | "stopped"
//   created  := seconds since 1970, in decimal digits
//   models   := name "@" revision ("," name "@" revision)* | "-"
//   until    := token of a position (libs/log/position.h) | "-"
#include "libs/projection/manifest.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"

namespace praksis::projection {
namespace {

constexpr char kHeading[] = "praksis projections 1";
constexpr std::array<std::pair<Role, const char*>, 4> kRoles = {{{Role::kServing, "serving"},
                                                                 {Role::kFollowing, "following"},
                                                                 {Role::kKept, "kept"},
                                                                 {Role::kStopped, "stopped"}}};
// "v-" and eight hexadecimal digits.
constexpr size_t kDefinitionBytes = 10;

std::string PathIn(const std::string& directory) { return directory + "/manifest"; }

std::string OrDash(const std::string& text) { return text.empty() ? "-" : text; }
std::string FromDash(std::string text) { return text == "-" ? "" : text; }

std::optional<ManifestEntry> ParseLine(const std::string& line) {
  std::istringstream in(line);
  ManifestEntry entry;
  std::string role;
  std::string rest;
  int64_t created = 0;
  if (!(in >> entry.name >> role >> created >> entry.models >> entry.until) || in >> rest)
    return std::nullopt;
  const auto* const found =
      std::find_if(kRoles.begin(), kRoles.end(), [&](const auto& known) { return known.second == role; });
  if (found == kRoles.end()) return std::nullopt;
  entry.role = found->first;
  entry.created = absl::FromUnixSeconds(created);
  entry.models = FromDash(std::move(entry.models));
  entry.until = FromDash(std::move(entry.until));
  return entry;
}

// Writes `text` to a new file and has it on disk.
bool WriteSynced(const std::string& path, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return false;
  const bool written =
      write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(file) == 0;
  return close(file) == 0 && written;
}

bool SyncDirectory(const std::string& path) {
  const int directory = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return false;
  const bool synced = fsync(directory) == 0;
  close(directory);
  return synced;
}

}  // namespace

std::string FormatManifest(const std::vector<ManifestEntry>& entries) {
  std::string text = base::StrCat(kHeading, "\n");
  for (const ManifestEntry& entry : entries) {
    const auto* const role = std::find_if(kRoles.begin(), kRoles.end(),
                                          [&](const auto& known) { return known.first == entry.role; });
    text += base::StrCat(entry.name, " ", role->second, " ", absl::ToUnixSeconds(entry.created), " ",
                         OrDash(entry.models), " ", OrDash(entry.until), "\n");
  }
  return text;
}

std::optional<std::vector<ManifestEntry>> ParseManifest(const std::string& text) {
  std::istringstream in(text);
  std::string line;
  if (!std::getline(in, line) || line != kHeading) return std::nullopt;
  std::vector<ManifestEntry> entries;
  while (std::getline(in, line)) {
    std::optional<ManifestEntry> entry = ParseLine(line);
    if (!entry) return std::nullopt;
    entries.push_back(*std::move(entry));
  }
  return entries;
}

absl::StatusOr<std::vector<ManifestEntry>> ReadManifest(const std::string& directory) {
  const std::string path = PathIn(directory);
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::vector<ManifestEntry>();
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::optional<std::vector<ManifestEntry>> entries = ParseManifest(text);
  if (!entries) {
    return base::Refuse(
        absl::StatusCode::kDataLoss, "MANIFEST_DAMAGED",
        base::StrCat("The list of projections ", path,
                     " cannot be read. Remove it: what was built first is then served, or built anew."),
        {{"file", path}});
  }
  return *std::move(entries);
}

absl::Status WriteManifest(const std::string& directory, const std::vector<ManifestEntry>& entries) {
  const std::string path = PathIn(directory);
  const std::string fresh = path + ".new";
  if (WriteSynced(fresh, FormatManifest(entries)) && rename(fresh.c_str(), path.c_str()) == 0 &&
      SyncDirectory(directory)) {
    return absl::OkStatus();
  }
  const std::string error = std::strerror(errno);
  return base::Refuse(absl::StatusCode::kUnavailable, "MANIFEST_NOT_WRITABLE",
                      base::StrCat("The list of projections ", path, " cannot be written: ", error),
                      {{"file", path}, {"error", error}});
}

absl::StatusOr<std::string> ServingName(const std::string& directory, const std::string& definition) {
  ASSIGN_OR_RETURN(const std::vector<ManifestEntry> entries, ReadManifest(directory));
  for (const ManifestEntry& entry : entries) {
    if (entry.role == Role::kServing && DefinitionOf(entry.name) == definition) return entry.name;
  }
  return definition;
}

std::string DefinitionOf(const std::string& name) { return name.substr(0, kDefinitionBytes); }

}  // namespace praksis::projection
