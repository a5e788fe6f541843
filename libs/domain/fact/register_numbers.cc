#include "libs/domain/fact/register_numbers.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace praksis::domain {
namespace {

bool IsDigits(std::string_view text, size_t count) {
  return text.size() == count &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

template <size_t n>
bool IsWeightedSumDivisibleBy11(std::string_view digits, const std::array<int, n>& weights) {
  int sum = 0;
  for (size_t i = 0; i < n; ++i) sum += (digits[i] - '0') * weights[i];
  return sum % 11 == 0;
}

// Det Centrale Virksomhedsregister: 8 digits, the first not 0, weights 2 7 6 5 4 3 2 1.
bool IsCvr(std::string_view number) {
  return IsDigits(number, 8) && number[0] != '0' &&
         IsWeightedSumDivisibleBy11(number, std::array{2, 7, 6, 5, 4, 3, 2, 1});
}

// Enhetsregisteret: 9 digits, weights 3 2 7 6 5 4 3 2 1.
bool IsNorwegianOrganisation(std::string_view number) {
  return IsDigits(number, 9) && IsWeightedSumDivisibleBy11(number, std::array{3, 2, 7, 6, 5, 4, 3, 2, 1});
}

// Bolagsverket: 10 digits with a Luhn check. The third is 2 or more: that tells an organisation's number from
// a person's, which must not come in here.
bool IsSwedishOrganisation(std::string_view number) {
  if (!IsDigits(number, 10) || number[2] < '2') return false;
  int sum = 0;
  for (size_t i = 0; i < number.size(); ++i) {
    const int digit = (number[i] - '0') * (i % 2 == 0 ? 2 : 1);
    sum += digit / 10 + digit % 10;
  }
  return sum % 10 == 0;
}

}  // namespace

bool IsRegisterScheme(std::string_view scheme) {
  return scheme == "DK-CVR" || scheme == "SE-ORGNR" || scheme == "NO-ORGNR" || scheme == "SAMPLE";
}

bool IsRegisterNumber(std::string_view scheme, std::string_view number) {
  if (scheme == "DK-CVR") return IsCvr(number);
  if (scheme == "SE-ORGNR") return IsSwedishOrganisation(number);
  if (scheme == "NO-ORGNR") return IsNorwegianOrganisation(number);
  return scheme == "SAMPLE" && !number.empty();
}

}  // namespace praksis::domain
