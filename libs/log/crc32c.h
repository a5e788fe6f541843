// CRC-32C (Castagnoli), as in iSCSI (RFC 3720, section 12.1) and Kafka's record batches. For small things:
// one table, one byte at a time.
#ifndef PRAKSIS_LIBS_LOG_CRC32C_H_
#define PRAKSIS_LIBS_LOG_CRC32C_H_

#include <cstdint>
#include <string_view>

namespace praksis::log {

[[nodiscard]] uint32_t Crc32c(std::string_view bytes);

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_CRC32C_H_
