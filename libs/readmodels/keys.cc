#include "libs/readmodels/keys.h"

#include "libs/base/check.h"
#include "libs/base/encoding.h"

namespace praksis::readmodels {
namespace {

constexpr uint32_t kSignBit = 0x80000000U;
constexpr size_t kLongestText = 255;

}  // namespace

KeyWriter& KeyWriter::Text(std::string_view text) {
  text = text.substr(0, kLongestText);
  Byte(static_cast<uint8_t>(text.size()));
  key_.append(text);
  return *this;
}

KeyWriter& KeyWriter::Day(base::Day day) { return Number(static_cast<uint32_t>(day) ^ kSignBit); }

KeyWriter& KeyWriter::Number(uint32_t number) {
  base::AppendBigEndian32(number, key_);
  return *this;
}

KeyWriter& KeyWriter::Byte(uint8_t byte) {
  key_.push_back(static_cast<char>(byte));
  return *this;
}

std::string_view KeyReader::Take(size_t bytes) {
  PRAKSIS_CHECK(rest_.size() >= bytes, "a key ends ", bytes - rest_.size(), " bytes early");
  const std::string_view taken = rest_.substr(0, bytes);
  rest_.remove_prefix(bytes);
  return taken;
}

std::string_view KeyReader::Text() { return Take(Byte()); }

base::Day KeyReader::Day() { return static_cast<base::Day>(Number() ^ kSignBit); }

uint32_t KeyReader::Number() { return base::ReadBigEndian32(Take(4).data()); }

uint8_t KeyReader::Byte() { return static_cast<uint8_t>(Take(1).front()); }

uint32_t PersonTag(const domain::cases::CaseState& state) {
  return base::Murmur2(state.person_ref().empty() ? state.stream() : state.person_ref());
}

}  // namespace praksis::readmodels
