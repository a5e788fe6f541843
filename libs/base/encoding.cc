#include "libs/base/encoding.h"

#include <openssl/sha.h>

namespace praksis::base {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

template <typename Number>
void WriteBigEndian(Number number, char* bytes) {
  for (size_t i = sizeof(Number); i > 0; --i) {
    bytes[i - 1] = static_cast<char>(number & 0xff);
    number = static_cast<Number>(number >> 8);
  }
}

template <typename Number>
void AppendBigEndian(Number number, std::string& out) {
  char bytes[sizeof(Number)];
  WriteBigEndian(number, bytes);
  out.append(bytes, sizeof(bytes));
}

template <typename Number>
Number ReadBigEndian(const char* bytes) {
  Number number = 0;
  for (size_t i = 0; i < sizeof(Number); ++i) number = (number << 8) | static_cast<unsigned char>(bytes[i]);
  return number;
}

}  // namespace

std::string Sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::string ToHex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char c : bytes) {
    text.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    text.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
  }
  return text;
}

std::optional<std::string> ParseUuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  std::string bytes;
  bytes.reserve(16);
  for (size_t i = 0; i < text.size();) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i] != '-') return std::nullopt;
      ++i;
      continue;
    }
    const int high = HexDigit(text[i]);
    const int low = HexDigit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(high << 4 | low));
    i += 2;
  }
  return bytes;
}

uint32_t Murmur2(std::string_view bytes) {
  constexpr uint32_t kMultiplier = 0x5bd1e995;
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto length = static_cast<uint32_t>(bytes.size());
  uint32_t hash = 0x9747b28cU ^ length;
  const uint32_t whole = length / 4;
  for (uint32_t i = 0; i < whole; ++i) {
    const unsigned char* p = data + 4 * static_cast<size_t>(i);
    uint32_t k = p[0] | (uint32_t{p[1]} << 8) | (uint32_t{p[2]} << 16) | (uint32_t{p[3]} << 24);
    k *= kMultiplier;
    k ^= k >> 24;
    k *= kMultiplier;
    hash *= kMultiplier;
    hash ^= k;
  }
  const unsigned char* tail = data + 4 * static_cast<size_t>(whole);
  switch (length % 4) {
    case 3:
      hash ^= uint32_t{tail[2]} << 16;
      [[fallthrough]];
    case 2:
      hash ^= uint32_t{tail[1]} << 8;
      [[fallthrough]];
    case 1:
      hash ^= tail[0];
      hash *= kMultiplier;
      break;
    default:
      break;
  }
  hash ^= hash >> 13;
  hash *= kMultiplier;
  hash ^= hash >> 15;
  return hash;
}

void AppendBigEndian64(uint64_t number, std::string& out) { AppendBigEndian(number, out); }
uint64_t ReadBigEndian64(const char* bytes) { return ReadBigEndian<uint64_t>(bytes); }
void AppendBigEndian32(uint32_t number, std::string& out) { AppendBigEndian(number, out); }
void WriteBigEndian32(uint32_t number, char* bytes) { WriteBigEndian(number, bytes); }
uint32_t ReadBigEndian32(const char* bytes) { return ReadBigEndian<uint32_t>(bytes); }

}  // namespace praksis::base
