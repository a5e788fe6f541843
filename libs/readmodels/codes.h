// Codes by number, so that a figure's cells have two bytes for one. In memory only: the numbers are this
// process's.
#ifndef PRAKSIS_LIBS_READMODELS_CODES_H_
#define PRAKSIS_LIBS_READMODELS_CODES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace praksis::readmodels {

using CodeNumber = uint16_t;

// Both are thread-safe. The same text always has the same number; the empty one has 0. Codes are those of
// codelists, a few hundred. Should there ever be more than 65,534, all further ones are kFurtherCode.
inline constexpr std::string_view kFurtherCode = "FURTHER_CODE";
CodeNumber NumberOfCode(std::string_view text);
// Lives for ever.
std::string_view TextOfCode(CodeNumber number);

// The same for names of workers, of whom there may be any number.
using WorkerNumber = uint32_t;
WorkerNumber NumberOfWorker(std::string_view name);

// Some codes, or all where none is named.
class AdmittedCodes {
 public:
  explicit AdmittedCodes(const std::vector<std::string>& codes);
  bool Admits(CodeNumber number) const {
    if (numbers_.empty()) return true;
    for (const CodeNumber admitted : numbers_) {
      if (admitted == number) return true;
    }
    return false;
  }

 private:
  std::vector<CodeNumber> numbers_;
};

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_CODES_H_
