// Bytes as text, and digests of bytes.
#ifndef PRAKSIS_LIBS_BASE_ENCODING_H_
#define PRAKSIS_LIBS_BASE_ENCODING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace praksis::base {

// SHA-256 of `bytes`: 32 bytes.
[[nodiscard]] std::string Sha256(std::string_view bytes);

// Lower-case hexadecimal.
[[nodiscard]] std::string ToHex(std::string_view bytes);

// The 16 bytes of a UUID written in lower-case 8-4-4-4-12 form; nothing for anything else.
[[nodiscard]] std::optional<std::string> ParseUuid(std::string_view text);

// Kafka's murmur2 (seed 0x9747b28c) of `bytes`: its default partitioner takes (hash & 0x7fffffff) %
// partitions. Source: org.apache.kafka.common.utils.Utils.murmur2.
[[nodiscard]] uint32_t Murmur2(std::string_view bytes);

// Eight bytes, most significant first: sorts as the number does (for numbers >= 0).
void AppendBigEndian64(uint64_t number, std::string& out);
[[nodiscard]] uint64_t ReadBigEndian64(const char* bytes);
void AppendBigEndian32(uint32_t number, std::string& out);
void WriteBigEndian32(uint32_t number, char* bytes);
[[nodiscard]] uint32_t ReadBigEndian32(const char* bytes);

}  // namespace praksis::base

#endif  // PRAKSIS_LIBS_BASE_ENCODING_H_
