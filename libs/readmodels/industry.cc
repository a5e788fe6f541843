#include "libs/readmodels/industry.h"

namespace praksis::readmodels {
namespace {

struct Section {
  std::string_view letter;
  int first_division;
  int last_division;
};

// Regulation (EC) No 1893/2006, Annex I.
constexpr Section kSections[] = {
    {"A", 1, 3},    // Agriculture, forestry and fishing
    {"B", 5, 9},    // Mining and quarrying
    {"C", 10, 33},  // Manufacturing
    {"D", 35, 35},  // Electricity, gas, steam and air conditioning supply
    {"E", 36, 39},  // Water supply; sewerage, waste management and remediation activities
    {"F", 41, 43},  // Construction
    {"G", 45, 47},  // Wholesale and retail trade; repair of motor vehicles and motorcycles
    {"H", 49, 53},  // Transportation and storage
    {"I", 55, 56},  // Accommodation and food service activities
    {"J", 58, 63},  // Information and communication
    {"K", 64, 66},  // Financial and insurance activities
    {"L", 68, 68},  // Real estate activities
    {"M", 69, 75},  // Professional, scientific and technical activities
    {"N", 77, 82},  // Administrative and support service activities
    {"O", 84, 84},  // Public administration and defence; compulsory social security
    {"P", 85, 85},  // Education
    {"Q", 86, 88},  // Human health and social work activities
    {"R", 90, 93},  // Arts, entertainment and recreation
    {"S", 94, 96},  // Other service activities
    {"T", 97, 98},  // Activities of households as employers; own-use production of households
    {"U", 99, 99},  // Activities of extraterritorial organisations and bodies
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string_view IndustrySection(std::string_view industry) {
  if (industry.size() == 1) {
    for (const Section& section : kSections) {
      if (section.letter == industry) return section.letter;
    }
    return "";
  }
  if (industry.size() < 2 || !IsDigit(industry[0]) || !IsDigit(industry[1])) return "";
  if (industry.size() > 2 && industry[2] != '.') return "";
  const int division = (industry[0] - '0') * 10 + (industry[1] - '0');
  for (const Section& section : kSections) {
    if (division >= section.first_division && division <= section.last_division) return section.letter;
  }
  return "";
}

bool IsIndustrySection(std::string_view text) { return text.size() == 1 && text[0] >= 'A' && text[0] <= 'U'; }

}  // namespace praksis::readmodels
