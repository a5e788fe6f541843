#include "libs/base/check.h"
#include "libs/base/encoding.h"
#include "libs/log/event_log.h"

namespace praksis::log {

PartitionId PartitionOf(const StreamId& stream, int partition_count) {
  PRAKSIS_CHECK(partition_count > 0, "partition_count=", partition_count);
  return PartitionId((base::Murmur2(stream.value()) & 0x7fffffffU) % static_cast<uint32_t>(partition_count));
}

}  // namespace praksis::log
