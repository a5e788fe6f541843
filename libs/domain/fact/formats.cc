#include "libs/domain/fact/formats.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "libs/base/date.h"
#include "libs/domain/fact/time_zones.h"

namespace praksis::domain {
namespace {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsAlphanumeric(char c) { return IsDigit(c) || IsLower(c) || IsUpper(c); }

template <typename Predicate>
bool All(std::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

bool HasLength(std::string_view text, size_t least, size_t most) {
  return text.size() >= least && text.size() <= most;
}

bool IsIdentifier(std::string_view text) {
  return HasLength(text, 1, 64) && IsAlphanumeric(text.front()) &&
         All(text, [](char c) { return IsAlphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

bool IsMunicipality(std::string_view text) {
  return HasLength(text, 4, 15) && IsUpper(text[0]) && IsUpper(text[1]) && text[2] == '-' &&
         All(text.substr(3), [](char c) { return IsDigit(c) || IsUpper(c); });
}

// BCP 47: a language of 2 or 3 letters in lower case, then subtags of 1 to 8 letters and digits.
bool IsLanguage(std::string_view text) {
  size_t end = std::min(text.find('-'), text.size());
  if (!HasLength(text, 2, 35) || !HasLength(text.substr(0, end), 2, 3) ||
      !All(text.substr(0, end), IsLower)) {
    return false;
  }
  while (end != text.size()) {
    text.remove_prefix(end + 1);
    end = std::min(text.find('-'), text.size());
    if (!HasLength(text.substr(0, end), 1, 8) || !All(text.substr(0, end), IsAlphanumeric)) return false;
  }
  return true;
}

// The divisions of NACE Rev. 2 (Regulation (EC) No 1893/2006) are 01 to 99 without these.
bool IsNaceDivision(int division) {
  for (const int gap : {0, 4, 34, 40, 44, 48, 54, 57, 67, 76, 83, 89}) {
    if (division == gap) return false;
  }
  return division <= 99;
}

bool IsIndustry(std::string_view text) {
  if (text.size() == 1) return text[0] >= 'A' && text[0] <= 'U';
  if (text.size() != 2 && text.size() != 4 && text.size() != 5) return false;
  if (!IsDigit(text[0]) || !IsDigit(text[1]) || !IsNaceDivision((text[0] - '0') * 10 + text[1] - '0'))
    return false;
  return text.size() == 2 || (text[2] == '.' && All(text.substr(3), IsDigit));
}

bool IsOccupation(std::string_view text) {
  constexpr std::string_view kEsco = "http://data.europa.eu/esco/occupation/";
  if (text.starts_with(kEsco)) {
    text.remove_prefix(kEsco.size());
    return HasLength(text, 1, 64) && All(text, [](char c) { return IsDigit(c) || IsLower(c) || c == '-'; });
  }
  return HasLength(text, 1, 4) && All(text, IsDigit);
}

bool IsUuidV7(std::string_view text) {
  if (text.size() != 36 || text[14] != '7') return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i] != '-') return false;
    } else if (!IsDigit(text[i]) && !(text[i] >= 'a' && text[i] <= 'f')) {
      return false;
    }
  }
  return text[19] == '8' || text[19] == '9' || text[19] == 'a' || text[19] == 'b';
}

bool IsStream(std::string_view text) {
  const size_t slash = text.find('/');
  return slash != std::string_view::npos && HasLength(text.substr(0, slash), 1, 15) &&
         All(text.substr(0, slash), IsLower) && IsIdentifier(text.substr(slash + 1));
}

// RFC 3986 as far as it matters here: a scheme, a host, and no character that a URI cannot have.
bool IsUri(std::string_view text) {
  if (text.starts_with("https://")) {
    text.remove_prefix(8);
  } else if (text.starts_with("http://")) {
    text.remove_prefix(7);
  } else {
    return false;
  }
  if (text.empty() || !(IsAlphanumeric(text.front()) || text.front() == '[')) return false;
  return All(text, [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
  });
}

}  // namespace

bool HasFormat(v1::Format format, std::string_view text) {
  switch (format) {
    case v1::FORMAT_UNSPECIFIED:
      return true;
    case v1::IDENTIFIER:
      return IsIdentifier(text);
    case v1::DATE:
      return base::ParseDay(text).has_value();
    case v1::MUNICIPALITY:
      return IsMunicipality(text);
    case v1::LANGUAGE:
      return IsLanguage(text);
    case v1::INDUSTRY:
      return IsIndustry(text);
    case v1::OCCUPATION:
      return IsOccupation(text);
    case v1::UUID:
      return IsUuidV7(text);
    case v1::STREAM:
      return IsStream(text);
    case v1::TIME_ZONE:
      return IsTimeZone(text);
    case v1::URI:
      return IsUri(text);
    case v1::Format_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Format_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return false;
}

std::string_view Describe(v1::Format format) {
  switch (format) {
    case v1::IDENTIFIER:
      return "an identifier: 1 to 64 of A-Z a-z 0-9 . _ -, a letter or digit first";
    case v1::DATE:
      return "a date, YYYY-MM-DD, that exists, from 1900-01-01 to 2200-12-31";
    case v1::MUNICIPALITY:
      return "a municipality: country, hyphen, LAU code, like DK-360";
    case v1::LANGUAGE:
      return "a language tag (BCP 47), like da or da-DK";
    case v1::INDUSTRY:
      return "an industry (NACE Rev. 2), like 47.11, 47.1, 47 or G";
    case v1::OCCUPATION:
      return "an occupation: ISCO-08, 1 to 4 digits, or an ESCO URI";
    case v1::UUID:
      return "a UUID of version 7 in lower case";
    case v1::STREAM:
      return "a stream: kind, slash, identifier, like case/2025-0114";
    case v1::TIME_ZONE:
      return "a time zone of the IANA database, like Europe/Copenhagen";
    case v1::URI:
      return "an absolute http or https URI";
    case v1::FORMAT_UNSPECIFIED:
    case v1::Format_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Format_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "a text";
}

bool IsText(std::string_view text) {
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = at + text.size();
  const auto continues = [&at, end](int bytes, unsigned char least = 0x80, unsigned char most = 0xbf) {
    if (end - at <= bytes || at[1] < least || at[1] > most) return false;
    for (int i = 2; i <= bytes; ++i) {
      if ((at[i] & 0xc0) != 0x80) return false;
    }
    at += bytes + 1;
    return true;
  };
  while (at != end) {
    const unsigned char first = *at;
    bool valid = false;
    if (first < 0x80) {
      valid = first != 0;
      ++at;
    } else if (first >= 0xc2 && first <= 0xdf) {
      valid = continues(1);
    } else if (first >= 0xe0 && first <= 0xef) {
      valid = continues(2, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf);
    } else if (first >= 0xf0 && first <= 0xf4) {
      valid = continues(3, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf);
    }
    if (!valid) return false;
  }
  return true;
}

}  // namespace praksis::domain
