#include "libs/domain/fact/report.h"

#include <algorithm>

#include "libs/base/strings.h"

namespace praksis::domain {
namespace {

// A fact that is wrong all over is not described to the end.
constexpr size_t kMostViolations = 100;

}  // namespace

std::string Written(const Path& path, std::string_view below) {
  std::string written = path.up == nullptr ? std::string() : Written(*path.up) + ".";
  written += path.name;
  if (path.index >= 0) written += base::StrCat("[", path.index, "]");
  if (!below.empty()) written += base::StrCat(".", below);
  return written;
}

std::string Quoted(std::string_view text) {
  constexpr size_t kLongest = 64;
  std::string quoted = "\"";
  for (const char c : text.substr(0, kLongest)) quoted += c >= ' ' && c < 0x7f ? c : '?';
  return quoted + (text.size() > kLongest ? "…\"" : "\"");
}

void Report::Add(const Path& at, std::string_view below, std::string description) {
  if (violations_.size() < kMostViolations)
    violations_.push_back({Written(at, below), std::move(description)});
}

void Report::AddMissingResources(const Path& at, std::string_view below) {
  resources_missing_ = true;
  // First, so that it is what the message says.
  violations_.insert(violations_.begin(),
                     {Written(at, below),
                      "is required: word at least one resource that the person brings before "
                      "referring them"});
}

void Report::CheckWindow(const Path& at, std::string_view below, base::Day day, base::Day ahead) {
  if (day <= today_ + ahead || too_far_) return;
  too_far_ = {Written(at, below), day, today_ + ahead};
}

absl::Status Report::Result() const {
  if (!violations_.empty()) {
    return base::RefuseRequest(resources_missing_ ? "RESOURCES_REQUIRED" : "INVALID_FACT", violations_);
  }
  if (!too_far_) return absl::OkStatus();
  const std::string day =
      too_far_->day <= base::kLastDay ? base::FormatDay(too_far_->day) : "a day after 2200";
  const std::string latest = base::FormatDay(std::min(too_far_->latest, base::kLastDay));
  return base::Refuse(
      absl::StatusCode::kOutOfRange, "TOO_FAR_AHEAD",
      base::StrCat(too_far_->field, ": ", day, " lies too far ahead; the latest day accepted now is ", latest,
                   ". Check the year."),
      {{"field", too_far_->field}, {"day", day}, {"latest", latest}});
}

}  // namespace praksis::domain
