// Which projections there are in a directory, and what each is for: what must be known before any is opened.
#ifndef PRAKSIS_LIBS_PROJECTION_MANIFEST_H_
#define PRAKSIS_LIBS_PROJECTION_MANIFEST_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace praksis::projection {

// What a projection is for.
enum class Role {
  kServing,    // answers questions of the programs of its models
  kFollowing,  // kept up beside the serving one, or being built
  kKept,       // of an earlier position, or being built up to it
  kStopped,    // not kept up
};

struct ManifestEntry {
  // Of its directory: "v-1a2b3c4d", "v-1a2b3c4d-2". All that begin with the same hash have the same models.
  std::string name;
  Role role = Role::kStopped;
  absl::Time created;
  // "funnel@1,referrals@1,…"; empty where it is not known.
  std::string models;
  // Token of the position where it ends; empty: it has no end.
  std::string until;

  friend bool operator==(const ManifestEntry&, const ManifestEntry&) = default;
};

std::string FormatManifest(const std::vector<ManifestEntry>& entries);
// Nothing where `text` is no manifest.
std::optional<std::vector<ManifestEntry>> ParseManifest(const std::string& text);

// The manifest of `directory`; empty where there is none yet. DATA_LOSS (MANIFEST_DAMAGED).
absl::StatusOr<std::vector<ManifestEntry>> ReadManifest(const std::string& directory);
// Replaces it in one step and on disk. UNAVAILABLE (MANIFEST_NOT_WRITABLE): it is as it was.
absl::Status WriteManifest(const std::string& directory, const std::vector<ManifestEntry>& entries);

// The directory that the programs with these models ("v-1a2b3c4d") serve from: by the manifest, or else the
// one of that name.
absl::StatusOr<std::string> ServingName(const std::string& directory, const std::string& definition);

// "v-1a2b3c4d" of "v-1a2b3c4d-2".
std::string DefinitionOf(const std::string& name);

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_MANIFEST_H_
