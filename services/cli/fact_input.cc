#include "services/cli/fact_input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "libs/base/strings.h"

namespace praksis::cli {

absl::StatusOr<std::unique_ptr<FactInput>> FactInput::Open(const std::string& path,
                                                           const Interrupt& interrupt) {
  std::unique_ptr<FactInput> input(new FactInput(interrupt));
  input->descriptor_ = path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat information {};
  if (input->descriptor_ < 0 || fstat(input->descriptor_, &information) != 0) {
    return absl::NotFoundError(base::StrCat(path, ": ", strerror(errno)));
  }
  if (S_ISDIR(information.st_mode)) return absl::NotFoundError(base::StrCat(path, ": is a directory"));
  if (S_ISREG(information.st_mode)) input->size_ = information.st_size;
  return input;
}

std::unique_ptr<FactInput> FactInput::FromText(std::string_view json, const Interrupt& interrupt) {
  std::unique_ptr<FactInput> input(new FactInput(interrupt));
  input->splitter_.Feed(json);
  input->splitter_.Finish();
  return input;
}

FactInput::~FactInput() {
  if (descriptor_ > STDERR_FILENO) close(descriptor_);
}

std::optional<JsonSplitter::Piece> FactInput::Next() {
  if (ahead_ && !interrupt_.requested()) return std::exchange(ahead_, std::nullopt);
  return Take(/*wait=*/true);
}

bool FactInput::AtHand() {
  if (!ahead_) ahead_ = Take(/*wait=*/false);
  return ahead_.has_value();
}

std::optional<JsonSplitter::Piece> FactInput::Take(bool wait) {
  for (;;) {
    if (interrupt_.requested()) return std::nullopt;
    if (auto piece = splitter_.Next()) return piece;
    if (descriptor_ < 0) return std::nullopt;
    // What is in a file is there.
    if (size_ < 0 && !interrupt_.WaitReadable(descriptor_, wait ? -1 : 0)) return std::nullopt;
    ReadBlock();
  }
}

void FactInput::ReadBlock() {
  std::vector<char> buffer(size_t{1} << 16);
  const ssize_t bytes = read(descriptor_, buffer.data(), buffer.size());
  if (bytes < 0 && errno == EINTR) return;
  if (bytes <= 0) {
    splitter_.Finish();
    if (descriptor_ > STDERR_FILENO) close(descriptor_);
    descriptor_ = -1;
    return;
  }
  read_ += bytes;
  splitter_.Feed(std::string_view(buffer.data(), static_cast<size_t>(bytes)));
}

double FactInput::share() const {
  return size_ > 0 ? static_cast<double>(read_) / static_cast<double>(size_) : -1;
}

bool EnsureEventId(v1::Event& fact) {
  if (!fact.event_id().empty()) return false;
  thread_local std::mt19937_64 random{std::random_device{}()};
  fact.set_event_id(MakeEventId(absl::ToUnixMillis(absl::Now()), random(), random()).value());
  return true;
}

}  // namespace praksis::cli
