#include "libs/readmodels/codes.h"

#include <deque>
#include <limits>
#include <mutex>
#include <shared_mutex>

#include "absl/container/flat_hash_map.h"
#include "libs/base/check.h"
#include "libs/base/strings.h"

namespace praksis::readmodels {
namespace {

// Texts by number, from 0 on; the empty one has 0.
class Numbering {
 public:
  // The number `further` stands for all texts that come when there are as many.
  explicit Numbering(uint32_t further) : further_(further) {}

  uint32_t NumberOf(std::string_view text) {
    {
      const std::shared_lock lock(mutex_);
      const auto found = numbers_.find(base::ToAbsl(text));
      if (found != numbers_.end()) return found->second;
    }
    const std::unique_lock lock(mutex_);
    const auto found = numbers_.find(base::ToAbsl(text));
    if (found != numbers_.end()) return found->second;
    if (texts_.size() >= further_) return further_;
    const auto number = static_cast<uint32_t>(texts_.size());
    texts_.emplace_back(text);
    numbers_.emplace(texts_.back(), number);
    return number;
  }

  std::string_view TextOf(uint32_t number) {
    const std::shared_lock lock(mutex_);
    if (number == further_) return kFurtherCode;
    PRAKSIS_CHECK(number < texts_.size(), "number=", number);
    return texts_[number];
  }

 private:
  const uint32_t further_;
  std::shared_mutex mutex_;
  std::deque<std::string> texts_ = {""};                                  // guarded by mutex_; never moved
  absl::flat_hash_map<absl::string_view, uint32_t> numbers_ = {{"", 0}};  // guarded by mutex_; of `texts_`
};

Numbering& Codes() {
  static Numbering& codes = *new Numbering(std::numeric_limits<CodeNumber>::max());
  return codes;
}

Numbering& Workers() {
  static Numbering& workers = *new Numbering(std::numeric_limits<WorkerNumber>::max());
  return workers;
}

}  // namespace

CodeNumber NumberOfCode(std::string_view text) { return static_cast<CodeNumber>(Codes().NumberOf(text)); }

std::string_view TextOfCode(CodeNumber number) { return Codes().TextOf(number); }

WorkerNumber NumberOfWorker(std::string_view name) { return Workers().NumberOf(name); }

AdmittedCodes::AdmittedCodes(const std::vector<std::string>& codes) {
  for (const std::string& code : codes) numbers_.push_back(NumberOfCode(code));
}

}  // namespace praksis::readmodels
