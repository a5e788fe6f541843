#include "libs/http/query.h"

#include <cstdint>

namespace praksis::http {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Bytes of the character that starts with this one, 0 where none does; the least code point it may stand for.
struct Lead {
  size_t size = 0;
  uint32_t bits = 0;
  uint32_t least = 0;
};

Lead LeadOf(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >> 5 == 0x6) return {2, byte & 0x1fU, 0x80};
  if (byte >> 4 == 0xe) return {3, byte & 0xfU, 0x800};
  if (byte >> 3 == 0x1e) return {4, byte & 0x7U, 0x10000};
  return {};
}

}  // namespace

bool IsUtf8(std::string_view bytes) {
  for (size_t at = 0; at < bytes.size();) {
    const Lead lead = LeadOf(static_cast<unsigned char>(bytes[at]));
    if (lead.size == 0 || at + lead.size > bytes.size()) return false;
    uint32_t code = lead.bits;
    for (size_t i = 1; i < lead.size; ++i) {
      const auto byte = static_cast<unsigned char>(bytes[at + i]);
      if (byte >> 6 != 0x2) return false;
      code = code << 6 | (byte & 0x3fU);
    }
    if (code < lead.least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
    at += lead.size;
  }
  return true;
}

std::optional<std::string> PercentDecoded(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '%') {
      if (at + 2 >= text.size()) return std::nullopt;
      const int high = HexDigit(text[at + 1]);
      const int low = HexDigit(text[at + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      at += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    decoded += c;
  }
  if (!IsUtf8(decoded)) return std::nullopt;
  return decoded;
}

std::optional<std::vector<Field>> ParseQuery(std::string_view query) {
  std::vector<Field> fields;
  while (!query.empty()) {
    const size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (pair.empty()) continue;
    const size_t equals = pair.find('=');
    auto name = PercentDecoded(pair.substr(0, equals), true);
    auto value = equals == std::string_view::npos ? std::optional<std::string>("")
                                                  : PercentDecoded(pair.substr(equals + 1), true);
    if (!name || !value || fields.size() == kMaxParameters) return std::nullopt;
    fields.push_back({*std::move(name), *std::move(value)});
  }
  return fields;
}

}  // namespace praksis::http
