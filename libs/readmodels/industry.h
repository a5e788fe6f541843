// Sections of NACE Rev. 2.
#ifndef PRAKSIS_LIBS_READMODELS_INDUSTRY_H_
#define PRAKSIS_LIBS_READMODELS_INDUSTRY_H_

#include <string_view>

namespace praksis::readmodels {

// The section ("G") of an industry as facts give it: "47", "47.1", "47.11" or "G". "" for anything else.
// Source: Regulation (EC) No 1893/2006 of the European Parliament and of the Council, Annex I (NACE Rev. 2).
std::string_view IndustrySection(std::string_view industry);

// "A" … "U".
bool IsIndustrySection(std::string_view text);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_INDUSTRY_H_
