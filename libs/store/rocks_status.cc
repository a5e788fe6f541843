#include "libs/store/rocks_status.h"

#include "libs/base/strings.h"

namespace praksis::store {

absl::Status ToStatus(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const std::string message = base::StrCat("the database: ", status.ToString());
  if (status.IsCorruption()) return absl::DataLossError(message);
  if (status.IsIOError() || status.IsBusy() || status.IsTryAgain() || status.IsShutdownInProgress()) {
    return absl::UnavailableError(message);
  }
  return absl::InternalError(message);
}

absl::Status ToOpenStatus(const rocksdb::Status& status, const std::string& path) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = status.ToString();
  const auto says = [&](std::string_view what) { return text.find(what) != std::string::npos; };
  if (status.IsIOError() && says("LOCK") &&
      (says("Resource temporarily unavailable") || says("lock hold by current process"))) {
    return absl::FailedPreconditionError(base::StrCat(
        "another process has the database ", path, " open; one directory serves one process (", text, ")"));
  }
  if (status.IsCorruption()) {
    return absl::DataLossError(base::StrCat("the database ", path, " is damaged: ", text));
  }
  if (status.IsInvalidArgument() && says("does not exist")) {
    return absl::NotFoundError(base::StrCat("there is no database at ", path));
  }
  if (status.IsInvalidArgument()) {
    return absl::FailedPreconditionError(
        base::StrCat("the database ", path, " was made with other tables or by another version: ", text));
  }
  if (status.IsIOError()) {
    return absl::UnavailableError(base::StrCat("the database ", path, " cannot be opened: ", text));
  }
  return absl::InternalError(base::StrCat("the database ", path, " cannot be opened: ", text));
}

}  // namespace praksis::store
