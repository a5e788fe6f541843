// The keys of the figures' tables: written here, read here. The parts that all of them begin with:
//
//   key    := text(municipality) day rest
//   text   := length(1 byte) bytes                     (longer than 255 bytes: cut)
//   day    := 4 bytes, big endian, with the sign bit turned over: sorts as days do
//   number := 4 bytes, big endian
//   tag    := number, see PersonTag
//
// so that a municipality and a period are one range of keys. What `rest` is stands beside each model.
#ifndef PRAKSIS_LIBS_READMODELS_KEYS_H_
#define PRAKSIS_LIBS_READMODELS_KEYS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "libs/base/date.h"
#include "libs/domain/case_state/case_state.pb.h"

namespace praksis::readmodels {

class KeyWriter {
 public:
  KeyWriter& Text(std::string_view text);
  KeyWriter& Day(base::Day day);
  KeyWriter& Number(uint32_t number);
  KeyWriter& Byte(uint8_t byte);
  const std::string& key() const { return key_; }

 private:
  std::string key_;
};

// Reads what KeyWriter wrote, in the same order; aborts where it is something else. What it gives lives as
// long as the key does.
class KeyReader {
 public:
  explicit KeyReader(std::string_view key) : rest_(key) {}
  std::string_view Text();
  base::Day Day();
  uint32_t Number();
  uint8_t Byte();
  bool done() const { return rest_.empty(); }

 private:
  std::string_view Take(size_t bytes);

  std::string_view rest_;
};

// Tells persons apart where a small number of them must be noticed: 32 bits of the person's reference (of the
// stream, where a case has none). Two persons may share a tag, about once in four thousand million pairs;
// they then count as one, which only ever withholds more.
uint32_t PersonTag(const domain::cases::CaseState& state);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_KEYS_H_
