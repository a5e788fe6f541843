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

struct Known {
  std::shared_mutex mutex;
  std::deque<std::string> texts = {""};                                    // guarded by mutex; never moved
  absl::flat_hash_map<absl::string_view, CodeNumber> numbers = {{"", 0}};  // guarded by mutex; of `texts`
};

Known& TheKnown() {
  static Known& known = *new Known;
  return known;
}

}  // namespace

CodeNumber NumberOfCode(std::string_view text) {
  Known& known = TheKnown();
  {
    const std::shared_lock lock(known.mutex);
    const auto found = known.numbers.find(base::ToAbsl(text));
    if (found != known.numbers.end()) return found->second;
  }
  const std::unique_lock lock(known.mutex);
  const auto found = known.numbers.find(base::ToAbsl(text));
  if (found != known.numbers.end()) return found->second;
  constexpr CodeNumber kFurther = std::numeric_limits<CodeNumber>::max();
  if (known.texts.size() >= kFurther) return kFurther;
  const auto number = static_cast<CodeNumber>(known.texts.size());
  known.texts.emplace_back(text);
  known.numbers.emplace(known.texts.back(), number);
  return number;
}

std::string_view TextOfCode(CodeNumber number) {
  Known& known = TheKnown();
  const std::shared_lock lock(known.mutex);
  if (number == std::numeric_limits<CodeNumber>::max()) return kFurtherCode;
  PRAKSIS_CHECK(number < known.texts.size(), "number=", number);
  return known.texts[number];
}

AdmittedCodes::AdmittedCodes(const std::vector<std::string>& codes) {
  for (const std::string& code : codes) numbers_.push_back(NumberOfCode(code));
}

}  // namespace praksis::readmodels
